import { describe, expect, it } from "vitest";
import { Emitter } from "../emitter.ts";
import { type AttributeValue, ElementType, type Model } from "../model/graph.ts";
import { tensorValues } from "../model/tensor.ts";
import { writeModel } from "../model/write.ts";
import { readNetwork } from "../network.ts";

const MAX = 2n ** 63n - 1n;
const MIN = -(2n ** 63n);

function constant(name: string, value: AttributeValue): Model {
  const g = new Emitter("");
  g.node("Constant", [], ["c"], { [name]: value });
  g.node("Add", ["x", "x"], ["y"]);
  const port = (tensor: string) => ({ name: tensor, elementType: ElementType.FLOAT, dims: ["batch", 2] });
  const graph = {
    name: "constant",
    nodes: g.nodes,
    initializers: new Map(),
    inputs: [port("x")],
    outputs: [port("y")],
    declared: new Map(),
  };
  return { irVersion: 8, opsets: new Map([["", 18]]), producer: "", metadata: new Map(), graph };
}

describe("Constant nodes", () => {
  it.each<[string, AttributeValue, readonly number[], unknown]>([
    ["value_float", { kind: "float", value: 0.5 }, [], Float32Array.of(0.5)],
    ["value_floats", { kind: "floats", value: [1, -2] }, [2], Float32Array.of(1, -2)],
    ["value_int", { kind: "int", value: 0, exact: MAX }, [], BigInt64Array.of(MAX)],
    ["value_int", { kind: "int", value: -7 }, [], BigInt64Array.of(-7n)],
    [
      "value_ints",
      { kind: "ints", value: [0, 0, 0], exact: [MAX, MIN, 2n ** 53n + 1n] },
      [3],
      BigInt64Array.of(MAX, MIN, 2n ** 53n + 1n),
    ],
  ])("%s is a weight of exactly its values", (name, value, dims, expected) => {
    const { graph } = readNetwork(writeModel(constant(name, value)));
    const weight = graph.initializers.get("c");
    expect(weight?.dims).toEqual(dims);
    expect(weight && tensorValues(weight)).toEqual(expected);
    expect(graph.nodes.map(({ op }) => op)).toEqual(["Add"]);
  });

  it("of texts keep them", () => {
    const { graph } = readNetwork(writeModel(constant("value_strings", { kind: "strings", value: ["ä", "b"] })));
    const weight = graph.initializers.get("c");
    expect([weight?.elementType, weight?.dims]).toEqual([ElementType.STRING, [2]]);
    expect(weight?.data instanceof Uint8Array && new TextDecoder().decode(weight.data)).toMatch(/ä.*b/);
  });

  it("without a value are refused by name", () => {
    expect(() => readNetwork(writeModel(constant("other", { kind: "int", value: 1 })))).toThrow(
      /^node .* \(Constant\): expected a value; got other; /,
    );
  });

  it("integers beyond JavaScript's are the ends of int64, where exporters mean to the end", () => {
    const g = new Emitter("");
    const name = g.int64([2 ** 63, -(2 ** 63), 2 ** 70]);
    const stored = g.constants.get(name);
    expect(stored && tensorValues(stored)).toEqual(BigInt64Array.of(MAX, MIN, MAX));
  });
});
