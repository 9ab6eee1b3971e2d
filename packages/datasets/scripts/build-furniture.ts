// Builds the furniture pack. Anywhere outside the repository:
//   apt-get download sweethome3d-furniture && dpkg -x sweethome3d-furniture_1.8-1_all.deb FOLDER
// then here: pnpm exec tsx packages/datasets/scripts/build-furniture.ts FOLDER

import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { normaliseCloud, readObj, sampleMesh } from "@stillpoint/pointcloud";
import { corrected, dropped, labelOf } from "./furniture-labels.ts";
import { openZip } from "./furniture-zip.ts";

const POINTS = 512;
const SEED = 20261121;
const PACKAGE = "sweethome3d-furniture 1.8-1";
const CLASSES = ["chair", "table", "storage", "sofa", "bed", "lamp", "door", "sanitary", "plant", "vehicle", "figure"];
const LIBRARIES = [
  {
    name: "BlendSwap-CC-0",
    license: "CC0-1.0",
    owner: "contributors of blendswap.com, converted by Emmanuel Puybaret / eTeks",
    url: "https://creativecommons.org/publicdomain/zero/1.0/",
  },
  {
    name: "BlendSwap-CC-BY",
    license: "CC-BY-3.0",
    owner: "contributors of blendswap.com, converted by Emmanuel Puybaret / eTeks",
    url: "https://creativecommons.org/licenses/by/3.0/",
  },
  {
    name: "KatorLegaz",
    license: "CC-BY-3.0-US",
    owner: "Andrew Kator and Jennifer Legaz, 2003-2008",
    url: "https://creativecommons.org/licenses/by/3.0/us/",
  },
  {
    name: "Reallusion",
    license: "CC-BY-3.0-US",
    owner: "Reallusion, 2008-2016, http://www.reallusion.com/",
    url: "https://creativecommons.org/licenses/by/3.0/us/",
  },
  {
    name: "Scopia",
    license: "CC-BY-3.0",
    owner: "Emmanuel Puybaret / eTeks and Scopia Visual Interfaces Systems, s.l., http://www.scopia.es",
    url: "https://creativecommons.org/licenses/by/3.0/",
  },
];

interface Shape {
  readonly id: string;
  readonly name: string;
  readonly library: string;
  readonly author: string;
  readonly license: string;
  readonly label: string;
}

const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/** Entries of a catalogue: `name#7=Chair` is property `name` of model 7. */
function readCatalogue(text: string): Map<string, string>[] {
  const models = new Map<string, Map<string, string>>();
  for (const [, property, model, value] of text.matchAll(/^(\w+)#(\d+)=(.*)$/gm)) {
    const entry = models.get(model!) ?? new Map<string, string>();
    models.set(model!, entry.set(property!, value!.trim()));
  }
  return [...models.values()];
}

/** `[POINTS, 3]` whole numbers: y is up, the mean is 0, the farthest point is 32767 away. */
function pointsOf(id: string, obj: string, rotation: string | undefined): Int16Array {
  const cloud = sampleMesh(readObj(obj, id), POINTS, { seed: SEED, sample: id, purpose: "furniture", pass: 0 });
  const turn = rotation?.split(/\s+/).map(Number) ?? [1, 0, 0, 0, 1, 0, 0, 0, 1];
  const upright = cloud.map((_, k) => {
    const [p, row] = [k - (k % 3), 3 * (k % 3)];
    return turn[row]! * cloud[p]! + turn[row + 1]! * cloud[p + 1]! + turn[row + 2]! * cloud[p + 2]!;
  });
  return Int16Array.from(normaliseCloud(upright), (value) => Math.round(32_767 * value));
}

/** Every labelled model of one library, with its points. */
async function readLibrary(folder: string, library: (typeof LIBRARIES)[number]): Promise<[Shape, Int16Array][]> {
  const file = join(folder, "usr/share/sweethome3d/furniture", `${library.name}.sh3f`);
  const files = openZip(await readFile(file));
  const content = (name: string): string => {
    const unpack = files.get(name);
    if (unpack === undefined) throw new Error(`${library.name}: expected a file ${name}; got none`);
    return unpack().toString("latin1");
  };
  return readCatalogue(content("PluginFurnitureCatalog.properties")).flatMap((model) => {
    const [id = "", name = "", category = ""] = ["id", "name", "category"].map((property) => model.get(property));
    const label = labelOf(id, name, category);
    if (label === undefined) return [];
    const author = model.get("creator") ?? library.name;
    const points = pointsOf(id, content((model.get("model") ?? "").slice(1)), model.get("modelRotation"));
    return [[{ id, name, library: library.name, author, license: library.license, label }, points]];
  });
}

function packOf(shapes: readonly Shape[], clouds: readonly Int16Array[]): { raw: Buffer; pack: Buffer } {
  const header = {
    schema: "stillpoint.furniture/1",
    points: POINTS,
    classes: CLASSES,
    shapes: shapes.map(({ id, label }) => [id, label]),
  };
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(json.length);
  const values = clouds.map((cloud) => {
    const bytes = Buffer.alloc(2 * cloud.length);
    for (const [k, value] of cloud.entries()) bytes.writeInt16LE(value, 2 * k);
    return bytes;
  });
  const raw = Buffer.concat([length, json, ...values]);
  return { raw, pack: gzipSync(raw, { level: 9 }) };
}

/** JSON with one shape a line. */
function manifestText({ shapes, ...rest }: { readonly shapes: readonly Shape[] }): string {
  const head = JSON.stringify(rest, null, 2).slice(0, -2);
  const lines = shapes.map((shape) => `    ${JSON.stringify(shape)}`).join(",\n");
  return `${head},\n  "shapes": [\n${lines}\n  ]\n}\n`;
}

function attributionOf(shapes: readonly Shape[]): string {
  const cell = (text: string): string => text.replaceAll("|", "\\|");
  const licences = LIBRARIES.map(
    ({ name, license, owner, url }) =>
      `| ${name} | ${shapes.filter(({ library }) => library === name).length} | ${owner} | ${license}, ${url} |`,
  );
  const rows = shapes.map(
    ({ id, name, author, license }) => `| ${cell(id)} | ${cell(name)} | ${cell(author)} | ${license} |`,
  );
  return `# Where the shapes come from

\`furniture.pack.gz\` holds ${shapes.length} shapes of five model libraries for Sweet Home 3D, taken from Debian's
\`${PACKAGE}\`, see http://www.sweethome3d.com/importModels.jsp. Every shape is a change of the original: ${POINTS} points
were drawn on the surface of the 3D model, moved to their mean and scaled to radius 1; textures, colours and triangles are
gone. Nobody named here endorses this project. All works come without warranty, as section 5 of each licence says.
Checksums and labels are in \`furniture.manifest.json\`; \`scripts/build-furniture.ts\` makes pack, manifest and this file again.

| library | shapes | by | licence |
| --- | --- | --- | --- |
${licences.join("\n")}

| shape | name | author | licence |
| --- | --- | --- | --- |
${rows.join("\n")}
`;
}

async function main(): Promise<void> {
  const folder = process.argv[2];
  if (folder === undefined) throw new Error("build-furniture: expected the folder of the package; got no argument");
  const libraries = await Promise.all(LIBRARIES.map((library) => readLibrary(folder, library)));
  const found = libraries.flat().sort(([a], [b]) => CLASSES.indexOf(a.label) - CLASSES.indexOf(b.label));
  const shapes = found.map(([shape]) => shape);
  for (const id of [...Object.keys(corrected), ...Object.values(dropped).flat()])
    if (id in corrected !== shapes.some((shape) => shape.id === id)) throw new Error(`labels: no use for ${id}`);

  const { raw, pack } = packOf(
    shapes,
    found.map(([, cloud]) => cloud),
  );
  const manifest = {
    schema: "stillpoint.manifest/1",
    file: "furniture.pack.gz",
    bytes: pack.length,
    sha256: sha256(pack),
    content: { bytes: raw.length, sha256: sha256(raw) },
    source: PACKAGE,
    counts: Object.fromEntries(CLASSES.map((label) => [label, shapes.filter((s) => s.label === label).length])),
    shapes,
  };
  const data = fileURLToPath(new URL("../data/", import.meta.url));
  await writeFile(join(data, "furniture.pack.gz"), pack);
  await writeFile(join(data, "furniture.manifest.json"), manifestText(manifest));
  await writeFile(join(data, "furniture.attribution.md"), attributionOf(shapes));
  console.log(`${shapes.length} shapes, ${pack.length} bytes (${raw.length} unpacked)`, manifest.counts);
}

await main();
