// Renders the emoji pack. In a folder outside the repository:
//   npm install @iconify-json/{noto@1.2.9,noto-v1@1.2.5,fluent-emoji-flat@1.2.6,fxemoji@1.2.2,twemoji@1.2.5,emojione@1.2.3} emoji.json@16.0.0 sharp@0.35.5
// then here: npx tsx packages/datasets/scripts/build-emoji.ts FOLDER

import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { classOfSubgroup, distractorNames, dropped, droppedPictures, fxemojiNames } from "./emoji-names.ts";
import { type IconSet, keyOf, openIconSet } from "./icon-set.ts";

const SIZE = 48;
const DISTRACTOR_SIZE = 24;
const STYLES = ["noto", "noto-v1", "fluent-emoji-flat", "fxemoji", "twemoji", "emojione"];

/** The part of sharp used here; it is installed beside the icon sets, not in this repository. */
type Sharp = (svg: Buffer) => { ensureAlpha(): { raw(): { toBuffer(): Promise<Buffer> } } };

interface EmojiRow {
  readonly codes: string;
  readonly name: string;
  readonly subgroup: string;
}

const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/** `[size, size, 4]` R, G, B, A; colour is zero where alpha is. */
async function render(sharp: Sharp, set: IconSet, icon: string, size: number): Promise<Uint8Array> {
  const rgba = new Uint8Array(
    await sharp(Buffer.from(set.svg(icon, size)))
      .ensureAlpha()
      .raw()
      .toBuffer(),
  );
  if (rgba.length !== 4 * size * size)
    throw new Error(`${set.style}/${icon}: expected ${4 * size * size} bytes; got ${rgba.length}`);
  for (let p = 0; p < rgba.length; p += 4) if (rgba[p + 3] === 0) rgba.fill(0, p, p + 3);
  return rgba;
}

async function main(): Promise<void> {
  const folder = process.argv[2];
  if (folder === undefined) throw new Error("build-emoji: expected the folder with the icon sets; got no argument");
  const data = fileURLToPath(new URL("../data/", import.meta.url));
  const sharp = createRequire(resolve(folder, "package.json"))("sharp") as Sharp;
  const rows = JSON.parse(await readFile(join(folder, "node_modules/emoji.json/emoji.json"), "utf8")) as EmojiRow[];
  const unique = [...new Map(rows.map((row) => [keyOf(row.name), row])).values()];
  const classes = [...new Set(Object.values(classOfSubgroup))];
  const sets = await Promise.all(
    STYLES.map((style) => openIconSet(folder, style, style === "fxemoji" ? fxemojiNames : {})),
  );

  const emoji: [string, string, string][] = [];
  const distractors: [string, string][] = [];
  const pictures: Uint8Array[] = [];
  for (const set of sets)
    for (const row of unique) {
      const label = classOfSubgroup[row.subgroup];
      const icon = set.find(row.codes, row.name);
      if (label === undefined || icon === undefined) continue;
      if (dropped.includes(row.name) || droppedPictures.includes(`${set.style}/${row.name}`)) continue;
      emoji.push([set.style, label, row.name]);
      pictures.push(await render(sharp, set, icon, SIZE));
    }
  for (const set of sets)
    for (const name of distractorNames) {
      const row = unique.find((entry) => entry.name === name);
      const icon = row && set.find(row.codes, row.name);
      if (icon === undefined) throw new Error(`${set.style}: expected an icon for distractor "${name}"; got none`);
      distractors.push([set.style, name]);
      pictures.push(await render(sharp, set, icon, DISTRACTOR_SIZE));
    }

  const header = {
    schema: "stillpoint.emoji/1",
    size: SIZE,
    distractorSize: DISTRACTOR_SIZE,
    styles: STYLES,
    classes,
    emoji,
    distractors,
  };
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(json.length);
  const raw = Buffer.concat([length, json, ...pictures]);
  const pack = gzipSync(raw, { level: 9 });
  await writeFile(join(data, "emoji.pack.gz"), pack);

  const counts = Object.fromEntries(
    STYLES.map((style) => [
      style,
      Object.fromEntries(classes.map((c) => [c, emoji.filter((e) => e[0] === style && e[1] === c).length])),
    ]),
  );
  const manifest = {
    schema: "stillpoint.manifest/1",
    file: "emoji.pack.gz",
    bytes: pack.length,
    sha256: sha256(pack),
    content: { bytes: raw.length, sha256: sha256(raw) },
    renderer: "sharp@0.35.5",
    sources: sets.map(({ style, version, title, author, license }) => ({
      package: `@iconify-json/${style}@${version}`,
      title,
      author,
      license,
    })),
    labels: "emoji.json@16.0.0",
    counts,
  };
  await writeFile(join(data, "emoji.manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
  console.log(
    `${emoji.length} emoji, ${distractors.length} distractors, ${pack.length} bytes (${raw.length} unpacked)`,
  );
  console.log(counts);
}

await main();
