// Many good entries beside a bad one of every kind: named by file and line, left out, and the others fitted.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { encodePng } from "@stillpoint/image";
import type { FittedSamples } from "@stillpoint/preprocess";
import { parseReport } from "@stillpoint/report";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { run } from "../../fixtures/command.ts";
import { type DataChoice, fittedData, idsOf, SMALLEST, vocabulary } from "../../fixtures/fitted-data.ts";
import { scratchFolder } from "../../fixtures/scratch-folder.ts";

const { at, write, remove } = scratchFolder();
afterAll(remove);

const load = (modality: string, data: string, choice: DataChoice = {}): Promise<FittedSamples> =>
  fittedData(modality, at(data), { ...choice, ...(choice.masks === undefined ? {} : { masks: at(choice.masks) }) });
const noteOf = ({ notes }: FittedSamples): string =>
  notes.filter((note) => note.includes("could not be read")).join("\n");

describe("a thousand sentences beside a bad line", () => {
  const line = (k: number): string => `a good film number ${k}\t${k % 2}`;
  const lines = Array.from({ length: 1001 }, (_, k) => (k === 499 ? "no label here" : line(k)));
  beforeAll(() => {
    write("thousand.tsv", `${lines.join("\n")}\n`);
    const json = (k: number): string => JSON.stringify({ text: line(k), foreground: [[2, 6]], id: `s${k}` });
    const bad = [
      '{"text": "cut off',
      '{"text": "a", "foreground": [[0, 9]]}',
      '{"text": "twice", "foreground": [], "id": "s0"}',
    ];
    write("mixed.jsonl", [...Array.from({ length: 40 }, (_, k) => json(k)), ...bad].join("\n"));
    const records = Array.from({ length: 40 }, (_, k) => ({ text: line(k), class: k === 7 ? 3 : k % 2 }));
    write("records.json", JSON.stringify(records));
  });

  it("are all measured but that one, which is named by file and line", async () => {
    const fitted = await load("sentiment", "thousand.tsv");
    expect(idsOf(fitted)).toHaveLength(1000);
    expect(idsOf(fitted)).not.toContain("thousand/500");
    expect(idsOf(fitted).slice(498, 500)).toEqual(["thousand/499", "thousand/501"]);
    expect(noteOf(fitted)).toMatch(
      /^1 of 1001 entries of .*thousand\.tsv could not be read and are left out \(strict .*\): .*thousand\.tsv:500: expected sentence<TAB>0 .*got "no label here"/,
    );
    expect(fitted.labels).toMatchObject({ names: { length: 1000 } });
  });

  it("are not touched with strict", () =>
    expect(load("sentiment", "thousand.tsv", { strict: true })).rejects.toThrow(
      /thousand\.tsv:500: expected sentence/,
    ));

  it.each([
    [
      "lines of JSON, each with its reason",
      "mixed.jsonl",
      40,
      [/mixed\.jsonl:41: expected JSON/, /:42, foreground: expected spans/, /:43: expected an id used once/],
    ],
    ["records", "records.json", 39, [/records\.json, record 7: expected a text and a class of 0 or 1/]],
  ] as const)("of %s", async (_, file, count, messages) => {
    const fitted = await load("sentiment", file);
    expect(idsOf(fitted)).toHaveLength(count);
    for (const message of messages) expect(noteOf(fitted)).toMatch(message);
  });

  it("are refused where more than one in ten is bad, with the first one and how many", async () => {
    write(
      "half.tsv",
      lines
        .slice(480, 500)
        .map((line, k) => (k % 3 === 0 ? "bad" : line))
        .join("\n"),
    );
    await expect(load("sentiment", "half.tsv")).rejects.toThrow(
      /half\.tsv:1: expected .*\(8 of 20 entries could not be read, and one in 10 may be left out\)$/,
    );
  });
});

describe("questions beside bad ones", () => {
  const asked = (id: string, start = 4) => ({
    id,
    question: "who ?",
    answers: [{ text: "king", answer_start: start }],
  });
  const paragraph = (k: number) => ({ context: "the king lives here", qas: [asked(`a${k}`), asked(`b${k}`)] });

  it("are all there but for those, a question, a paragraph and an article", async () => {
    const paragraphs = [...Array.from({ length: 20 }, (_, k) => paragraph(k)), { context: "", qas: [asked("lost")] }];
    const first = { ...paragraph(20), qas: [asked("c"), asked("moved", 5), asked("a0")] };
    write(
      "squad.json",
      JSON.stringify({ data: [{ title: "Kings", paragraphs: [...paragraphs, first] }, { title: "Empty" }] }),
    );
    const fitted = await load("qa", "squad.json");
    expect(idsOf(fitted)).toHaveLength(41);
    expect(noteOf(fitted)).toMatch(/^4 of 45 entries of .*squad\.json/);
    expect(noteOf(fitted)).toMatch(/article "Kings", paragraph 20: expected a text "context"/);
    expect(noteOf(fitted)).toMatch(/question moved: expected the answer "king" at 5 of its context/);
    expect(noteOf(fitted)).toMatch(/paragraph 21: expected an id used once; got "a0".*\| and 1 more$/);
    await expect(load("qa", "squad.json", { strict: true })).rejects.toThrow(/paragraph 20: expected a text "context"/);
  });
});

describe("shapes beside bad ones", () => {
  const cloud = (seed: number, count = 40): string =>
    Array.from(
      { length: count },
      (_, k) => `${Math.sin(k + seed)} ${Math.cos(2.3 * k)} ${Math.sin(seed * k * k)}\n`,
    ).join("");
  beforeAll(() => {
    for (let k = 0; k < 24; k++) write(`clouds/${k % 2 === 0 ? "chair" : "lamp"}/${10 + k}.xyz`, cloud(k));
    write("clouds/chair/torn.xyz", `${cloud(1)}1.5 2.`.replace(/2\.$/, "two"));
    write("clouds/lamp/few.xyz", cloud(1, 31));
    for (let k = 0; k < 24; k++) {
      const regions = Array.from({ length: 40 }, (_, p) => (p % 2 === 0 ? "foreground" : "background"));
      write(
        `regions/${k % 2 === 0 ? "chair" : "lamp"}/${10 + k}.txt`,
        (k === 5 ? ["sideways"] : []).concat(regions).join("\n"),
      );
    }
  });

  it("are all measured but those, which lend no clutter either", async () => {
    const fitted = await load("pointcloud", "clouds");
    expect(idsOf(fitted)).toHaveLength(24);
    expect(noteOf(fitted)).toMatch(/^2 of 26 shapes of /);
    expect(noteOf(fitted)).toMatch(/torn\.xyz, line 41: expected/);
    expect(noteOf(fitted)).toMatch(/few\.xyz: expected at least 32 points/);
    await expect(load("pointcloud", "clouds", { strict: true })).rejects.toThrow(/torn\.xyz|few\.xyz/);
    // Chairs get clutter of lamps, of which one cannot be read, and the first chair alone asks for eight of those.
    const first = await load("pointcloud", "clouds", { samples: 1 });
    expect(idsOf(first)).toEqual(["chair/10"]);
    expect(first.samples[0]?.input.units.filter(({ region }) => region === "background")).toHaveLength(8);
  });

  it("are as many as asked for, the next ones in place of the bad ones", async () =>
    expect(idsOf(await load("pointcloud", "clouds", { samples: 20 })).at(-1)).toBe("lamp/25"));

  it("are judged by all there are, not by the few that are measured", async () => {
    const rows = Array.from({ length: 40 }, (_, k) => `clouds/${k % 2 === 0 ? "chair" : "lamp"}/${10 + (k % 24)}.xyz`);
    write("list.csv", ["file", ...new Set(rows), "clouds/chair/10.xyz"].join("\n"));
    const fitted = await load("pointcloud", "list.csv", { samples: 3 });
    expect(idsOf(fitted)).toHaveLength(3);
    expect(noteOf(fitted)).toMatch(/list\.csv:26: expected every sample once; got "clouds\/chair\/10\.xyz"/);
  });

  it("are left out with a bad annotation", async () => {
    const fitted = await load("pointcloud", "clouds", { masks: "regions", samples: 20 });
    expect(idsOf(fitted)).toHaveLength(20);
    expect(idsOf(fitted)).not.toContain("lamp/15");
    expect(noteOf(fitted)).toMatch(/regions\/lamp\/15\.txt, line 1: expected foreground, .*; got "sideways"/);
  });
});

describe("pictures beside bad ones", () => {
  const SIZE = 48;
  const png = (channels: 1 | 3, value: (y: number, x: number) => number, size = SIZE): Uint8Array =>
    encodePng({
      ...{ height: size, width: size, channels },
      bytes: Uint8Array.from({ length: size * size * channels }, (_, k) => {
        const p = Math.floor(k / channels);
        return value(Math.floor(p / size), p % size);
      }),
    });
  beforeAll(() => {
    const object = (y: number): number => (y < SIZE / 2 ? 255 : 0);
    for (let k = 0; k < 40; k++) {
      write(
        `photos/p${10 + k}.png`,
        png(3, (y, x) => (7 * y + 3 * x + k) % 256),
      );
      if (k !== 3) write(`masks/p${10 + k}.png`, png(1, object, k === 4 ? 32 : SIZE));
    }
    write("photos/p16.png", "no picture");
    write("masks/p17.png", "no mask");
  });

  it("are all measured but those: no picture, a mask of another size, one that is no picture, and one without", async () => {
    const fitted = await load("image", "photos", { masks: "masks" });
    expect(idsOf(fitted)).toHaveLength(36);
    for (const bad of ["p13", "p14", "p16", "p17"]) expect(idsOf(fitted)).not.toContain(bad);
    const note = noteOf(fitted);
    expect(note).toMatch(/^3 of 39 pictures of .*photos could not be read/);
    expect(note).toMatch(/picture .*p16\.png: expected an image file/);
    expect(note).toMatch(/mask p14\.png: expected the 48x48 pixels of p14\.png; got 32x32/);
    expect(note).toMatch(/mask .*p17\.png: expected an image file/);
    expect(fitted.notes).toContainEqual(
      expect.stringMatching(/^1 of 40 pictures of .* have no mask in .*masks and are left out$/),
    );
  });

  it("end a strict run at the first", () =>
    expect(load("image", "photos", { masks: "masks", strict: true })).rejects.toThrow(
      /p16\.png: expected an image file/,
    ));

  it("are refused where each is the mask's fault", async () => {
    write(
      "small/p10.png",
      png(1, () => 255, 8),
    );
    write(
      "small/p11.png",
      png(1, () => 255, 8),
    );
    await expect(load("image", "photos", { masks: "small", samples: 2 })).rejects.toThrow(
      /mask p10\.png: expected the 48x48/,
    );
  });
});

describe("stillpoint analyze", () => {
  it("measures the others, says it in the terminal and in the report, and with --strict stops", async () => {
    for (const role of ["distilled", "scratch"])
      for (const step of [0, 10]) write(`nets/${role}/${step}.onnx`, SMALLEST.sentiment ?? "");
    write(
      "few.tsv",
      `${Array.from({ length: 11 }, (_, k) => (k === 4 ? "" : `a good film ${k}\t${k % 2}`)).join("\n")}\n`,
    );
    const request = ["analyze", "--modality", "sentiment", "--layer", "fc1", "--input", "embedded", "--no-accuracy"];
    const own = ["--distilled", at("nets/distilled"), "--scratch", at("nets/scratch"), "--data", at("few.tsv")];
    const how = ["--tokenizer", vocabulary, "--passes", "8", "--workers", "1", "--out", at("out")];
    const strict = await run(...request, ...own, ...how, "--strict");
    expect(strict).toMatchObject({ code: 1 });
    expect(strict.error).toMatch(/few\.tsv:5: expected sentence/);
    const { code, error } = await run(...request, ...own, ...how);
    expect(code, error).toBe(0);
    expect(error).toMatch(/1 of 11 entries of .*few\.tsv could not be read .*few\.tsv:5: expected sentence/);
    const report = readFileSync(join(at("out"), "report.json"), "utf8");
    expect(parseReport(report).tasks[0]?.samples).toBe(10);
    expect(report).toContain("few.tsv:5: expected sentence");
  });
});
