import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readModel, readNetwork, writeModel } from "@stillpoint/autodiff";
import { pointNet, setAbstractionNet, spanTransformer, textCnn, textTransformer } from "@stillpoint/distill";
import type { FittedSamples } from "@stillpoint/preprocess";
import { parseReport, type Report } from "@stillpoint/report";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Outcome, run } from "../../fixtures/command.ts";
import { scratchFolder } from "../../fixtures/scratch-folder.ts";
import type { AnalyzeConfig } from "./analyze-config.ts";
import { MODALITIES } from "./modality-loader.ts";

const { at, write, remove } = scratchFolder();
const vocabulary = fileURLToPath(new URL("../../../datasets/data/vocabulary/", import.meta.url));
const clouds = fileURLToPath(new URL("../../../pointcloud/fixtures/", import.meta.url));

/** A network of both students at steps 0 and 10. */
function students(name: string, network: (seed: number) => Uint8Array): void {
  for (const [k, role] of ["distilled", "scratch"].entries())
    for (const step of [0, 10]) write(`${name}/${role}/${step}.onnx`, network(2 * k + step));
}

/** A cloud of `count` points as an XYZ file. */
const xyz = (count: number, seed: number, size = 1): string =>
  Array.from(
    { length: count },
    (_, k) => `${size * Math.sin(k + seed)} ${size * Math.cos(2.3 * k)} ${size * Math.sin(seed * k * k)}\n`,
  ).join("");

const transformer = { width: 4, heads: 2, blocks: 1, feedForward: 4 };
const sizes = { vocabulary: 2048, length: 16 };

/** A network that takes texts of any length: it has no positions. */
function anyLength(seed: number): Uint8Array {
  const model = readModel(textCnn({ ...sizes, seed, shape: { width: 4, channels: 3, kernels: [3, 5], hidden: [4] } }));
  const inputs = model.graph.inputs.map((port) => ({ ...port, dims: ["batch", "sequence"] }));
  return writeModel({ ...model, graph: { ...model.graph, inputs, declared: new Map() } });
}

/** A Hugging Face model folder. */
function modelFolder(name: string, network: Uint8Array, file = "onnx/model.onnx"): void {
  write(`${name}/config.json`, JSON.stringify({ model_type: "bert", max_position_embeddings: 24 }));
  write(`${name}/tokenizer.json`, readFileSync(join(vocabulary, "tokenizer.json")));
  write(`${name}/${file}`, network);
}

beforeAll(() => {
  const hidden = [5];
  students("pointnet", (seed) => pointNet({ seed, points: 32, shape: { widths: [4, 6], hidden } }));
  const regions = { centers: 6, neighbours: 4, region: [4], global: [6], hidden };
  students("abstraction", (seed) => setAbstractionNet({ seed, points: 32, shape: regions }));
  students("text", (seed) => textTransformer({ ...sizes, seed, shape: { ...transformer, hidden } }));
  students("span", (seed) => spanTransformer({ ...sizes, length: 48, seed, shape: { ...transformer, kernel: 3 } }));
  for (const k of [1, 2, 3]) write(`shapes/${k === 2 ? "lamp" : "chair"}/${k}.xyz`, xyz(40, k));
  write("sentences.tsv", "a wonderful , dull film\t1\nthe caf\u00e9 is bad \u{1F600} don't go\t0\nplain words\t0\n");
});
afterAll(remove);

const nets = (name: string): string[] => ["--distilled", at(`${name}/distilled`), "--scratch", at(`${name}/scratch`)];
const analyze = (out: string, ...args: string[]): Promise<Outcome> =>
  run("analyze", "--overwrite", "--workers", "2", "--passes", "8", "--out", at(out), ...args);
const text = (out: string, name = "report.json"): string => readFileSync(join(at(out), name), "utf8");
const task = (out: string): Report["tasks"][number] => parseReport(text(out)).tasks[0]!;

/** What the loader makes of the data for the first distilled network. */
async function load(
  modality: string,
  network: string,
  data: string,
  more: Partial<AnalyzeConfig> = {},
): Promise<FittedSamples> {
  const name = at(`${network}/distilled/0.onnx`);
  const loader = MODALITIES.find((known) => known.modality.id === modality)!;
  return loader.load(
    {
      task: "own",
      modality,
      data: at(data),
      parts: {},
      smoothing: "auto",
      layer: [],
      grid: "",
      scale: "sphere",
      tokenizer: vocabulary,
      long: "refuse",
      question: "fixed",
      accuracy: true,
      strict: false,
      recipe: "limit",
      seed: 0,
      networks: [],
      out: "",
      resume: false,
      overwrite: false,
      json: false,
      quiet: false,
      ...more,
    },
    { name, graph: readNetwork(readFileSync(name)).graph },
  );
}

/** The words of a block that are units, with their regions. */
function units({ samples }: FittedSamples, sample = 0, block = 0): string[] {
  const { look, info } = samples[sample]!;
  if (look.layout.kind !== "words") throw new Error("no words");
  return look.layout.blocks[block]!.segments.flatMap(({ text, unit }) =>
    unit === null ? [] : [`${text} ${info.units[unit]?.region}`],
  );
}

const points = ["--modality", "pointcloud", "--layer", "fc1", "--data"];
const sentences = ["--modality", "sentiment", "--layer", "pooled", "--tokenizer", vocabulary, "--data"];
const questions = ["--modality", "qa", "--layer", "block1", "--tokenizer", vocabulary, "--data"];

describe("a user's shapes", () => {
  it("get clutter of other top folders as background, and the report says so", async () => {
    const { code, error } = await analyze("points", ...nets("pointnet"), ...points, at("shapes"));
    expect(code, error).toBe(0);
    expect(task("points")).toMatchObject({ modality: "pointcloud", samples: 3 });
    const { foregroundRule } = await load("pointcloud", "pointnet", "shapes");
    expect(foregroundRule).toContain("25 % of each cloud's points: pieces of shapes of other classes");
    expect(error).toContain("3 shapes of 32 points, in the unit sphere");
    expect(error).toContain("3 of them thinned at random, from up to 40 points");
  });

  it("give the same report again, and another one with other clutter", async () => {
    const again = (out: string, ...extra: string[]): Promise<Outcome> =>
      analyze(out, ...nets("pointnet"), ...points, at("shapes"), ...extra);
    await again("points-again");
    await again("points-more", "--clutter", "0.5");
    expect(text("points-again")).toBe(text("points"));
    expect(text("points-more")).not.toBe(text("points"));
  });

  it("take clutter from shapes that are not measured, never from their own folder", async () => {
    write("broken/chair/1.xyz", xyz(40, 1));
    write("broken/chair/2.xyz", "would be refused if it were read\n");
    write("broken/lamp/3.xyz", xyz(40, 3));
    const { code, error } = await analyze("one", ...nets("pointnet"), ...points, at("broken"), "--samples", "1");
    expect(code, error).toBe(0);
    expect(task("one").samples).toBe(1);
  });

  it("take clutter from any other file where there are no classes", async () => {
    for (const k of [1, 2]) write(`flat/${k}.xyz`, xyz(40, k));
    const { foregroundRule, samples } = await load("pointcloud", "pointnet", "flat");
    expect(foregroundRule).toContain("pieces of shapes in other files");
    for (const { info } of samples) {
      expect(info.group).toBe("all");
      expect(info.units.filter(({ region }) => region === "background")).toHaveLength(8);
    }
  });

  it("work in networks with sampled regions", async () => {
    const { code, error } = await analyze("regions", ...nets("abstraction"), ...points, at("shapes"));
    expect(code, error).toBe(0);
    expect(task("regions").exclusions).toEqual([]);
  });

  it("come from HDF5 batches with labels as classes", async () => {
    for (const role of ["distilled", "scratch"])
      write(`four/${role}.onnx`, pointNet({ seed: role.length, points: 4, shape: { widths: [4], hidden: [4] } }));
    const { error } = await analyze(
      "batch",
      ...["--distilled", at("four/distilled.onnx"), "--scratch", at("four/scratch.onnx")],
      ...points,
      join(clouds, "modelnet.h5"),
    );
    // Four points are too few for clutter, but they were read and their labels too.
    expect(error).toMatch(/shape 0000: clutter: expected at least 2 points .* got 3 and 1 of 4/);
  });

  it("keep the regions and parts of annotation files, thinned with the points", async () => {
    const lines = Array.from({ length: 40 }, (_, k) => (k < 25 ? "foreground" : k < 35 ? "background lamp" : "border"));
    for (const name of ["chair/1", "lamp/2", "chair/3"])
      write(`regions/${name}.txt`, `\ufeff${lines.join("\r\n")}\r\n`);
    const { code, error } = await analyze(
      "annotated",
      ...nets("pointnet"),
      ...points,
      at("shapes"),
      "--masks",
      at("regions"),
    );
    expect(code, error).toBe(0);
    const { foregroundRule, samples } = await load("pointcloud", "pointnet", "shapes", { masks: at("regions") });
    expect(foregroundRule).toContain("that the annotation files mark");
    for (const { info } of samples) {
      const kept = (region: string): number => info.units.filter((unit) => unit.region === region).length;
      expect(kept("foreground") + kept("background") + kept("border")).toBe(32);
      // 8 of 40 points were left out.
      expect(kept("foreground")).toBeGreaterThanOrEqual(17);
      expect(info.units.every(({ part, region }) => (part === "lamp") === (region === "background"))).toBe(true);
    }
    expect(text("annotated")).toContain('"lamp"');
    const radii = async (scale: AnalyzeConfig["scale"]): Promise<number[]> => {
      const { samples: read } = await load("pointcloud", "pointnet", "shapes", { masks: at("regions"), scale });
      return read.map(({ input }) => {
        const points = Array.from(Object.values(input.inputs)[0]!.data, Number);
        return Math.max(...points.map((_, k) => (k % 3 === 0 ? Math.hypot(...points.slice(k, k + 3)) : 0)));
      });
    };
    for (const radius of await radii("sphere")) expect(radius).toBeCloseTo(1, 5);
    for (const radius of await radii("none")) expect(radius).toBeGreaterThan(1.2);
    for (const [k, name] of ["chair/1", "lamp/2", "chair/3"].entries())
      write(`millimetres/${name}.xyz`, xyz(40, k, 1000));
    const large = load("pointcloud", "pointnet", "millimetres", { masks: at("regions"), scale: "none" });
    await expect(large).rejects.toThrow(/expected with --scale none clouds of a radius between 0\.2 and 5.*got 1\d{3}/);
  });
});

describe("a user's sentences", () => {
  it("have words as units, in their own letters", async () => {
    const { code, error } = await analyze("words", ...nets("text"), ...sentences, at("sentences.tsv"));
    expect(code, error).toBe(0);
    expect(task("words").modality).toBe("sentiment");
    const data = await load("sentiment", "text", "sentences.tsv");
    expect(data.foregroundRule).toContain("AFINN");
    const marked = ["the", "caf\u00e9", "is", "bad *", "\u{1F600}", "don't"].map((word) => {
      return word.endsWith("*") ? `${word.slice(0, -2)} foreground` : `${word} background`;
    });
    expect(units(data, 1).slice(0, marked.length)).toEqual(marked);
    expect(error).toContain("noise is added to embedded, 16 tokens a text");
    expect(error).toContain("1 of 3 samples have no foreground");
    for (const word of ["caf\u00e9", "\u{1F600}", "don't", "wonderful"])
      expect(text("words", "report.html").replaceAll("\\u0027", "'")).toContain(word);
  });

  it("bring their own annotation and parts", async () => {
    const lines = [
      { id: "d1", text: "\u0641\u064a\u0644\u0645 \u062c\u0645\u064a\u0644", foreground: [[0, 4]] },
      { id: "d2", text: "A dull film.", foreground: [[2, 6]], parts: { cue: [[0, 1]] } },
    ];
    write("own.jsonl", lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
    const { code, error } = await analyze("own", ...nets("text"), ...sentences, at("own.jsonl"));
    expect(code, error).toBe(0);
    const data = await load("sentiment", "text", "own.jsonl");
    expect(data.foregroundRule).toContain("that the annotation file marks");
    expect(units(data)).toEqual(["\u0641\u064a\u0644\u0645 foreground", "\u062c\u0645\u064a\u0644 background"]);
    expect(text("own")).toContain('"cue"');
  });

  it("count their places in code points", async () => {
    const faces = "\u{1F600} ".repeat(6);
    write("emoji.jsonl", JSON.stringify({ text: `${faces}it is a bad deal`, foreground: [[20, 23]] }));
    const words = units(await load("sentiment", "text", "emoji.jsonl"));
    expect(words.filter((word) => word.endsWith("foreground"))).toEqual(["bad foreground"]);
  });

  it("of files that give parts only have AFINN's words as foreground", async () => {
    write("parts.jsonl", JSON.stringify({ text: "The bad film.", parts: { cue: [[0, 3]] } }));
    const data = await load("sentiment", "text", "parts.jsonl");
    expect(data.foregroundRule).toContain("AFINN");
    expect(units(data)).toContain("bad foreground");
    expect(data.samples[0]!.info.units[0]!.part).toBe("cue");
  });

  it("that are too long are left out and counted on request", async () => {
    const long = "good plain words and ".repeat(20).trim();
    write("mixed.tsv", `a good film\t1\n${long}\t1\na bad film\t0\n`);
    const refused = await analyze("mixed", ...nets("text"), ...sentences, at("mixed.tsv"));
    expect(refused.error).toMatch(/sentence mixed\/2: expected at most 16 tokens.*got 122; .*--long skip/);
    const { code, error } = await analyze("skip", ...nets("text"), ...sentences, at("mixed.tsv"), "--long", "skip");
    expect(code, error).toBe(0);
    expect(error).toContain("1 of 3 texts left out: longer than 16 tokens");
    expect(task("skip").samples).toBe(2);
    write("all-long.tsv", `${long}\t1\n`);
    const none = await analyze("none", ...nets("text"), ...sentences, at("all-long.tsv"), "--long", "skip");
    expect(none.error).toMatch(/expected texts of at most 16 tokens; got 1, all of them longer/);
  });

  it("are measured in windows on request, none lost", async () => {
    write("long.tsv", `${"good plain words and ".repeat(2500).trim()}\t1\n`);
    const long = (...extra: string[]): Promise<Outcome> =>
      analyze("windows", ...nets("text"), ...sentences, at("long.tsv"), ...extra);
    const refused = await long();
    expect(refused.code).toBe(1);
    expect(refused.error).toMatch(/sentence long\/1: expected at most 16 tokens, .* got \d{5}; .*--long window/);
    const words = ["good", "plain", "words", "and", "bad", "films"];
    const varied = Array.from({ length: 80 }, (_, k) => words[((7919 * k * k) % 101) % words.length]);
    write("long.tsv", `${varied.join(" ")}\t1\n`);
    const { code, error } = await long("--long", "window");
    expect(code, error).toBe(0);
    expect(error).toMatch(/1 texts measured in \d+ windows/);
    expect(task("windows").samples).toBeGreaterThan(4);
  });
});

describe("a user's text CNN", () => {
  const shape = { width: 4, channels: 3, kernels: [3, 5], hidden: [4] };
  /** Its notes, and the passes of a map by layer. */
  const measured = async (out: string, recipe: string): Promise<{ notes: string; passes: [string, number][] }> => {
    students("cnn", (seed) => textCnn({ ...sizes, seed, shape }));
    const request = ["--modality", "sentiment", "--layer", "conv3,pooled,fc1", "--tokenizer", vocabulary];
    const rest = ["--data", at("sentences.tsv"), "--samples", "1", "--workers", "2", "--out", at(out)];
    const { code, error } = await run("analyze", ...nets("cnn"), ...request, "--recipe", recipe, ...rest);
    expect(code, error).toBe(0);
    const { tasks } = parseReport(text(out));
    return { notes: error, passes: tasks.map(({ layer, engine }) => [layer, Number(engine.passes) / engine.maps]) };
  };

  it("is measured as the benchmark's behind its maximum, and as any network before it", async () => {
    const { notes, passes } = await measured("cnn-limit", "limit");
    expect(notes).toContain(
      "a maximum over all tokens lies before pooled, fc1: energies are averaged around each text",
    );
    // Without smoothing a map takes 32 passes; with it as many as its error asks for, 128 at most.
    expect(passes.map(([layer]) => layer)).toEqual(["conv3", "pooled", "fc1"]);
    const [before, ...behind] = passes.map(([, count]) => count);
    expect(before).toBe(32);
    for (const count of behind) expect(count > 32 && count <= 128, `${count} passes`).toBe(true);
  });

  it("is where the optimum starts from equal noise, and nothing to the paper's code", async () => {
    expect((await measured("cnn-optimum", "optimum")).notes).toContain(
      "lies before pooled, fc1: the optimum starts from equal noise",
    );
    expect((await measured("cnn-official", "official")).notes).not.toContain("maximum over all tokens");
  });
});

describe("a user's questions", () => {
  const asked = (id: string, question: string, text: string, answer_start: number): object => {
    return { id, question, answers: [{ text, answer_start }] };
  };

  it("have answers as foreground; those without an answer are left out and counted", async () => {
    const context = "The \u{1F5FC} capital of France is Paris. It has many rivers.";
    const qas = [
      asked("q1", "What is the capital of France?", "Paris", 27),
      { id: "q2", question: "Who?", is_impossible: true, answers: [] },
    ];
    write("squad.json", JSON.stringify({ version: "v2.0", data: [{ title: "T", paragraphs: [{ context, qas }] }] }));
    for (const question of ["fixed", "measured"]) {
      const { code, error } = await analyze(
        question,
        ...nets("span"),
        ...questions,
        at("squad.json"),
        "--question",
        question,
      );
      expect(code, error).toBe(0);
      expect(error).toContain("questions without an answer left out, as they have no foreground: 1");
    }
    expect(task("fixed")).toMatchObject({ modality: "qa", samples: 1 });
    const data = await load("qa", "span", "squad.json");
    expect(data.foregroundRule).toContain("words of every gold answer");
    expect(units(data, 0, 0)).toEqual([]);
    expect(units(data, 0, 1).filter((word) => word.endsWith("foreground"))).toEqual([
      "capital foreground",
      "France foreground",
      "Paris foreground",
    ]);
    expect(units(await load("qa", "span", "squad.json", { question: "measured" }))[0]).toBe("What border");
  });

  it("that are too long are left out and counted on request", async () => {
    const qas = (id: string): object[] => [asked(id, "What?", "Paris", 0)];
    const paragraphs = [
      { context: `Paris ${"word ".repeat(60)}`, qas: qas("q1") },
      { context: "Paris is a town.", qas: qas("q2") },
    ];
    write("two.json", JSON.stringify({ data: [{ title: "T", paragraphs }] }));
    const { code, error } = await analyze("two", ...nets("span"), ...questions, at("two.json"), "--long", "skip");
    expect(code, error).toBe(0);
    expect(error).toContain("1 of 2 questions left out: longer than 48 tokens");
    expect(task("two").samples).toBe(1);
  });

  it("too long for the window are measured where the context holds an answer", async () => {
    const context = `${"word ".repeat(60)}Paris.`;
    write(
      "wide.json",
      JSON.stringify({ data: [{ title: "T", paragraphs: [{ context, qas: [asked("q1", "What?", "Paris", 300)] }] }] }),
    );
    const { code, error } = await analyze("wide", ...nets("span"), ...questions, at("wide.json"), "--long", "window");
    expect(code, error).toBe(0);
    expect(error).toMatch(/1 questions measured in \d+ windows that hold an answer/);
  });
});

describe("model folders", () => {
  const own = (out: string, distilled: string, scratch: string, ...extra: string[]): Promise<Outcome> => {
    const both = ["--distilled", at(distilled), "--scratch", at(scratch)];
    return analyze(
      out,
      ...both,
      "--modality",
      "sentiment",
      "--layer",
      "pooled",
      "--data",
      at("sentences.tsv"),
      ...extra,
    );
  };

  beforeAll(() => {
    modelFolder("bert-v2", anyLength(1));
    modelFolder("baseline", anyLength(2));
    for (const step of [10, 20]) {
      modelFolder(`run/checkpoint-${step}`, anyLength(step));
      modelFolder(`other/checkpoint-${step}`, anyLength(step + 1));
    }
  });

  it("work as they are, with their tokenizer; texts are padded to the longest", async () => {
    const { code, error } = await own("folders", "bert-v2", "baseline");
    expect(code, error).toBe(0);
    expect(error).toContain("noise is added to embedded, 12 tokens a text");
  });

  it.each(["run/checkpoint-*", "run", "run/checkpoint-*/onnx/model.onnx"])(
    "are several checkpoints as %s",
    async (run) => {
      const { code, error } = await own("checkpoints", run, run.replace("run", "other"));
      expect(code, error).toBe(0);
      expect(text("checkpoints")).toMatch(/"step": ?20/);
    },
  );

  it("of one checkpoint each need not stop at one step; of several they must", async () => {
    modelFolder("late/checkpoint-900", anyLength(3));
    const { code, error } = await own("ends", "run/checkpoint-20", "late/checkpoint-900");
    expect(code, error).toBe(0);
    expect(text("ends")).toMatch(/"step": ?20/);
    expect(text("ends")).not.toMatch(/"step": ?900/);
    for (const scratch of ["late", "run/checkpoint-20"])
      expect((await own("refused", "run", scratch)).error).toMatch(
        /checkpoints of scratch, seed 0: expected steps 10, 20 as for distilled, seed 0; got \d+; keep/,
      );
  });

  it("do not hide a window: texts of more tokens than the config says are refused", async () => {
    const { code, error } = await own("wish", "bert-v2", "baseline", "--window", "30");
    expect(error).toMatch(/--window: expected at most 24, what the network takes; got 30/);
    expect(code).toBe(2);
  });

  it("of RoBERTa's kind are cut at what is left of their positions and at what their tokenizer allows", async () => {
    write("long-lines.tsv", `${"good plain words and ".repeat(10).trim()}\t1\n`);
    const positions = { model_type: "roberta", max_position_embeddings: 26, pad_token_id: 1 };
    for (const [limit, longest] of [
      [undefined, 24],
      [20, 20],
    ] as const) {
      modelFolder("roberta", anyLength(1));
      write("roberta/config.json", JSON.stringify(positions));
      write("roberta/tokenizer_config.json", JSON.stringify({ model_max_length: limit }));
      const both = (...extra: string[]) =>
        own("roberta-out", "roberta", "baseline", "--data", at("long-lines.tsv"), ...extra);
      expect((await both()).error).toMatch(
        `expected at most ${longest} tokens, the network's window; got 62; leave out all that are too long with --long skip`,
      );
      const { code, error } = await both("--long", "window");
      expect(code, error).toBe(0);
      const [, tokens] = /embedded, (\d+) tokens a text/.exec(error) ?? [];
      expect(Number(tokens)).toBeLessThanOrEqual(longest);
    }
  });

  it("take a window up to their positions, whatever their tokenizer says", async () => {
    write("long-lines.tsv", `${"good plain words and ".repeat(3).trim()}\t1\n`);
    modelFolder("short", anyLength(1));
    write("short/tokenizer_config.json", JSON.stringify({ model_max_length: 12 }));
    const both = (...extra: string[]) => own("short-out", "short", "short", "--data", at("long-lines.tsv"), ...extra);
    expect((await both()).error).toMatch(/expected at most 12 tokens/);
    const { code, error } = await both("--window", "24");
    expect(code, error).toBe(0);
    expect(error).toContain("20 tokens a text");
    expect((await both("--window", "25")).error).toMatch(
      /--window: expected at most 24, what the network takes; got 25/,
    );
  });

  it("without positions are refused by name", async () => {
    modelFolder("negative", anyLength(1));
    write("negative/config.json", JSON.stringify({ model_type: "bert", max_position_embeddings: -1 }));
    const { code, error } = await own("negative-out", "negative", "negative");
    expect(error).toMatch(/negative: config\.json: expected a whole max_position_embeddings .*; got -1; mend/);
    expect(code).toBe(1);
  });

  it("with a quantised network only name the file to use", async () => {
    modelFolder("quantised", anyLength(1), "onnx/model_quantized.onnx");
    const { code, error } = await own("refused", "quantised", "baseline");
    expect(error).toMatch(/quantised: onnx\/model_quantized.onnx: .* got a quantised file; download onnx\/model.onnx/);
    expect(code).toBe(1);
    modelFolder("quantised", anyLength(1));
    expect((await own("full", "quantised", "baseline")).code).toBe(0);
    const direct = await own("refused", "quantised/onnx/model_quantized.onnx", "baseline");
    expect(direct.error).toMatch(/got a quantised file; use onnx\/model.onnx beside it/);
  });

  it("whose tokenizer lies in the folder of the training, beside a config, are its checkpoints", async () => {
    for (const name of ["trainer", "trainer-other"]) {
      for (const step of [10, 20]) {
        modelFolder(`${name}/checkpoint-${step}`, anyLength(step));
        rmSync(at(`${name}/checkpoint-${step}/tokenizer.json`));
      }
      write(`${name}/config.json`, JSON.stringify({ model_type: "bert", max_position_embeddings: 24 }));
      write(`${name}/tokenizer.json`, readFileSync(join(vocabulary, "tokenizer.json")));
    }
    const { code, error } = await own("trainer-out", "trainer", "trainer-other");
    expect(code, error).toBe(0);
    for (const step of [10, 20]) expect(text("trainer-out")).toMatch(new RegExp(`"step": ?${step}`));
  });

  it("with vocab.txt alone work, with files that only Python reads say what writes tokenizer.json", async () => {
    const { model } = JSON.parse(readFileSync(join(vocabulary, "tokenizer.json"), "utf8"));
    const lines = Object.entries<number>(model.vocab).sort(([, a], [, b]) => a - b);
    modelFolder("older", anyLength(1));
    rmSync(at("older/tokenizer.json"));
    write("older/vocab.txt", lines.map(([token]) => `${token}\n`).join(""));
    expect((await own("older-out", "older", "baseline")).error).toMatch(
      /says do_lower_case; got none; write tokenizer/,
    );
    write("older/tokenizer_config.json", JSON.stringify({ do_lower_case: true, tokenizer_class: "BertTokenizer" }));
    const { code, error } = await own("older-out", "older", "baseline");
    expect(code, error).toBe(0);
    modelFolder("python", anyLength(1));
    rmSync(at("python/tokenizer.json"));
    write("python/sentencepiece.bpe.model", "");
    expect((await own("refused", "python", "baseline")).error).toMatch(
      /python: model folder: expected tokenizer\.json; got sentencepiece\.bpe\.model; write tokenizer\.json with AutoTok/,
    );
  });

  it("without a tokenizer or a network are refused by name", async () => {
    modelFolder("mute", anyLength(1));
    rmSync(at("mute/tokenizer.json"));
    expect((await own("refused", "mute", "baseline")).error).toMatch(
      /tokenizer: expected tokenizer.json beside .*mute.*; got none; pass --tokenizer/,
    );
    modelFolder("empty", anyLength(1), "model.bin");
    expect((await own("refused", "empty", "baseline")).error).toMatch(/empty: model folder: expected onnx\/model.onnx/);
  });
});
