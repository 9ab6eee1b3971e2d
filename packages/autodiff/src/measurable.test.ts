import { readdirSync, readFileSync } from "node:fs";
import type { Tensor } from "@stillpoint/core";
import { observeNetwork, zeros } from "@stillpoint/onnx";
import { nodeRuntime } from "@stillpoint/onnx/node";
import { afterAll, describe, expect, it } from "vitest";
import { checkSplice } from "./differentiate.ts";
import { embeddingSum } from "./embedding.ts";
import { Emitter } from "./emitter.ts";
import { measurable } from "./measurable.ts";
import { ElementType, type Graph, type Model, type Node } from "./model/graph.ts";
import { readNetwork } from "./network.ts";

const runtime = nodeRuntime({ workers: 1 });
afterAll(() => runtime.close());

const foreign = new URL("../fixtures/foreign/", import.meta.url);
const modules = new URL("../fixtures/modules/", import.meta.url);
const files = [
  ...["resnet18.torchscript-raw.opset13", "dgcnn.torchscript.opset13", "bert-sdpa.dynamo.opset18"].map((name) => {
    return new URL(`${name}.onnx`, foreign);
  }),
  ...readdirSync(modules)
    .filter((name) => name.endsWith(".onnx") && !name.startsWith("bert"))
    .map((name) => new URL(name, modules)),
];

function example({ graph }: Model): Record<string, Tensor> {
  return Object.fromEntries(
    graph.inputs.map(({ name, elementType, dims }) => {
      const sizes = (dims ?? []).map((dim, axis) => (axis === 0 ? 1 : typeof dim === "number" ? dim : 12));
      return [name, zeros(elementType === ElementType.FLOAT ? "float32" : "int64", sizes)];
    }),
  );
}

function refusedBy(run: () => void): string | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    return String(error);
  }
}

describe("measurable", () => {
  it.each(files.map((url) => [url.pathname.split("/").at(-1) ?? "", url] as const))(
    "says of every tensor of %s what cutting there says",
    async (_, url) => {
      const read = readNetwork(readFileSync(url));
      const { model, shapes, fixed } = await observeNetwork(read, example(read), runtime);
      const { graph } = model;
      const floats = graph.inputs.find(({ elementType }) => elementType === ElementType.FLOAT);
      const from = floats?.name ?? embeddingSum(graph);
      const found = measurable(graph, { from, shapes, fixed });
      const names = graph.nodes.flatMap(({ outputs }) => outputs.filter(Boolean));
      expect([...found.keys()].every((name) => names.includes(name))).toBe(true);
      expect(found.size).toBeGreaterThan(5);
      for (const to of names) {
        if (to === from) continue;
        const refused = refusedBy(() => checkSplice({ model, from, to, shapes, fixed }));
        if (!found.has(to)) expect(refused, to).toBeDefined();
        else expect(refused === undefined, `${to}: ${refused}, ${found.get(to)}`).toBe(found.get(to) === undefined);
      }
    },
  );

  it("knows what lies behind an operator without a rule and a merged batch", () => {
    const g = new Emitter("");
    g.node("Relu", ["x"], ["a"]);
    g.node("MaxRoiPool", ["a"], ["b"]);
    g.node("Add", ["a", "b"], ["c"]);
    g.node("If", ["flag"], ["d"]);
    g.node("Mul", ["a", "d"], ["e"]);
    g.node("Reshape", ["a", g.int64([-1])], ["f"]);
    g.node("Shape", ["a"], ["g"]);
    const shapes = new Map(["x", "a", "b", "c", "d", "e"].map((name) => [name, ["batch", 2]] as const));
    const graph = graphOf(g, ["x", "flag"]);
    const found = measurable(graph, {
      from: "x",
      shapes: new Map<string, readonly (number | string)[]>([...shapes, ["f", ["2*batch"]]]),
    });
    expect([...found.keys()]).toEqual(["a", "b", "c", "e", "f"]);
    expect(found.get("a")).toBeUndefined();
    for (const name of ["b", "c"])
      expect(found.get(name)?.message).toMatch(/operator with a gradient rule; got MaxRoiPool/);
    // The branch is beside the path of gradients.
    expect(found.get("e")).toBeUndefined();
    expect(found.get("f")).toBeDefined();
  });

  it("visits a graph of four times the nodes four times as often", () => {
    const visits = (length: number): number => {
      const g = new Emitter("");
      for (let k = 0; k < length; k += 1) g.node(k % 2 === 0 ? "Relu" : "Tanh", [`t${k}`], [`t${k + 1}`]);
      let count = 0;
      const counted = g.nodes.map((node): Node => {
        return Object.defineProperty({ ...node }, "inputs", {
          get: () => {
            count += 1;
            return node.inputs;
          },
        });
      });
      const shapes = new Map(g.nodes.flatMap(({ outputs }) => outputs).map((name) => [name, ["batch", 2]] as const));
      const all = measurable(
        { ...graphOf(g, ["t0"]), nodes: counted },
        { from: "t0", shapes: shapes.set("t0", ["batch", 2]) },
      );
      expect(all.size).toBe(length);
      return count;
    };
    expect(visits(2000) / visits(500)).toBeCloseTo(4, 1);
  });
});

function graphOf(g: Emitter, inputs: readonly string[]): Graph {
  const port = (name: string) => ({ name, elementType: ElementType.FLOAT, dims: ["batch", 2] });
  return {
    ...{ name: "g", nodes: g.nodes, initializers: g.constants, declared: new Map() },
    ...{ inputs: inputs.map(port), outputs: [] },
  };
}
