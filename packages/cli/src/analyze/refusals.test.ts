import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { convNet, pointNet, spanTransformer, textTransformer } from "@stillpoint/distill";
import { parseReport } from "@stillpoint/report";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Outcome, run } from "../../fixtures/command.ts";
import { scratchFolder } from "../../fixtures/scratch-folder.ts";

const { at, write, remove } = scratchFolder();
const vocabulary = fileURLToPath(new URL("../../../datasets/data/vocabulary/", import.meta.url));
const fixtures = fileURLToPath(new URL("../../../pointcloud/fixtures/", import.meta.url));

/** A cloud of `count` points as an XYZ file. */
const xyz = (count: number, seed: number): string =>
  Array.from(
    { length: count },
    (_, k) => `${Math.sin(k + seed)} ${Math.cos(2.3 * k)} ${Math.sin(seed * k * k)}\n`,
  ).join("");

const transformer = { width: 4, heads: 2, blocks: 1, feedForward: 4 };
const sizes = { seed: 1, vocabulary: 2048, length: 16 };

beforeAll(() => {
  const shape = { ...transformer, hidden: [4] };
  write("image.onnx", convNet({ seed: 1, shape: { channels: [4, 4, 6, 6], hidden: [8, 8] } }));
  write("points.onnx", pointNet({ seed: 1, points: 32, shape: { widths: [4, 6], hidden: [5] } }));
  write("text.onnx", textTransformer({ ...sizes, shape }));
  write("few-words.onnx", textTransformer({ ...sizes, vocabulary: 50, shape }));
  write("span.onnx", spanTransformer({ ...sizes, length: 48, shape: { ...transformer, kernel: 3 } }));
  for (const k of [1, 2]) write(`shapes/${k}.xyz`, xyz(40, k));
  write("fine.tsv", "a good film\t1\n");
});
afterAll(remove);

const LAYERS = { image: "fc1", pointcloud: "fc1", sentiment: "pooled", qa: "block1" } as const;
const NETWORKS = { image: "image", pointcloud: "points", sentiment: "text", qa: "span" } as const;
type Modality = keyof typeof LAYERS;

function analyze(
  modality: Modality,
  data: string,
  extra: readonly string[] = [],
  network: string = NETWORKS[modality],
): Promise<Outcome> {
  const file = at(`${network}.onnx`);
  const tokenizer = LAYERS[modality].startsWith("fc") ? [] : ["--tokenizer", vocabulary];
  const request = ["--modality", modality, "--layer", LAYERS[modality], "--data", data, ...tokenizer];
  const rest = ["--passes", "8", "--workers", "1", "--out", at("out")];
  return run("analyze", "--overwrite", "--distilled", file, "--scratch", file, ...request, ...rest, ...extra);
}

async function refuses(outcome: Promise<Outcome>, code: number, message: RegExp): Promise<void> {
  const { code: actual, error } = await outcome;
  expect(error).toMatch(message);
  expect(actual).toBe(code);
  expect(error).not.toMatch(/^\s+at /m);
  // Notes may come before it, but the failure is one line.
  expect(error.split("stillpoint: ")).toHaveLength(2);
}

describe("a shape", () => {
  it.each([
    [
      "OFF with wrong counts",
      "a.off",
      "OFF\n3 2 0\n0 0 0\n1 0 0\n0 1 0\n3 0 1 2\n",
      /a\.off, line 6: expected 3 vertices and 2 faces.*got 4 lines/,
    ],
    ["an empty OFF", "a.off", "", /a\.off, line 1: expected "OFF"; got an empty file/],
    ["a NaN point", "a.xyz", `${xyz(40, 1)}NaN 1 2\n`, /a\.xyz, line 41: expected a finite x; got NaN/],
    ["one point", "a.xyz", "1 2 3\n", /a\.xyz: expected at least two points; got 1/],
    ["fewer points than the network takes", "a.xyz", xyz(20, 1), /a\.xyz: expected at least 32 points.*got 20/],
    ["two columns", "a.xyz", "1 2\n", /a\.xyz, line 1: expected at least 3 columns; got 2/],
    ["points at one place", "a.xyz", "1 1 1\n".repeat(40), /shape a: .*expected points at different places; got 32/],
    [
      "a surface without area",
      "a.off",
      "OFF\n3 1 0\n0 0 0\n0 0 0\n0 0 0\n3 0 1 2\n",
      /a\.off: .*expected triangles with an area/,
    ],
    [
      "a face of vertices that do not exist",
      "a.obj",
      "v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 9\n",
      /a\.obj, line 4: .*got 9/,
    ],
    ["UTF-16", "a.xyz", Buffer.from(xyz(40, 1), "utf16le"), /a\.xyz: expected text; got bytes of 0/],
    ["two files of one name", "b.off", "OFF\n0 0 0\n", /expected one file per shape; got b\.off and b\.xyz/],
  ] as const)("of %s is refused by name", async (name, file, data, message) => {
    const place = name.replaceAll(" ", "-");
    write(`${place}/b.xyz`, xyz(40, 3));
    write(`${place}/${file}`, data);
    await refuses(analyze("pointcloud", at(place)), 1, message);
  });

  it("of 200,000 points is thinned to what the network takes, with a note", async () => {
    write("many/a.xyz", xyz(200_000, 1));
    write("many/b.xyz", xyz(40, 2));
    const { code, error } = await analyze("pointcloud", at("many"));
    expect(code, error).toBe(0);
    expect(error).toContain("2 of them thinned at random, from up to 200000 points");
  });

  it("alone has nothing to take background from", async () => {
    write("single/a.xyz", xyz(40, 1));
    await refuses(analyze("pointcloud", at("single")), 1, /at least two shapes, .*got 1; .*--masks/);
    write("single-broken/a.off", "OFF\n3 1 0\n0 0 0\n1 0 0\n");
    await refuses(analyze("pointcloud", at("single-broken")), 1, /a\.off/);
  });

  it.each([
    ["no clutter", ["--clutter", "0"], 2, /--clutter: expected a share above 0; got 0; without background.*--masks/],
    ["clutter that is no number", ["--clutter", "much"], 2, /clutter: expected a share from 0 to 0\.9/],
    ["clutter of almost all points", ["--clutter", "0.95"], 2, /clutter: expected a share from 0 to 0\.9/],
    [
      "clutter of less than a piece",
      ["--clutter", "0.02"],
      1,
      /shape 1: clutter: expected at least 2 points on .*got 31 and 1 of 32/,
    ],
    ["averaging below nothing", ["--smoothing", "-1"], 2, /smoothing.*expected auto or a number of at least 0/],
    [
      "averaging by a recipe that has none",
      ["--smoothing", "1", "--recipe", "official"],
      2,
      /--smoothing: expected with --recipe limit or optimum; got it with official; leave one/,
    ],
    ["another number of points", ["--points", "64"], 2, /--points: expected 32, what the network takes; got 64/],
    [
      "an option for questions",
      ["--question", "fixed"],
      2,
      /--question: expected with --modality qa; got it with pointcloud/,
    ],
    [
      "clutter beside regions",
      ["--masks", at("shapes"), "--clutter", "0.25"],
      2,
      /--clutter: expected without regions of the points.*got 0\.25 and .*shapes; leave one/,
    ],
    [
      "clutter around shapes of any size",
      ["--scale", "none"],
      2,
      /--scale none: expected with --masks; got none, and clutter needs shapes of radius 1/,
    ],
    ["regions that are not there", ["--masks", at("nowhere")], 1, /folder .*nowhere: expected a folder.*--masks/],
    ["regions of other shapes", ["--masks", at("shapes")], 1, /regions .*1\.txt: expected a file for every shape/],
  ] as const)("is not measured with %s", async (_, extra, code, message) => {
    await refuses(analyze("pointcloud", at("shapes"), extra), code, message);
  });

  it.each([
    ["too few lines", "foreground\nbackground\n", /one line for each of the shape's 40 points; got 2/],
    ["too many lines", "foreground\n".repeat(41), /one line for each of the shape's 40 points; got 41/],
    ["an unknown region", "foreground\nsofa\n", /1\.txt, line 2: expected foreground, background, border.*got "sofa"/],
    ["no background", "foreground\n".repeat(40), /expected samples with background; got foreground only in all 2/],
  ])("with regions of %s is refused", async (name, data, message) => {
    const masks = `masks-${name.replaceAll(" ", "-")}`;
    for (const k of [1, 2]) write(`${masks}/${k}.txt`, data);
    await refuses(analyze("pointcloud", at("shapes"), ["--masks", at(masks)]), 1, message);
  });

  it.each([
    ["a folder without shapes", "empty", /expected OFF, OBJ, PLY, XYZ, TXT or PTS files; got 0 other files/],
    ["a folder called like a shape", "folder-inside", /expected OFF, .*got 0 other files/],
    ["a folder that does not exist", "nowhere", /expected a folder of shapes or an HDF5 file; got none of this name/],
    ["a single file", "shapes/1.xyz", /expected a folder of shapes or an HDF5 file; got a single file/],
    ["text called HDF5", "text.h5", /text\.h5: expected an HDF5 file; got 5 bytes/],
  ])("is not found in %s", async (_, data, message) => {
    mkdirSync(at("empty"), { recursive: true });
    mkdirSync(at("folder-inside/a.xyz"), { recursive: true });
    write("text.h5", "hello");
    await refuses(analyze("pointcloud", at(data)), 1, message);
  });

  it("of an HDF5 batch is named by its number", () =>
    refuses(
      analyze("pointcloud", join(fixtures, "modelnet-nan.h5")),
      1,
      /modelnet-nan\.h5, cloud 1: .*got NaN for y of point 2/,
    ));
});

describe("a sentence", () => {
  it.each([
    ["an empty sentence", "a.tsv", "good\t1\n\t0\n", /a\.tsv:2: expected sentence<TAB>0/],
    ["a line without label", "a.tsv", "good\t1\nno tab\n", /a\.tsv:2: expected sentence<TAB>0 .*got "no tab"/],
    ["a label of a third class", "a.tsv", "good\t2\n", /a\.tsv:1: expected sentence<TAB>0/],
    [
      "a text longer than the window",
      "a.tsv",
      `${"word ".repeat(10_000)}\t1\n`,
      /sentence a\/1: expected at most 16 tokens.*got 20002; .*--long window/,
    ],
    ["an empty file", "a.tsv", "", /expected at least one sentence; got none/],
    ["a heading alone", "a.tsv", "sentence\tlabel\n", /expected at least one sentence; got none/],
    [
      "bytes that are not UTF-8",
      "a.tsv",
      Uint8Array.of(0xff, 0xfe, 65, 0),
      /a\.tsv: expected UTF-8 text; got other bytes/,
    ],
    ["plain text", "a.txt", "good,1\n", /a\.txt: expected \.tsv .*\.json \(UCI\) or \.jsonl/],
    [
      "CSV without headings",
      "a.csv",
      "good,1\n",
      /data .*a\.csv: expected headings such as text,label .*; got "good,1"/,
    ],
    ["CSV of other columns", "a.csv", "text,label\ngood,1,2\n", /a\.csv:2: expected 2 columns, .*; got "good,1,2"/],
    ["CSV without a label", "a.csv", "text,label\ngood,\n", /a\.csv:2: expected a label; got "good,"/],
    [
      "a line that is not JSON",
      "a.jsonl",
      '{"text":"good","foreground":[]}\nhello\n',
      /a\.jsonl:2: expected JSON; got "hello"/,
    ],
    ["a line without foreground", "a.jsonl", '{"text":"x"}\n', /a\.jsonl:1, foreground: expected spans/],
    [
      "a span outside its text",
      "a.jsonl",
      '{"text":"dull","foreground":[[0,9]]}\n',
      /a\.jsonl:1, foreground: .*<= 4; got \[0, 9\]/,
    ],
    [
      "an id used twice",
      "a.jsonl",
      '{"id":"a","text":"x","foreground":[]}\n'.repeat(2),
      /a\.jsonl:2: expected an id used once; got "a"/,
    ],
    [
      "a record of another class",
      "a.json",
      '[{"text":"Good.","class":3}]',
      /a\.json, record 0: expected a text and a class/,
    ],
    [
      "foreground everywhere",
      "a.tsv",
      "good bad\t1\n",
      /expected samples with background; got foreground only in all 1/,
    ],
  ] as const)("file with %s is refused by name and line", async (_, file, data, message) => {
    write(file, data);
    await refuses(analyze("sentiment", at(file)), 1, message);
  });

  it.each([
    ["a folder called like a file", "folder.tsv", /folder\.tsv: expected a readable file; got a folder; check --data/],
    ["a file that does not exist", "nowhere.tsv", /nowhere\.tsv: expected a readable file; got none of this name/],
  ])("is not found in %s", async (_, data, message) => {
    mkdirSync(at("folder.tsv"), { recursive: true });
    await refuses(analyze("sentiment", at(data)), 1, message);
  });

  it("of unknown words only is measured, with a note that asks for the right tokenizer", async () => {
    write("strange.tsv", "\u2603 \u2604\u2604 \u2605\t1\n");
    const { code, error } = await analyze("sentiment", at("strange.tsv"));
    expect(code, error).toBe(0);
    expect(error).toContain("1 of 1 texts hold only words the tokenizer does not know; is it the network's own?");
    const [task] = parseReport(readFileSync(at("out/report.json"), "utf8")).tasks;
    expect(task?.hypotheses.every(({ verdict }) => verdict === "no-verdict")).toBe(true);
  });

  it("with a tokenizer of more words than the network is refused before it runs", () =>
    refuses(
      analyze("sentiment", at("fine.tsv"), [], "few-words"),
      1,
      /sentence fine\/1: expected tokens below 50, .*got \d+ for ".+"; pass the network's own tokenizer/,
    ));

  it.each([
    ["another window", ["--window", "32"], 2, /--window: expected 16, what the network takes; got 32/],
    ["no samples", ["--samples", "0"], 2, /--samples.*expected a whole number above 0/],
    [
      "masks",
      ["--masks", at("shapes")],
      2,
      /--masks: expected with --modality image or pointcloud; got it with sentiment/,
    ],
    [
      "a tokenizer that is not there",
      ["--tokenizer", at("nowhere")],
      1,
      /tokenizer .*nowhere: expected a readable file/,
    ],
    [
      "a tokenizer without a model",
      ["--tokenizer", at("no-model.json")],
      1,
      /tokenizer .*no-model\.json: .*an object with a "model"/,
    ],
    ["a layer with a typo", ["--layer", "poled"], 1, /layer poled: .*did you mean pooled/],
    ["noise on token ids", ["--input", "input_ids"], 1, /input input_ids: expected float32, noise cannot/],
  ] as const)("is not measured with %s", async (_, extra, code, message) => {
    write("no-model.json", "{}");
    const { code: actual, error } = await analyze("sentiment", at("fine.tsv"), extra);
    expect(error).toMatch(message);
    expect(actual).toBe(code);
    expect(error).not.toMatch(/^\s+at /m);
  });

  it("needs a tokenizer", async () => {
    const both = ["--distilled", at("text.onnx"), "--scratch", at("text.onnx")];
    const request = [
      "--modality",
      "sentiment",
      "--layer",
      "pooled",
      "--data",
      at("fine.tsv"),
      "--out",
      at("out"),
      "--overwrite",
    ];
    await refuses(run("analyze", ...both, ...request), 2, /tokenizer: expected tokenizer\.json beside .*--tokenizer/);
    await refuses(run("analyze", ...both), 2, /--modality is missing; --data is missing; --layer is missing/);
  });
});

describe("a network of another modality", () => {
  it.each([
    ["sentiment", "image", /image\.onnx: expected inputs among input_ids.*got input; check --modality/],
    ["qa", "points", /points\.onnx: expected inputs among input_ids.*got points; check --modality/],
    ["pointcloud", "image", /image\.onnx: expected a float input \[batch, points, 3\].*check --modality/],
    ["pointcloud", "text", /text\.onnx: expected a float input \[batch, points, 3\].*got input_ids \[batch, 16\]/],
    ["image", "text", /text\.onnx: expected a float input of four axes.*check --modality/],
  ] as const)("is refused for %s: %s", async (modality, network, message) => {
    write("pictures/a.png", "never decoded");
    const data = { image: "pictures", pointcloud: "shapes", sentiment: "fine.tsv", qa: "fine.tsv" }[modality];
    await refuses(analyze(modality, at(data), [], network), 1, message);
  });
});

describe("a question", () => {
  const paris = { text: "Paris", answer_start: 0 };
  const file = (question: object, context = "Paris is large."): string => {
    const qas = [{ id: "q1", question: "What?", answers: [paris], ...question }];
    return JSON.stringify({ data: [{ title: "T", paragraphs: [{ context, qas }] }] });
  };
  it.each([
    [
      "an answer that does not match",
      file({ answers: [{ ...paris, answer_start: 1 }] }),
      /article "T", paragraph 0, question q1: expected the answer "Paris" at 1 .*got "aris "/,
    ],
    [
      "an answer without a place",
      file({ answers: [{ text: "Paris" }] }),
      /question q1, answer "Paris": expected a whole answer_start/,
    ],
    ["no answer", file({ answers: [] }), /question q1: expected at least one answer; got \[\]/],
    [
      "impossible questions only",
      file({ is_impossible: true }),
      /expected at least one question with an answer; got none/,
    ],
    [
      "no context",
      JSON.stringify({ data: [{ title: "T", paragraphs: [{ qas: [] }] }] }),
      /paragraph 0: expected a text "context"/,
    ],
    ["half of its JSON", "{", /a\.json: expected JSON; got "\{"/],
    ["something else", "[]", /a\.json: expected an object with data; got \[\]/],
    [
      "a context longer than the window",
      file({}, `Paris ${"word ".repeat(90)}`),
      /question q1: expected at most 48 tokens.*--long window/,
    ],
    ["an answer that is all there is", file({}, "Paris"), /expected samples with background/],
  ])("file with %s is refused by name", async (_, data, message) => {
    write("a.json", data);
    await refuses(analyze("qa", at("a.json")), 1, message);
  });

  it("longer than the window is refused with windows too", async () => {
    write("a.json", file({ question: "word ".repeat(60) }));
    const message = /question q1: expected fewer than 47 tokens beside its context.*shorten the question/;
    await refuses(analyze("qa", at("a.json"), ["--long", "window"]), 1, message);
  });
});
