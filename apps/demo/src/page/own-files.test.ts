import { describe, expect, it } from "vitest";
import type { NamedFile } from "../lab/protocol.ts";
import { mixedNetworks, shortName, sortFiles, together, tokenizerOf } from "./own-files.ts";

const file = (name: string, text = ""): NamedFile => ({ name, content: new Blob([text]) });
const drop = (...names: string[]) => sortFiles(names.map((name) => file(name)));
const names = (files: readonly { readonly name: string }[]): string[] => files.map(({ name }) => name);

describe("sortFiles", () => {
  it("takes an ONNX file with the weights beside it, each with its own", () => {
    const { networks } = sortFiles([
      file("a/s.onnx", "12"),
      file("a/s.onnx.data", "12345"),
      file("b/s.onnx", "1"),
      file("a/p.png"),
    ]);
    expect(names(networks)).toEqual(["a/s.onnx", "b/s.onnx"]);
    expect(networks[0]?.files.map(({ name }) => name)).toEqual(["a/s.onnx", "a/s.onnx.data"]);
    expect(networks.map(({ size }) => size)).toEqual([7, 1]);
  });

  it("takes the fp32 network of a Hugging Face folder, and its tokenizer", () => {
    const sorted = drop(
      "bert/config.json",
      "bert/tokenizer.json",
      "bert/onnx/model.onnx",
      "bert/onnx/model_quantized.onnx",
      "bert/onnx/model_fp16.onnx",
    );
    expect(names(sorted.networks)).toEqual(["bert/onnx/model.onnx"]);
    expect(names(tokenizerOf("bert/onnx/model.onnx", sorted))).toEqual(["config.json", "tokenizer.json"]);
    expect(sorted.questions).toEqual([]);
  });

  it("refuses a folder that is quantised only, in one sentence", () => {
    const { networks, faults } = drop("bert/config.json", "bert/onnx/model_quantized.onnx");
    expect(networks).toEqual([]);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(/^onnx\/model_quantized\.onnx: expected 32-bit weights; got a quantised file; /);
  });

  it("keeps every checkpoint of a training that lies beside a tokenizer", () => {
    expect(drop("run/tokenizer.json", "run/distilled.onnx", "run/scratch.onnx").networks).toHaveLength(2);
  });

  it("tells masks from pictures by folder, by ending, and by a JPEG of the same name", () => {
    const sorted = drop("pictures/a.png", "masks/a.png", "b.jpg", "b_mask.png", "c.jpg", "c.png", "unmasked.png");
    expect(names(sorted.masks)).toEqual(["masks/a.png", "b_mask.png", "c.png"]);
    expect(names(sorted.pictures)).toEqual(["pictures/a.png", "b.jpg", "c.jpg", "unmasked.png"]);
  });

  it("knows clouds, texts and questions, and passes hidden files over", () => {
    const sorted = drop("chair.off", "x.PLY", "t.jsonl", "t.tsv", "squad.json", "._p.png", ".DS_Store");
    expect(names(sorted.clouds)).toEqual(["chair.off", "x.PLY"]);
    expect(names(sorted.sentences)).toEqual(["t.jsonl", "t.tsv"]);
    expect(names(sorted.questions)).toEqual(["squad.json"]);
    expect(sorted.pictures).toEqual([]);
  });

  it("takes a model.json of TensorFlow.js with its shards, which is no questions", () => {
    const { networks, faults, questions } = sortFiles([
      file("tf/model.json", "12"),
      file("tf/group1-shard1of1.bin", "123"),
      file("tf/p.png", "1"),
      file("other/model.json", "1"),
    ]);
    expect(names(networks)).toEqual(["tf/model.json", "other/model.json"]);
    expect(networks.map(({ size }) => size)).toEqual([5, 1]);
    expect(networks[0]?.own).toEqual(["tf/model.json", "tf/group1-shard1of1.bin"]);
    expect(networks[0]?.files.map(({ name }) => name)).toEqual(["tf/model.json", "tf/group1-shard1of1.bin"]);
    expect(networks.map(({ name }) => shortName(name))).toEqual(["tf/model.json", "other/model.json"]);
    expect([faults, questions]).toEqual([[], []]);
  });

  it("takes weights of any name for such, and nothing that is known to be something else", () => {
    const { networks } = drop("net.onnx", "weights", "layer1.0.weight", "net_data", "p.png", "README.md", "log.txt");
    expect(networks[0]?.files.map(({ name }) => name)).toEqual(["net.onnx", "weights", "layer1.0.weight", "net_data"]);
  });

  it("knows a finished run, whose checkpoints and samples are no networks and samples of the visitor", () => {
    const sorted = drop(
      "out/report.json",
      "out/entropies.parquet",
      "out/checkpoints/seed-0/0.onnx",
      "out/data/sentences.jsonl",
      "out/data/vocabulary/tokenizer.json",
      "out/p.png",
      "net.onnx",
    );
    expect(sorted.run).toHaveLength(5);
    expect(names(sorted.networks)).toEqual(["net.onnx"]);
    expect(names(sorted.pictures)).toEqual(["out/p.png"]);
    expect([sorted.questions, sorted.sentences, sorted.tokenizer]).toEqual([[], [], []]);
    expect(names(drop("report.html", "data/p.png", "p.png").pictures)).toEqual(["p.png"]);
    expect(drop("data/p.png", "net.onnx").run).toEqual([]);
  });

  it("takes no settings for questions", () => {
    const settings = ["generation_config.json", "model.safetensors.index.json", "trainer_state.json", "package.json"];
    expect(names(drop(...settings.map((name) => `bert/${name}`), "qa/dev-v2.0.json").questions)).toEqual([
      "qa/dev-v2.0.json",
    ]);
  });

  it("compares networks of one kind, and says so where they are mixed", () => {
    expect(mixedNetworks(drop("a.onnx", "b.onnx").networks)).toBeUndefined();
    expect(mixedNetworks(drop("a/model.json", "b/model.json").networks)).toBeUndefined();
    expect(mixedNetworks(drop("a.onnx", "b/model.json").networks)).toMatch(
      /^networks: expected all as ONNX or all as TensorFlow\.js; got a\.onnx and b\/model\.json; /,
    );
  });
});

describe("shortName", () => {
  it("is the file's name, with as many folders as tell it from others", () => {
    const all = ["kd/bert/onnx/model.onnx", "scratch/bert/onnx/model.onnx", "other.onnx"];
    expect(all.map((name) => shortName(name, all))).toEqual([...all.slice(0, 2), "other.onnx"]);
    const nets = ["runs/kd/net.onnx", "runs/scratch/net.onnx", "net.onnx"];
    expect(nets.map((name) => shortName(name, nets))).toEqual(["kd/net.onnx", "scratch/net.onnx", "net.onnx"]);
    expect(shortName("model.json")).toBe("model.json");
    expect(shortName("a/b/model.json")).toBe("b/model.json");
  });
});

describe("together", () => {
  it("lets a file that comes again replace what it was", () => {
    const [first, second] = [file("a", "1"), file("a", "22")];
    expect(together([first, file("b")], [second]).map(({ name, content }) => [name, content.size])).toEqual([
      ["b", 0],
      ["a", 2],
    ]);
  });
});
