// Any bytes are a network or one clear error, quickly: what is flipped, cut out or put into a file never hangs or crashes.

import { readFileSync } from "node:fs";
import { StillpointError } from "@stillpoint/core";
import { probeShapes } from "@stillpoint/onnx";
import { nodeRuntime } from "@stillpoint/onnx/node";
import { afterAll, describe, expect, it } from "vitest";
import { Constants } from "./constants.ts";
import { spliceFeatures, spliceVjp } from "./differentiate.ts";
import { Emitter } from "./emitter.ts";
import { ElementType, type Graph, type Model } from "./model/graph.ts";
import { modelFile } from "./model/model-file.ts";
import { encodeTensor } from "./model/tensor.ts";
import { writeModel } from "./model/write.ts";
import { openNetwork, readNetwork } from "./network.ts";
import { declaredShapes, type Shapes } from "./shapes.ts";

const VARIANTS = 500;
/** Milliseconds for one variant on a busy machine; a hang is none. */
const PATIENCE = 2000;
const GRAMMAR = /^.+: expected [^;]+; (got )?[^;]+/s;
const FILES = ["files/functions.onnx", "files/constants.onnx", "files/float16.onnx"] as const;

/** The same numbers for the same seed, on every machine. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Bytes with a bit flipped, a byte replaced, some cut out or put in, once or several times. */
function damaged(bytes: Uint8Array, next: () => number): Uint8Array {
  let changed = Array.from(bytes);
  for (let count = 1 + Math.floor(3 * next()); count > 0; count -= 1) {
    const at = Math.floor(next() * changed.length);
    const length = Math.floor(next() ** 3 * 64);
    const kind = Math.floor(5 * next());
    if (kind === 0) changed[at] = (changed[at] ?? 0) ^ (1 << Math.floor(8 * next()));
    else if (kind === 1) changed[at] = Math.floor(256 * next());
    else if (kind === 2) changed.splice(at, 1 + length);
    else if (kind === 3) changed.splice(at, 0, ...Array.from({ length: 1 + length }, () => Math.floor(256 * next())));
    else changed = changed.slice(0, at);
  }
  return Uint8Array.from(changed);
}

const runtime = nodeRuntime({ workers: 1 });
afterAll(() => runtime.close());

describe.each(FILES)("%s, damaged", (name) => {
  const whole = new Uint8Array(readFileSync(new URL(`../fixtures/${name}`, import.meta.url)));

  it(`is read or refused by one error of the grammar, ${VARIANTS} times, by bytes and by ranges alike`, async () => {
    const next = generator(1 + FILES.indexOf(name));
    const image = { type: "float32", shape: [1, 3, 8, 8], data: new Float32Array(192) } as const;
    const observed = await probeShapes(readNetwork(whole), { image }, runtime);
    used(readNetwork(whole), observed);
    let refused = 0;
    for (let variant = 0; variant < VARIANTS; variant += 1) {
      const bytes = damaged(whole, next);
      const started = performance.now();
      const failure = attempt(() => used(readNetwork(bytes), observed));
      const byRanges = await openNetwork(modelFile("m.onnx", bytes)).then(
        () => undefined,
        (cause: unknown) => cause,
      );
      expect(performance.now() - started, `variant ${variant}`).toBeLessThan(PATIENCE);
      for (const cause of [failure, byRanges]) {
        if (cause === undefined) continue;
        if (!(cause instanceof StillpointError)) expect.fail(`variant ${variant}: ${stackOf(cause)}`);
        expect(cause.message, `variant ${variant}`).toMatch(GRAMMAR);
      }
      if (failure !== undefined) refused += 1;
    }
    // A test that refuses nothing, or all, damages too little or too much.
    expect(refused).toBeGreaterThan(VARIANTS / 10);
    expect(refused).toBeLessThan(VARIANTS);
  });
});

function stackOf(cause: unknown): string {
  return cause instanceof Error ? `${cause.stack}` : String(cause);
}

function attempt(run: () => unknown): unknown {
  try {
    run();
    return undefined;
  } catch (cause) {
    return cause;
  }
}

/** Everything that is done with a network before a runtime sees it. */
function used(model: Model, observed: Shapes): void {
  const { graph } = model;
  const shapes = new Map([...observed, ...declaredShapes(graph)]);
  const constants = new Constants(graph, shapes);
  for (const node of graph.nodes) for (const input of node.inputs) constants.ints(input);
  const [from, to] = [graph.inputs[0]?.name ?? "", graph.outputs[0]?.name ?? ""];
  for (const splice of [spliceFeatures, spliceVjp]) splice({ model, from, to, shapes }).bytes.slice();
}

describe("a file that asks for too much", () => {
  const g = new Emitter("");
  g.node("Add", ["x", "w"], ["y"]);
  const base: Graph = {
    name: "graph",
    nodes: g.nodes,
    initializers: new Map(),
    inputs: [{ name: "x", elementType: ElementType.FLOAT, dims: ["batch", 2] }],
    outputs: [{ name: "y", elementType: ElementType.FLOAT, dims: ["batch", 2] }],
    declared: new Map(),
  };
  const write = (graph: Graph): Uint8Array =>
    writeModel({ irVersion: 8, opsets: new Map([["", 18]]), producer: "", metadata: new Map(), graph });
  const withDims = (dims: readonly number[]): Uint8Array => {
    const tensor = encodeTensor("w", ElementType.FLOAT, dims, new Float32Array(2));
    return write({ ...base, initializers: new Map([["w", tensor]]) });
  };

  it.each([
    ["a size of -1", [-1, 2]],
    ["a product beyond numbers", [2 ** 31, 2 ** 31, 2 ** 31]],
    ["two axes that cancel", [-2, -1]],
    ["a thousand axes", Array.from({ length: 1000 }, () => 1)],
    ["the largest size", [2 ** 53 - 1]],
  ])("is refused for %s", (_, dims) => {
    expect(() => readNetwork(withDims(dims))).toThrow(/^tensor w: expected sizes that a tensor can have; got /);
  });

  it("is refused for fewer values than its shape", () => {
    expect(() => readNetwork(withDims([3]))).toThrow(/^tensor w: expected 12 bytes of values for shape 3; got 8; /);
  });

  it("is refused for a pool without strides, by its gradient", () => {
    const pool = new Emitter("");
    pool.node("MaxPool", ["x"], ["y"], { kernel_shape: [2, 2], strides: [] });
    const graph: Graph = { ...base, nodes: pool.nodes };
    const shapes = new Map([
      ["x", ["batch", 3, 8, 8]],
      ["y", ["batch", 3, 7, 7]],
    ]);
    const splice = { model: readNetwork(write(graph)), from: "x", to: "y", shapes };
    expect(() => spliceVjp(splice).bytes).toThrow(/: expected .*; got .*; /);
  });

  it("is refused for nodes that wait for each other", () => {
    const circle = new Emitter("");
    circle.node("Add", ["x", "b"], ["a"]);
    circle.node("Relu", ["a"], ["b"]);
    expect(() => readNetwork(write({ ...base, nodes: circle.nodes }))).toThrow(/^node .*: expected .*; got a circle/);
  });

  it("is sorted where its nodes are not, however many there are", () => {
    const chain = new Emitter("");
    const length = 30_000;
    for (let k = 0; k < length; k += 1) chain.node("Relu", [k === 0 ? "x" : `t${k}`], [`t${k + 1}`]);
    const nodes = [...chain.nodes].reverse();
    const { graph } = readNetwork(write({ ...base, nodes }));
    expect(graph.nodes.map(({ outputs }) => outputs[0])).toEqual(chain.nodes.map(({ outputs }) => outputs[0]));
  });

  it("is refused for functions that call themselves", () => {
    const calls = new Emitter("");
    calls.node("Add", ["x", "x"], ["y"]);
    const call = { ...calls.nodes[0]!, op: "F", domain: "local", inputs: ["x"] };
    const looped = {
      name: "F",
      domain: "local",
      overload: "",
      inputs: ["x"],
      outputs: ["y"],
      defaults: new Map(),
      nodes: [call, call].map((node, k) => ({ ...node, outputs: [k === 0 ? "h" : "y"] })),
      opsets: new Map([["", 18]]),
    };
    const bytes = writeModel({
      irVersion: 9,
      opsets: new Map([
        ["", 18],
        ["local", 1],
      ]),
      producer: "",
      metadata: new Map(),
      graph: { ...base, nodes: [call] },
      functions: [looped],
    });
    expect(() => readNetwork(bytes)).toThrow(/^function F: expected functions that end; got /);
  });
});
