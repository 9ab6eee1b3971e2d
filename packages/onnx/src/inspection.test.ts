import { readFileSync } from "node:fs";
import {
  type Dim,
  ElementType,
  Emitter,
  type Graph,
  type Model,
  type Node,
  readNetwork,
  writeModel,
} from "@stillpoint/autodiff";
import type { Inspection } from "@stillpoint/core";
import { afterAll, describe, expect, it } from "vitest";
import { zeros } from "./copies.ts";
import { OnnxFeatureModel } from "./feature-model.ts";
import { inspectModel, inspectNetwork } from "./inspection.ts";
import { loadNetwork } from "./network.ts";
import { nodeRuntime } from "./node/node-runtime.ts";

const runtime = nodeRuntime({ workers: 1 });
afterAll(() => runtime.close());

const exported = (name: string): Buffer => {
  return readFileSync(new URL(`../../autodiff/fixtures/${name}.onnx`, import.meta.url));
};
const inspected = (name: string): Promise<Inspection> => inspectNetwork(readNetwork(exported(name)), runtime);
const layers = ({ suggested }: Inspection): string[] => suggested.map(({ layer }) => layer);

/** A model with one float input `x` unless ports are given. */
function modelOf(build: (g: Emitter) => void, dims: readonly Dim[], output: string): Model {
  const g = new Emitter("c/");
  build(g);
  const port = (name: string, shape: readonly Dim[] | undefined) => ({
    ...{ name, elementType: ElementType.FLOAT, dims: shape },
  });
  const graph: Graph = {
    ...{ name: "g", nodes: g.nodes, initializers: g.constants, declared: new Map() },
    ...{ inputs: [port("x", dims)], outputs: [port(output, undefined)] },
  };
  return { irVersion: 8, opsets: new Map([["", 18]]), producer: "test", metadata: new Map(), graph };
}

describe("suggested layers", () => {
  it.each([
    ["modules/residual.torchscript", ["layer1.1", "layer2.0", "avgpool"]],
    ["modules/residual.dynamo", ["layer1.1", "layer2.0", "avgpool"]],
    ["modules/bert.torchscript", ["bert.encoder.layer.0", "bert.encoder.layer.1", "bert.pooler"]],
    ["modules/bert.dynamo", ["bert.encoder.layer.0", "bert.encoder.layer.1", "bert.pooler"]],
    ["foreign/vgg11.torchscript.opset11", ["features.10", "features.19", "classifier.1", "classifier.4"]],
    ["foreign/pointnet.torchscript.opset13", ["points1", "points2", "/ReduceMax_output_0", "fc1"]],
  ])(
    "of %s are a depth half way, the last map, what is pooled and what the last matrix reads",
    async (name, expected) => {
      const found = await inspected(name);
      expect(layers(found)).toEqual(expected);
      for (const { tensor } of found.suggested)
        expect(found.layers.find((layer) => layer.name === tensor)).not.toHaveProperty("obstacle");
    },
  );

  it("can be asked for as they are called", async () => {
    const bytes = exported("modules/residual.dynamo");
    const inputs = { x: zeros("float32", [1, 3, 8, 8]) };
    const network = await loadNetwork(bytes, inputs, runtime);
    for (const { layer, tensor, shape } of inspectModel(network.model, { ...network, named: network.shapes })
      .suggested) {
      const model = new OnnxFeatureModel({ id: layer, network, runtime, from: "x", to: layer });
      const bound = await model.bind(inputs);
      expect(bound.featureSize, tensor).toBe(shape?.slice(1).reduce<number>((all, dim) => all * Number(dim), 1));
      await model.close();
    }
  });
});

describe("inspectNetwork", () => {
  it("shows the file's own opset, what inputs mean, and modules beside tensors", async () => {
    const found = await inspected("foreign/vgg11.torchscript.opset11");
    expect(found).toMatchObject({ opset: 11, format: "ONNX opset 11", modality: "image", from: "image" });
    expect(found.inputs[0]?.meaning).toBe("pictures [batch, channels, height, width]");
    expect(found.layers.find(({ name }) => name === "/features/features.20/MaxPool_output_0")).toMatchObject({
      ...{ modules: ["features.20", "features"], op: "MaxPool", shape: ["batch", 24, 2, 2] },
    });
  });

  it("names sizes that vary", async () => {
    const g = modelOf((at) => at.node("Relu", ["x"], ["y"]), ["batch", "tokens", 3], "y");
    const doubled = { ...g, graph: { ...g.graph, nodes: [...g.graph.nodes, node("Concat", ["y", "y"], "z", 1)] } };
    const found = await inspectNetwork(doubled, runtime);
    expect(found.layers.map(({ name, shape }) => [name, shape])).toEqual([
      ["y", ["batch", "tokens", 3]],
      ["z", ["batch", "2*tokens", 3]],
    ]);
    expect(found.layers.every(({ obstacle }) => obstacle === undefined)).toBe(true);
  });

  it("suggests no layer behind a node that mixes copies of a batch, and says so of all of them", async () => {
    const mixing = (op: string) =>
      modelOf(
        (g) => {
          g.node("Tanh", ["x"], ["a"]);
          if (op === "CumSum") g.node("CumSum", ["a", g.int64(0)], ["m"]);
          else g.node("Softmax", ["a"], ["m"], { axis: op === "batch" ? 0 : 1 });
          g.node("Relu", ["m"], ["b"]);
          g.node("Tanh", ["b"], ["c"]);
        },
        ["batch", 4],
        "c",
      );
    for (const op of ["CumSum", "batch"]) {
      const { suggested, layers } = await inspectNetwork(mixing(op), runtime);
      expect(suggested.map(({ tensor }) => tensor)).toEqual(["a"]);
      expect(
        layers.map(({ name, obstacle }) => [name, /sample alone as beside another one/.test(obstacle ?? "")]),
      ).toEqual([
        ["a", false],
        ["m", true],
        ["b", true],
        ["c", true],
      ]);
    }
    const apart = await inspectNetwork(mixing("axis 1"), runtime);
    expect(apart.layers.every(({ obstacle }) => obstacle === undefined)).toBe(true);
  });

  it("calls a layer measurable only where the cut succeeds", async () => {
    const built = modelOf(
      (g) => {
        g.node("Relu", ["x"], ["a"]);
        g.node("Transpose", ["a"], ["turned"], { perm: [1, 0] });
        g.node("Reshape", ["a", g.int64([-1])], ["merged"]);
        g.node("MaxRoiPool", ["a"], ["none"]);
        g.node("Tanh", ["a"], ["b"]);
      },
      ["batch", 4],
      "b",
    );
    const shapes = new Map<string, readonly Dim[]>([
      ...["x", "a", "b"].map((name) => [name, ["batch", 4]] as const),
      ...([
        ["turned", [4, "batch"]],
        ["merged", ["4*batch"]],
        ["none", ["batch"]],
      ] as const),
    ]);
    const found = inspectModel(built, { shapes, named: shapes, fixed: undefined });
    expect(found.layers.map(({ name, obstacle }) => [name, obstacle?.match(/merged|rule/)?.[0]])).toEqual([
      ["a", undefined],
      ["turned", undefined],
      ["merged", "merged"],
      ["none", "rule"],
      ["b", undefined],
    ]);
  });

  it("warns of what a map could not be trusted with", () => {
    const built = modelOf(
      (g) => {
        g.node("BatchNormalization", ["x", "s", "s", "s", "s"], ["bn", "m", "v"], { training_mode: 1 });
        g.node("RandomNormalLike", ["bn"], ["noise"]);
        g.node("Add", ["bn", "noise"], ["noisy"]);
        g.node("ReduceMean", ["noisy", g.int64([0])], ["mean"]);
        g.node("Sub", ["noisy", "mean"], ["centred"]);
        g.node("If", ["flag"], ["branch"]);
        g.node("Mul", ["centred", "branch"], ["y"]);
      },
      ["batch", 3],
      "y",
    );
    const rows = ["x", "bn", "noise", "noisy", "centred", "y"].map((name) => [name, ["batch", 3]] as const);
    const shapes = new Map<string, readonly Dim[]>([...rows, ["mean", [1, 3]]]);
    const { warnings } = inspectModel(built, { shapes, named: shapes, fixed: undefined });
    expect(warnings.map((text) => /^the batch is \w+|^[a-z ]+:/.exec(text)?.[0])).toEqual([
      "training mode:",
      "random numbers inside:",
      "control flow:",
      "the batch is gone",
    ]);
    const fixed = modelOf((g) => g.node("Relu", ["x"], ["y"]), [4, 3], "y");
    expect(inspectModel(fixed).warnings.join()).toMatch(
      /the batch is fixed: x takes 4; copies are run in batches of that size/,
    );
  });

  it("lists a network that does not run by what its file declares, and says why", async () => {
    const built = modelOf((g) => g.node("Reshape", ["x", g.int64([5, 7])], ["y"]), ["batch", 3], "y");
    const found = await inspectNetwork(built, runtime);
    expect(found.warnings[0]).toMatch(/^the network does not run.*its layers are not tried: model: expected to run/);
    expect(found.suggested).toEqual([]);
  });

  it("refuses a network that cannot be opened, in the words of a measurement", async () => {
    const built = modelOf((g) => g.node("NoSuchOperator", ["x"], ["y"]), ["batch", 3], "y");
    const said = await loadNetwork(writeModel(built), { x: zeros("float32", [1, 3]) }, runtime).catch(String);
    expect(said).toMatch(/: model: expected one ONNX Runtime can open; got: .*NoSuchOperator/);
    expect(await inspectNetwork(built, runtime).catch(String)).toBe(said);
  });

  it("visits a network of four times the operators four times as often", () => {
    const visits = (length: number): number => {
      let count = 0;
      const nodes = Array.from({ length }, (_, k): Node => {
        const inputs = [k === 0 ? "x" : `t${k - 1}`];
        const module = `layers.${k >> 1}`;
        const metadata = new Map([["pkg.torch.onnx.name_scopes", `['', '${module}', '${module}.act', 'op_${k}']`]]);
        const made = { ...node(k % 2 === 0 ? "Relu" : "Tanh", [], `t${k}`), metadata };
        return Object.defineProperty(made, "inputs", {
          get: () => {
            count += 1;
            return inputs;
          },
        });
      });
      const built = modelOf(() => undefined, ["batch", 2], `t${length - 1}`);
      const names = ["x", ...nodes.flatMap(({ outputs }) => outputs)];
      const shapes = new Map(names.map((name) => [name, ["batch", 2]] as const));
      const found = inspectModel(
        { ...built, graph: { ...built.graph, nodes } },
        { shapes, named: shapes, fixed: undefined },
      );
      expect(found.layers).toHaveLength(length);
      expect(found.suggested.length).toBeGreaterThan(0);
      return count;
    };
    const [small, large] = [visits(500), visits(2000)];
    expect(large / small).toBeLessThan(4.2);
  });
});

function node(op: string, inputs: readonly string[], output: string, axis?: number): Node {
  const attributes = new Map(axis === undefined ? [] : [["axis", { kind: "int", value: axis } as const] as const]);
  return { op, domain: "", name: `${op}/${output}`, inputs, outputs: [output], attributes };
}
