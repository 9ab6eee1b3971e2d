import { type Dim, ElementType, Emitter, type Model, writeModel } from "@stillpoint/autodiff";
import { afterAll, describe, expect, it } from "vitest";
import { OnnxFeatureModel } from "./feature-model.ts";
import { firstNonFinite } from "./first-non-finite.ts";
import { loadNetwork } from "./network.ts";
import { nodeRuntime } from "./node/node-runtime.ts";

const runtime = nodeRuntime({ workers: 1 });
afterAll(() => runtime.close());

const port = (name: string, dims: readonly Dim[]) => ({ name, elementType: ElementType.FLOAT, dims });

/** x `[batch, 3]` to y, by named nodes. */
function network(build: (g: Emitter) => void): Model {
  const g = new Emitter("");
  build(g);
  return {
    irVersion: 9,
    opsets: new Map([["", 18]]),
    producer: "",
    metadata: new Map(),
    graph: {
      name: "test",
      nodes: g.nodes.map((node) => ({ ...node, name: `/${node.outputs[0]}` })),
      initializers: g.constants,
      inputs: [port("x", ["batch", 3])],
      outputs: [port("y", ["batch", 3])],
      declared: new Map(),
    },
  };
}

const tensor = (...values: number[]) => ({ type: "float32", shape: [1, 3], data: Float32Array.from(values) }) as const;

async function found(model: Model, values: readonly number[]) {
  const lane = runtime.lane();
  const result = await firstNonFinite(model, () => ({ x: tensor(...values) }), "y", lane);
  lane.close();
  return result;
}

async function layerOf(model: Model, values: readonly number[]) {
  const x = tensor(...values);
  const loaded = await loadNetwork(writeModel(model), { x }, runtime);
  const opened = new OnnxFeatureModel({ id: "net", network: loaded, runtime, from: "x", to: "y" });
  return { opened, layer: await opened.bind({ x }) };
}

const logarithm = network((g) => {
  g.node("Relu", ["x"], ["positive"]);
  g.node("Log", ["positive"], ["logarithm"]);
  g.node("Mul", ["logarithm", g.float32(2)], ["y"]);
});

const root = network((g) => {
  g.node("Mul", ["x", g.float32(2)], ["twice"]);
  g.node("Sqrt", ["twice"], ["root"]);
  g.node("Add", ["root", "twice"], ["y"]);
});

describe("firstNonFinite", () => {
  it("is undefined where everything is finite", async () => {
    expect(await found(logarithm, [1, 2, 3])).toBeUndefined();
  });

  it("names the first node and its value", async () => {
    const result = await found(logarithm, [1, -2, 3]);
    expect(result).toMatchObject({ tensor: "logarithm", value: Number.NEGATIVE_INFINITY, at: 1, size: 3 });
    expect(result?.node?.name).toBe("/logarithm");
    expect(result?.undone).toBeUndefined();
  });

  it("names the node that makes NaN of an infinity, and where that came from", async () => {
    const model = network((g) => {
      g.node("Reciprocal", ["x"], ["inverse"]);
      g.node("Mul", ["inverse", g.float32(0)], ["y"]);
    });
    const result = await found(model, [1, 1, 0]);
    expect(result?.node?.op).toBe("Reciprocal");
    expect(result?.undone?.op).toBe("Mul");
  });

  it("does not blame a mask of -Infinity that does no harm", async () => {
    const model = network((g) => {
      g.node("Add", ["x", g.float32([0, 0, Number.NEGATIVE_INFINITY], [1, 3])], ["masked"]);
      g.node("Softmax", ["masked"], ["weights"]);
      g.node("Sub", ["weights", g.float32(0.5)], ["centred"]);
      g.node("Sqrt", ["centred"], ["y"]);
    });
    expect((await found(model, [1, 2, 3]))?.node?.op).toBe("Sqrt");
  });

  it("names a weight", async () => {
    const model = network((g) => g.node("Mul", ["x", g.float32([1, Number.NaN, 1])], ["y"]));
    const result = await found(model, [1, 2, 3]);
    expect(result?.node).toBeUndefined();
    expect(result).toMatchObject({ tensor: model.graph.nodes[0]!.inputs[1], at: 1, size: 3 });
  });

  it("follows the sample where it is not finite itself", async () => {
    expect(await found(logarithm, [1, Number.NaN, 3])).toMatchObject({ tensor: "x", at: 1 });
  });
});

describe("a layer", () => {
  it("says which node of the network its features fail at", async () => {
    const { opened, layer } = await layerOf(logarithm, [1, -2, 3]);
    await expect(layer.features(layer.x0, 1)).rejects.toThrow(
      /^node \/logarithm \(Log\): expected finite numbers on this sample; got -Infinity at 1 of 3; choose/,
    );
    await opened.close();
  });

  it("says the gradient of which node fails", async () => {
    const { opened, layer } = await layerOf(root, [1, 0, 3]);
    await expect(layer.vjp(layer.x0, Float32Array.from([1, 1, 1]), 1)).rejects.toMatchObject({
      code: "NOT_FINITE",
      message: expect.stringMatching(
        /^the gradient of node \/root \(Sqrt\): expected finite .*; got Infinity at 1 of 3/,
      ),
    });
    await expect(layer.residual(layer.x0, Float32Array.from([0, 0, 0]), 1)).rejects.toThrow(/gradient of node \/root/);
    expect(Array.from(await layer.features(layer.x0, 1), Math.fround)).toHaveLength(3);
    await opened.close();
  });
});
