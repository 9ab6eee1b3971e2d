import type { Tensor } from "@stillpoint/core";
import { runOnce } from "@stillpoint/onnx/node";
import { describe, expect, it } from "vitest";
import { type Fragment, type Splice, spliceFeatures, spliceResidual, spliceVjp } from "./differentiate.ts";
import { Emitter } from "./emitter.ts";
import { FragmentTensor } from "./fragment-names.ts";
import { type Dim, ElementType, type Node } from "./model/graph.ts";
import { readModel } from "./model/read.ts";
import { encodeTensor } from "./model/tensor.ts";
import { writeModel } from "./model/write.ts";
import { readNetwork } from "./network.ts";
import { freePrefix } from "./prefix.ts";

const TENSORS = ["x", "s", "w", "m", "h", "f"] as const;
type Names = Readonly<Record<(typeof TENSORS)[number], string>>;

const plain: Names = { x: "x", s: "s", w: "w", m: "m", h: "h", f: "f" };
const words: Names = {
  x: "target",
  s: "cotangent",
  w: "gradient",
  m: "change",
  h: "label",
  f: "features",
};
const emitted: Names = {
  x: FragmentTensor.target,
  s: FragmentTensor.cotangent,
  w: FragmentTensor.gradient,
  m: FragmentTensor.change,
  h: "stillpoint/backward/Reshape_1",
  f: FragmentTensor.features,
};
const odd: Names = { x: "x:next", s: "learningRate", w: "loss", m: "stillpoint-2/a", h: "stillpoint/a", f: "w" };

/** f = tanh(x w + s) (x w + s) + x, all of it `[b, 3]`; s is a side input. */
function splice(names: Names): Splice {
  const g = new Emitter("");
  const values = Float32Array.from({ length: 9 }, (_, k) => Math.sin(1 + k));
  g.node("Gemm", [names.x, names.w, names.s], [names.m]);
  g.node("Tanh", [names.m], [names.h]);
  g.node("Mul", [names.h, names.m], [`${names.m}/product`]);
  g.node("Add", [`${names.m}/product`, names.x], [names.f]);
  const dims = ["batch", 3];
  const port = (name: string) => ({ name, elementType: ElementType.FLOAT, dims });
  const model = {
    irVersion: 8,
    opsets: new Map([["", 18]]),
    producer: "test",
    metadata: new Map(),
    graph: {
      name: "test",
      nodes: g.nodes,
      initializers: new Map([[names.w, encodeTensor(names.w, ElementType.FLOAT, [3, 3], values)]]),
      inputs: [port(names.x), port(names.s)],
      outputs: [port(names.f)],
      declared: new Map(),
    },
  };
  const inner = [names.x, names.s, names.m, names.h, `${names.m}/product`, names.f];
  const shapes = new Map<string, readonly Dim[]>([
    ...inner.map((name) => [name, dims] as const),
    [names.w, [3, 3]] as const,
  ]);
  return { model, from: names.x, to: names.f, shapes };
}

const float = (shape: readonly number[], data: readonly number[]): Tensor => ({
  type: "float32",
  shape,
  data: Float32Array.from(data),
});
const SIX = [0.1, -0.4, 0.3, 0.5, 0.2, -0.1];

/** Every output of the three fragments, by what it is. */
async function results(names: Names): Promise<Record<string, Tensor["data"]>> {
  const found: Record<string, Tensor["data"]> = {};
  const all = { features: spliceFeatures, residual: spliceResidual, vjp: spliceVjp };
  for (const [kind, cut] of Object.entries(all)) {
    const fragment: Fragment = cut(splice(names));
    const feeds = new Map([
      [names.x, float([2, 3], SIX)],
      [names.s, float([2, 3], SIX.toReversed())],
      [fragment.names.target, float([1, 3], [0.2, 0, -0.2])],
      [fragment.names.cotangent, float([2, 3], [1, 2, -1, 0.5, 0, 3])],
    ]);
    const outputs = await runOnce(
      fragment.bytes,
      Object.fromEntries(fragment.inputs.map((name) => [name, feeds.get(name)!] as const)),
    );
    for (const part of ["features", "change", "gradient"] as const) {
      const output = outputs[fragment.names[part]];
      if (output !== undefined) found[`${kind} ${part}`] = output.data;
    }
  }
  return found;
}

describe("a network whose tensors are called as a fragment calls its own", () => {
  it.each([
    ["words such as target and cotangent", words],
    ["the emitted names themselves", emitted],
    ["the second choice of them, and names of states", odd],
  ])("gives the same bytes with %s", async (_what, names) => {
    const expected = await results(plain);
    expect(Object.keys(expected)).toEqual([
      "features features",
      "residual change",
      "residual gradient",
      "vjp gradient",
    ]);
    expect(await results(names)).toEqual(expected);
  });

  it("can be a fragment spliced once more", async () => {
    const first = spliceVjp(splice(plain));
    const model = readNetwork(first.bytes);
    const rows = ["batch", 3];
    const shapes = new Map<string, readonly Dim[]>(
      [plain.x, plain.s, first.names.cotangent, first.names.gradient].map((name) => [name, rows] as const),
    );
    const again = spliceFeatures({ model, from: plain.x, to: first.names.gradient, shapes });
    expect(again.names.features).toBe("stillpoint-2/features");
    expect(again.sideInputs.map(({ name }) => name)).toContain(first.names.cotangent);
  });
});

describe("freePrefix", () => {
  it("is the word itself, or the first number no input, weight, tensor or node begins with", () => {
    const { graph } = splice(plain).model;
    const named = (name: string): Node => ({ ...graph.nodes[0]!, name });
    expect(freePrefix(graph, "stillpoint")).toBe("stillpoint/");
    expect(freePrefix(splice({ ...plain, x: "a/x", w: "a-2/w", h: "a-3/h" }).model.graph, "a")).toBe("a-4/");
    expect(freePrefix({ ...graph, nodes: [named("a/node"), ...graph.nodes] }, "a")).toBe("a-2/");
    expect(freePrefix(splice({ ...plain, x: "a", w: "ab/c" }).model.graph, "a")).toBe("a/");
  });

  it("keeps what an older operator set is rewritten with apart from the network", () => {
    const { model } = splice({ ...plain, h: "opset18/ReduceSum_1" });
    const old = readModel(writeModel({ ...model, opsets: new Map([["", 11]]) }));
    const g = new Emitter("");
    g.node("ReduceSum", [plain.f], ["total"], { axes: [1] });
    const bytes = writeModel({ ...old, graph: { ...old.graph, nodes: [...old.graph.nodes, ...g.nodes] } });
    const upgraded = readNetwork(bytes).graph;
    expect([...upgraded.initializers.keys()].filter((name) => name !== plain.w)).toEqual([
      expect.stringMatching(/^opset18-2\//),
    ]);
  });
});
