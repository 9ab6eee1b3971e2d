import { describe, expect, it } from "vitest";
import { cutBetween } from "./cut.ts";
import { Emitter } from "./emitter.ts";
import { ElementType, type Graph } from "./model/graph.ts";

/** input -> a -> b -> c, with a side input joined at b and a head after c. */
function chain(): Graph {
  const g = new Emitter("");
  g.node("Relu", ["input"], ["a"]);
  g.node("Add", ["a", "side"], ["b"]);
  g.node("Sigmoid", ["b"], ["c"]);
  g.node("Tanh", ["c"], ["head"]);
  g.node("Abs", ["side"], ["other"]);
  const port = (name: string) => ({ name, elementType: ElementType.FLOAT, dims: ["batch", 3] });
  return {
    name: "chain",
    nodes: g.nodes,
    initializers: new Map(),
    inputs: [port("input"), port("side")],
    outputs: [port("head")],
    declared: new Map(),
  };
}

describe("cutBetween", () => {
  it("keeps the nodes between two tensors and nothing after or before them", () => {
    expect(cutBetween(chain(), "a", "c").nodes.map((node) => node.op)).toEqual(["Add", "Sigmoid"]);
  });

  it("keeps an original input that is still needed as a side input", () => {
    expect(cutBetween(chain(), "a", "c").sideInputs.map((port) => port.name)).toEqual(["side"]);
    expect(cutBetween(chain(), "b", "head").sideInputs).toEqual([]);
  });

  it("suggests the nearest names for a misspelt layer", () => {
    expect(() => cutBetween(chain(), "input", "haed")).toThrow(/did you mean head\?/);
  });

  it("refuses a layer that does not depend on the input", () => {
    expect(() => cutBetween(chain(), "input", "other")).toThrow(/does not depend on/);
    expect(() => cutBetween(chain(), "c", "a")).toThrow(/does not depend on/);
    expect(() => cutBetween(chain(), "c", "c")).toThrow(/does not depend on/);
  });
});
