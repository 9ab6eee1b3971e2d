// The command on networks and pictures of a user's own, and what it refuses.

import { readFileSync } from "node:fs";
import { drawNormal } from "@stillpoint/core";
import { convNet } from "@stillpoint/distill";
import { parseFindings } from "@stillpoint/report";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runAsTyped } from "../../fixtures/command.ts";
import { scratchFolder } from "../../fixtures/scratch-folder.ts";

const { at, write, remove } = scratchFolder();
const SIZE = 16;
const CLASSES = ["a", "b", "c"];
const ROLES = { distilled: 2, scratch: 4, null: 6 } as const;
const shape = { channels: [4, 4, 4, 4], hidden: [6, 5] } as const;

beforeAll(async () => {
  for (const [of, name] of CLASSES.entries())
    for (let k = 0; k < 4; k += 1) {
      const noise = new Float32Array(SIZE * SIZE * 3);
      drawNormal({ seed: k, sample: name, purpose: "photo", pass: 0 }, noise);
      const pixels = Buffer.from(
        Array.from(noise, (value, p) => Math.max(0, Math.min(255, (p % 3 === of ? 200 : 80) + 30 * value))),
      );
      const raw = { width: SIZE, height: SIZE, channels: 3 } as const;
      const png = await sharp(pixels, { raw }).png().toBuffer();
      write(`photos/${name}/${k}.png`, png);
      write(`sorted/${name}/${k}.png`, png);
      if (name === "a")
        write(
          `sorted/a/${k} dark.png`,
          await sharp(
            pixels.map((value) => value >> 1),
            { raw },
          )
            .png()
            .toBuffer(),
        );
      const mask = sharp(Buffer.alloc(SIZE * SIZE).fill(255, 0, 99), { raw: { ...raw, channels: 1 } });
      write(`masks/${name}/${k}.png`, await mask.png().toBuffer());
    }
  const network = (seed: number) =>
    convNet({
      seed,
      size: SIZE,
      classes: CLASSES.length,
      shape: { channels: [...shape.channels], hidden: [...shape.hidden] },
    });
  const sides = CLASSES.flatMap((name) =>
    [0, 1, 2, 3].map((k) => `${name}/${k}.png,${k % 2 === 0 ? "left" : "right"}`),
  );
  write("sides.csv", ["file,group", ...sides.slice(1)].join("\n"));
  write("teacher.onnx", network(1));
  write("other.onnx", network(9));
  for (const [role, seed] of Object.entries(ROLES))
    for (const own of [0, 1]) write(`seed-${own}/${role}.onnx`, network(seed + own));
  const config = (roles: readonly string[]) => ({
    ...{ modality: "image", data: "photos", masks: "masks", teacher: "teacher.onnx", task: "image/own" },
    ...Object.fromEntries(roles.map((role) => [role, [0, 1].map((own) => `seed-${own}/${role}.onnx`)])),
  });
  write("all.json", JSON.stringify(config(Object.keys(ROLES))));
  write("sorted.json", JSON.stringify({ ...config(["distilled"]), data: "sorted", masks: undefined }));
  write("alone.json", JSON.stringify(config(["distilled"])));
});
afterAll(remove);

function transfer(config: string, ...more: string[]): ReturnType<typeof runAsTyped> {
  return runAsTyped(
    () => undefined,
    "transfer",
    at(config),
    "--workers",
    "1",
    "--out",
    at("out"),
    "--overwrite",
    ...more,
  );
}

const study = () => parseFindings(readFileSync(at("out/findings.json"), "utf8"), "findings.json").study;

describe("stillpoint transfer on networks of one's own", () => {
  it("runs every section that the networks allow and says what is missing", async () => {
    const { code, error, out } = await transfer(
      ...["all.json", "--foreign", at("other.onnx"), "--domain", `again=${at("photos")}`],
      ...["--groups", at("sides.csv"), "--unseen", "left", "--positive", "a", "--knowledge", "feature"],
    );
    expect({ code, error }).toMatchObject({ code: 0 });
    expect(out + error).toContain("1 of 12 samples are in no group; what is told of groups leaves them out");
    const { sections, unsaid, networks, kind, subject } = study();
    expect([kind, subject, networks.length]).toEqual(["transfer", "image/own", 7]);
    expect(sections.map(({ id }) => id)).toEqual([
      ...["answers", "calibration", "representation", "information"],
      ...["localisation", "unicam", "adversarial", "invariance", "boundary", "consensus", "groups"],
    ]);
    expect(unsaid.map(({ id }) => id)).toEqual([
      ...["role.placebo", "role.self-distilled", "seeds", "invariance.beyondPlain", "consensus.shapeBias"],
    ]);
    const topics = new Map(sections.flatMap(({ findings }) => findings.map(({ id, topic }) => [id, topic] as const)));
    expect(topics.get("representation.cka")).toBe("kept");
    expect(topics.get("answers.agreement")).toBe("came-along");
    const ids = sections.flatMap(({ findings }) => findings.map(({ id }) => id));
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of [
      ...["adversarial.specificity", "localisation.winRate", "invariance.shift", "unicam.relevance", "unicam.look"],
      ...[
        "consensus.again",
        "groups.gain.right",
        "groups.unseenGap",
        "groups.demographicParity",
        "groups.equalisedOdds",
      ],
    ])
      expect(ids).toContain(id);
    expect(out).toContain("What cannot be told");
  }, 300_000);

  it("says of networks without students from labels that nothing can be held against them", async () => {
    expect(await transfer("alone.json", "--quiet")).toMatchObject({ code: 0, out: "" });
    const { sections, unsaid } = study();
    const missing = unsaid.map(({ id }) => id);
    // Folders of classes are no groups.
    for (const id of ["role.scratch", "consensus", "groups"]) expect(missing).toContain(id);
    const [agreement] = sections.flatMap(({ findings }) => findings.filter(({ id }) => id === "answers.agreement"));
    expect(agreement?.value).toBeNaN();
    expect(agreement?.interval.reason).toMatch(/no scratch student/);
  }, 300_000);

  it.each([
    [["--positive", "a"], 2, /--positive: expected with groups of samples; got none; give --groups/],
    [["--groups", "sides.csv", "--positive", "d"], 2, /--positive: expected one of the classes a, b, c; got d/],
    [
      ["--groups", "sides.csv", "--unseen", "up"],
      2,
      /--unseen: expected some of the groups left, right, not all; got up/,
    ],
    [["--groups", "none.csv"], 1, /groups .*: expected names of samples such as a\/0/],
    [["--domain", "x=masks", "x=photos"], 2, /--domain: expected each name once; got x twice/],
  ])("refuses groups and domains that are none: %s", async (typed, code, message) => {
    write("none.csv", "file,group\nother.png,left");
    const paths = typed.map((own) => own.replace(/(?<==|^)(sides.csv|none.csv|masks|photos)$/, (name) => at(name)));
    const found = await transfer("alone.json", "--quiet", ...paths);
    expect(found).toMatchObject({ code, error: expect.stringMatching(message) });
  });

  it("refuses samples of one class, which the first ones of sorted folders are, and says which classes are missing", async () => {
    const one = await transfer("sorted.json", "--quiet", "--samples", "8");
    expect(one).toMatchObject({
      code: 1,
      error: expect.stringMatching(/two classes or more; got \d+ of one, a; .*--samples/),
    });
    const two = await transfer("all.json", "--samples", "8", "--positive", "a");
    expect(two.error).toContain("1 of the network's 3 classes have no sample among these 8");
  });

  it("refuses options of the other kind of run, and a folder with results", async () => {
    const preset = await runAsTyped(
      () => undefined,
      "transfer",
      at("all.json"),
      "--preset",
      "smoke",
      "--out",
      at("o2"),
    );
    expect(preset).toMatchObject({ code: 2, error: expect.stringMatching(/--preset: expected the embedded data/) });
    const foreign = await runAsTyped(() => undefined, "transfer", "--foreign", at("other.onnx"), "--out", at("o2"));
    expect(foreign).toMatchObject({ code: 2, error: expect.stringMatching(/--foreign: expected a config/) });
    const missing = await runAsTyped(
      () => undefined,
      ...["transfer", at("all.json"), "--domain", `far=${at("nowhere")}`, "--out", at("o2")],
    );
    expect(missing.error).toMatch(/domain far: .*nowhere.*; .*/);
    expect(missing.error).not.toContain("--data");
    const again = await runAsTyped(() => undefined, "transfer", at("all.json"), "--out", at("out"));
    expect(again).toMatchObject({ code: 2, error: expect.stringMatching(/folder; got one with results/) });
  }, 300_000);
});
