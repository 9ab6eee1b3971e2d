import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  type AttributeInput,
  ElementType,
  Emitter,
  encodeTensor,
  type Initializer,
  writeModel,
} from "@stillpoint/autodiff";
import { drawNormal } from "@stillpoint/core";
import { encodePng } from "@stillpoint/image";
import { parseReport, type Report } from "@stillpoint/report";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Outcome, run } from "../../fixtures/command.ts";
import { scratchFolder } from "../../fixtures/scratch-folder.ts";

const SIZE = 12;
const { at, write, remove } = scratchFolder();

function normals(name: string, count: number, scale: number): Float32Array {
  const values = new Float32Array(count);
  drawNormal({ seed: 5, sample: name, purpose: "check", pass: 0 }, values);
  return values.map((value) => scale * value);
}

type Op = (op: string, inputs: readonly string[], attributes?: Readonly<Record<string, AttributeInput>>) => string;

interface Made {
  /** How far the weights have moved, and by whom. */
  readonly moved?: readonly [role: string, amount: number];
  /** Other weights altogether. */
  readonly start?: string;
  /** Of the convolution's output channels, as a folded normalisation has them. */
  readonly scale?: number;
  readonly names?: readonly [kernel: string, bias: string];
  readonly bias?: number;
  readonly hidden?: number;
  readonly between?: (op: Op, g: Emitter, x: string) => string;
}

/** Convolution with bias, ReLU, whatever lies between, a matrix: `fc1`. */
function network({ moved = ["", 0], start = "", scale = 1, bias = 0, hidden = 6, ...more }: Made = {}): Uint8Array {
  const [kernel, offset] = more.names ?? ["conv.weight", "conv.bias"];
  const weight = (name: string, size: number, spread: number): Float32Array => {
    const step = normals(`${moved[0]} ${name}`, size, spread * moved[1]);
    return normals(`${start} ${name}`, size, spread).map((value, k) => value + step[k]!);
  };
  const g = new Emitter("");
  g.node("Conv", ["input", kernel, offset], ["conv"], { strides: [2, 2] });
  g.node("Relu", ["conv"], ["relu"]);
  const between = more.between?.((op, inputs, attributes) => g.op(op, inputs, attributes), g, "relu") ?? "relu";
  g.node("Flatten", [between], ["flat"]);
  g.node("Gemm", ["flat", "fc1.weight", "fc1.bias"], ["fc1"], { transB: 1 });
  const tensor = (name: string, dims: readonly number[], data: Float32Array): [string, Initializer] => [
    name,
    encodeTensor(name, ElementType.FLOAT, dims, data),
  ];
  const port = (name: string, dims: readonly (string | number)[]) => ({ name, elementType: ElementType.FLOAT, dims });
  return writeModel({
    irVersion: 8,
    opsets: new Map([["", 18]]),
    producer: "test",
    metadata: new Map(),
    graph: {
      name: "test",
      nodes: g.nodes,
      initializers: new Map([
        tensor(
          kernel,
          [4, 3, 3, 3],
          weight("kernel", 108, 0.2).map((value) => scale * value),
        ),
        tensor(offset, [4], new Float32Array(4)),
        tensor("fc1.weight", [hidden, 100], weight("fc1", 100 * hidden, 0.1)),
        tensor("fc1.bias", [hidden], new Float32Array(hidden).fill(bias)),
        ...g.constants,
      ]),
      inputs: [port("input", ["batch", 3, SIZE, SIZE])],
      outputs: [port("fc1", ["batch", hidden])],
      declared: new Map(),
    },
  });
}

/** Two checkpoints of a role. */
function training(folder: string, role: string, made: Made = {}, late: Made = {}): void {
  write(`${folder}/${role}/0.onnx`, network(made));
  write(`${folder}/${role}/10.onnx`, network({ moved: [role, 0.1], ...made, ...late }));
}

function pair(folder: string, made: Made = {}, late: Made = {}): void {
  for (const role of ["distilled", "scratch"]) training(folder, role, made, late);
}

beforeAll(() => {
  const bytes = Uint8Array.from(normals("pixels", SIZE * SIZE * 3, 40), (value) => 120 + value);
  const mask = Uint8Array.from({ length: SIZE * SIZE }, (_, p) => (p % SIZE < 6 ? 255 : 0));
  write("pictures/p.png", encodePng({ height: SIZE, width: SIZE, channels: 3, bytes }));
  write("masks/p.png", encodePng({ height: SIZE, width: SIZE, channels: 1, bytes: mask }));
});
afterAll(remove);

const analyze = (folder: string, ...more: string[]): Promise<Outcome> =>
  run(
    ...["analyze", "--overwrite", "--modality", "image", "--data", at("pictures"), "--masks", at("masks")],
    ...["--layer", "conv,fc1", "--grid", "3x3", "--passes", "8", "--workers", "1", "--out", at(`${folder}/out`)],
    ...["--distilled", at(`${folder}/distilled`), "--scratch", at(`${folder}/scratch`), ...more],
  );
const tasks = (folder: string): Report["tasks"] =>
  parseReport(readFileSync(join(at(folder), "out/report.json"), "utf8")).tasks;
const paths = (folder: string, layer: number): (number | null)[] =>
  tasks(folder)[layer]!.trajectories.distilled!.map(({ layerPath }) => layerPath);

describe("networks before they are measured", () => {
  it("have nothing to be said of them but where distances come from", async () => {
    pair("plain");
    const { code, error } = await analyze("plain");
    expect(code, error).toBe(0);
    expect(error).toContain("weight distances (H2) are from exported weights");
    expect(error).not.toMatch(/not told|float32|same weights|architecture|other weights|number of features/);
    expect(tasks("plain")[0]!.hypotheses.map(({ pathSource }) => pathSource ?? "")).toEqual([
      "",
      "",
      "",
      "exported",
      "exported",
      "",
    ]);
  });

  it.each([
    ["cumsum", "CumSum", (op: Op, g: Emitter, x: string) => op("CumSum", [x, g.int64(0, [])])],
    ["mean", "ReduceMean", (op: Op, g: Emitter, x: string) => op("Sub", [x, op("ReduceMean", [x, g.int64([0])])])],
    ["softmax", "Softmax", (op: Op, _: Emitter, x: string) => op("Softmax", [x], { axis: 0 })],
    ["random", "RandomNormalLike", (op: Op, _: Emitter, x: string) => op("Add", [x, op("RandomNormalLike", [x])])],
  ] as const)(
    "are refused with file, layer and node where copies meet or numbers are drawn: %s",
    async (name, node, between) => {
      pair(name, {}, { between });
      const { code, error } = await analyze(name);
      expect(code).toBe(1);
      // The checkpoint before it is sound.
      expect(error).toMatch(new RegExp(`stillpoint: network .*distilled/10\\.onnx: .*${node}`));
    },
  );

  it("are warned of where float32 loses what noise does, with the layer and the worst file", async () => {
    pair("bias", { bias: 1e5 });
    const { code, error } = await analyze("bias");
    expect(code, error).toBe(0);
    expect(error).toMatch(/layer fc1: float32 cannot resolve .* nats.* \(worst in .*\.onnx, and 3 more\)/);
    expect(error).not.toContain("layer conv: float32");
  });

  it("are said to be unlike where architecture, start or width differ, or a file is given twice", async () => {
    training("wider", "distilled");
    training("wider", "scratch", { hidden: 9 });
    const wider = await analyze("wider");
    expect(wider.error).toMatch(
      /distilled and scratch, seed 0: different architectures, node 4 is Gemm.*6x100.* in distilled and Gemm.*9x100.* in scratch;/,
    );
    expect(wider.error).toMatch(/layer fc1: another number of features by network, 6 in distilled; 9 in scratch/);
    training("other", "distilled");
    training("other", "scratch", { start: "other" });
    expect((await analyze("other")).error).toContain("distilled and scratch, seed 0: other weights at step 0");
    training("twice", "distilled");
    training("twice", "scratch", {}, { moved: ["distilled", 0.1] });
    expect((await analyze("twice")).error).toContain("distilled and scratch, seed 0: the same weights at step 10");
    training("still", "distilled", {}, { moved: ["", 0] });
    training("still", "scratch");
    expect((await analyze("still")).error).toContain("distilled, seed 0: the same weights at step 0 and at step 10");
  });
});

describe("the distance of weights", () => {
  it("is that of places, not of names", async () => {
    pair("named", { names: ["first.weight", "first.bias"] }, { names: ["conv1.w", "conv1.b"] });
    await analyze("named");
    expect(paths("named", 0)).toEqual(paths("plain", 0));
    expect(paths("named", 0)[1]).toBeGreaterThan(0.05);
  });

  it("is not told of a folded normalisation, by its movement or its names, and told of other layers", async () => {
    pair("folded", {}, { scale: 2 });
    pair("anonymous", { names: ["onnx::Conv_7", "onnx::Conv_8"] });
    for (const folder of ["folded", "anonymous"]) {
      const { code, error } = await analyze(folder);
      expect(code, error).toBe(0);
      expect(error).toMatch(
        /weight distance of layer conv, the whole network in distilled \(seed 0\), scratch \(seed 0\): not told, the exporter folded/,
      );
      expect(paths(folder, 0)).toEqual([null, null]);
      expect(tasks(folder)[0]!.hypotheses[3]).toMatchObject({ pathSource: "folded", verdict: "no-verdict" });
      expect(paths(folder, 1)).toEqual(paths("plain", 1));
    }
  });

  it("is that of the training's record where there is one, whatever was exported", async () => {
    pair("recorded", {}, { scale: 2 });
    const rows =
      "step,name,path,norm\n0,*,0,8\n0,conv.weight,0,2\n0,fc1.weight,0,4\n10,*,3,8\n10,conv.weight,1,2\n10,fc1.weight,3,4\n";
    for (const role of ["distilled", "scratch"]) write(`recorded/${role}/path.csv`, rows);
    const { code, error } = await analyze("recorded");
    expect(code, error).toBe(0);
    expect(error).not.toMatch(/not told|exported weights/);
    expect([paths("recorded", 0), paths("recorded", 1)]).toEqual([
      [0, 0.5],
      [0, 0.75],
    ]);
    expect(tasks("recorded")[0]!.hypotheses[3]).toMatchObject({ pathSource: "record" });
  });

  it.each([
    ["lacks a checkpoint", "step,name,path,norm\n0,conv,0,2\n0,fc1,0,2\n", /path\.csv: expected the path at step 10/],
    ["lacks a layer", "step,name,path,norm\n0,fc9,0,2\n10,fc9,1,2\n", /path\.csv: expected the path of conv; got fc9/],
    ["holds no numbers", "step,name,path,norm\n0,conv,nan,2\n", /path\.csv line 2: expected path to be .* got "nan"/],
  ])("is one clear error for a record that %s", async (_, rows, message) => {
    pair("damaged");
    for (const role of ["distilled", "scratch"]) write(`damaged/${role}/path.csv`, rows);
    const { code, error } = await analyze("damaged");
    expect(code).toBe(1);
    expect(error).toMatch(message);
  });

  it("is one clear error for two records", async () => {
    pair("both");
    for (const name of ["path.csv", "paths.json"]) write(`both/distilled/${name}`, "");
    expect((await analyze("both")).error).toMatch(
      /expected one record of the weights' path; got path\.csv, paths\.json/,
    );
  });
});
