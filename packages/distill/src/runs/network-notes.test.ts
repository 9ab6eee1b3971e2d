import { ElementType, Emitter, encodeTensor, writeModel } from "@stillpoint/autodiff";
import type { Role } from "@stillpoint/core";
import { describe, expect, it } from "vitest";
import { type NotedNetwork, networkNotes } from "./network-notes.ts";

/** x W [-> Tanh], the weight one number and its name anything. */
function file(value: number, { deep = false, name = "w" } = {}): Uint8Array {
  const g = new Emitter("");
  g.node("MatMul", ["x", name], [deep ? "inner" : "y"]);
  if (deep) g.node("Tanh", ["inner"], ["y"]);
  const port = (port: string) => ({ name: port, elementType: ElementType.FLOAT, dims: undefined });
  const weight = encodeTensor(name, ElementType.FLOAT, [2, 2], Float32Array.of(value, 1, 1, 1));
  return writeModel({
    irVersion: 8,
    opsets: new Map([["", 18]]),
    producer: "test",
    metadata: new Map(),
    graph: {
      name: "test",
      nodes: g.nodes,
      initializers: new Map([[name, weight]]),
      inputs: [port("x")],
      outputs: [port("y")],
      declared: new Map(),
    },
  });
}

const network = (role: Role, files: readonly Uint8Array[], { seed = 0, from = 0 } = {}): NotedNetwork => ({
  role,
  seed,
  files: files.map((bytes, k) => ({ step: from + 100 * k, read: async () => bytes })),
});

describe("networkNotes", () => {
  it("have nothing to say of two trainings from one start, a second scratch network and a teacher of its own", async () => {
    const networks = [
      network("teacher", [file(9, { deep: true })]),
      network("distilled", [file(1), file(2)]),
      network("scratch", [file(1, { name: "onnx::MatMul_7" }), file(3, { name: "onnx::MatMul_8" })]),
      network("null", [file(5), file(6)]),
      network("self-distilled", [file(1), file(7)]),
      network("null-order", [file(1), file(8)]),
    ];
    expect(await networkNotes(networks)).toEqual([]);
  });

  it.each<[string, readonly NotedNetwork[], RegExp]>([
    [
      "another architecture",
      [network("distilled", [file(1, { deep: true })]), network("scratch", [file(1)])],
      /^distilled and scratch, seed 0: different architectures, node 2 is Tanh.* in distilled and missing in scratch; what differs between them is not training alone$/,
    ],
    [
      "another start",
      [network("distilled", [file(1), file(2)]), network("scratch", [file(4), file(3)])],
      /^distilled and scratch, seed 0: other weights at step 0; /,
    ],
    [
      "another start of a self-distilled student",
      [network("self-distilled", [file(1), file(2)]), network("scratch", [file(4), file(3)])],
      /^self-distilled and scratch, seed 0: other weights at step 0; the paper's/,
    ],
    [
      "other weights where the order alone should differ",
      [network("scratch", [file(4), file(3)]), network("null-order", [file(1), file(2)])],
      /^scratch and null-order, seed 0: other weights at step 0, so .*; that control is null$/,
    ],
    [
      "the same start where weights should differ",
      [network("scratch", [file(4), file(3)]), network("null", [file(4), file(2)])],
      /^scratch and null, seed 0: the same weights at step 0, so .*; that control is null-order$/,
    ],
    [
      "a student given as its own control",
      [network("distilled", [file(1), file(2)]), network("self-distilled", [file(1), file(2)])],
      /^distilled and self-distilled, seed 0: the same weights at step 100, so every difference between them is 0; /,
    ],
    [
      "the same file twice",
      [network("distilled", [file(2)], { from: 100 }), network("scratch", [file(2)], { from: 100 })],
      /^distilled and scratch, seed 0: the same weights at step 100, so every difference between them is 0; /,
    ],
    [
      "a student that is its teacher",
      [network("teacher", [file(2)]), network("distilled", [file(1), file(2)])],
      /^teacher and distilled, seed 0: the same weights/,
    ],
    [
      "a seed given twice",
      [network("scratch", [file(1), file(2)]), network("scratch", [file(1), file(2)], { seed: 1 })],
      /^scratch of seeds 0 and 1: the same weights at step 100, so one network counts twice; /,
    ],
    [
      "no training",
      [network("distilled", [file(1), file(1)])],
      /^distilled, seed 0: the same weights at step 0 and at step 100, it did not train$/,
    ],
    [
      "no start",
      [network("distilled", [file(1), file(2)], { from: 50 })],
      /^no checkpoint of step 0: .*distances count from step 50/,
    ],
  ])("say %s, once", async (_, networks, note) => {
    const notes = await networkNotes(networks);
    expect(notes).toHaveLength(1);
    expect(notes[0]).toMatch(note);
  });
});
