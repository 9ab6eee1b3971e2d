// Which graphs several threads get wrong.

import { ElementType, type Graph, type Model, type Node, writeModel } from "@stillpoint/autodiff";
import { describe, expect, it } from "vitest";
import { races } from "./racing.ts";

const node = (op: string, attributes: Node["attributes"] = new Map()): Node => ({
  op,
  domain: "",
  name: op,
  inputs: ["x"],
  outputs: ["y"],
  attributes,
});

const port = (name: string) => ({ name, elementType: ElementType.FLOAT, dims: [2] });

const graphOf = (...nodes: readonly Node[]): Graph => ({
  name: "g",
  nodes,
  initializers: new Map(),
  inputs: [port("x")],
  outputs: [port("y")],
  declared: new Map(),
});

const fileOf = (graph: Graph, functions: Model["functions"] = []): Uint8Array =>
  writeModel({
    irVersion: 9,
    opsets: new Map([["", 18]]),
    producer: "test",
    metadata: new Map(),
    graph,
    ...(functions.length === 0 ? {} : { functions }),
  });

describe("races", () => {
  it("tells a graph with ScatterND from one without, by operators and not by names", () => {
    const reduced = node("ScatterND", new Map([["reduction", { kind: "string", value: "add" }]]));
    expect(races(fileOf(graphOf(reduced)))).toBe(true);
    expect(races(fileOf(graphOf(node("ScatterND"))))).toBe(true);
    expect(races(fileOf(graphOf({ ...node("ScatterElements"), name: "ScatterND" })))).toBe(false);
  });

  it("looks into branches, bodies of loops and functions", () => {
    const inner = graphOf(node("Relu"), node("ScatterND"));
    const loop = node("Loop", new Map([["body", { kind: "graph", value: inner }]]));
    const branch = node("If", new Map([["else_branch", { kind: "graph", value: graphOf(loop) }]]));
    expect(races(fileOf(graphOf(branch)))).toBe(true);
    const called = { name: "own", domain: "test", overload: "", inputs: ["x"], outputs: ["y"], defaults: new Map() };
    const body = (op: string) => [{ ...called, nodes: [node(op)], opsets: new Map([["", 18]]) }];
    const call = graphOf({ ...node("own"), domain: "test" });
    expect(races(fileOf(call, body("ScatterND")))).toBe(true);
    expect(races(fileOf(call, body("Relu")))).toBe(false);
  });

  it("expects the worst of what it cannot read", () => {
    expect(races(Uint8Array.of(1, 2, 3))).toBe(true);
    const graphs = node("Own", new Map([["list", { kind: "raw", value: Uint8Array.of(10, 1, 97) }]]));
    expect(races(fileOf(graphOf(graphs)))).toBe(true);
  });
});
