import { type Dim, ElementType, Emitter, encodeTensor, type Model, writeModel } from "@stillpoint/autodiff";
import { drawNormal, type Tensor } from "@stillpoint/core";
import { checkFeatureModel, type ModelSample } from "@stillpoint/testing";
import { afterAll, describe, it } from "vitest";
import { OnnxFeatureModel } from "./feature-model.ts";
import { loadNetwork } from "./network.ts";
import { nodeRuntime } from "./node/node-runtime.ts";
import { runOnce } from "./node/run-once.ts";

const runtime = nodeRuntime({ workers: 1 });
afterAll(() => runtime.close());

function normals(purpose: string, count: number): Float32Array {
  const values = new Float32Array(count);
  drawNormal({ seed: 1, sample: "conformance", purpose, pass: 0 }, values);
  return values;
}

/** image -> conv -> relu -> joined with a side input -> fc -> smooth, the last two smooth; batch axis as given. */
function network(batch: Dim): Model {
  const g = new Emitter("");
  const weight = (name: string, ...dims: number[]) => {
    const count = dims.reduce((a, b) => a * b, 1);
    return encodeTensor(name, ElementType.FLOAT, dims, normals(name, count));
  };
  g.node("Conv", ["image", "kernel"], ["conv"], { pads: [1, 1, 1, 1] });
  g.node("Relu", ["conv"], ["relu"]);
  g.node("Flatten", ["relu"], ["flat"], { axis: 1 });
  g.node("Add", ["flat", "side"], ["joined"]);
  g.node("Gemm", ["joined", "matrix"], ["fc"]);
  g.node("Tanh", ["fc"], ["smooth"]);
  const weights = [weight("kernel", 2, 3, 3, 3), weight("matrix", 32, 5)];
  const port = (name: string, ...dims: Dim[]) => ({ name, elementType: ElementType.FLOAT, dims });
  return {
    irVersion: 8,
    opsets: new Map([["", 18]]),
    producer: "test",
    metadata: new Map(),
    graph: {
      name: "test",
      nodes: g.nodes,
      initializers: new Map(weights.map((tensor) => [tensor.name, tensor])),
      inputs: [port("image", batch, 3, 4, 4), port("side", batch, 32)],
      outputs: [port("smooth", batch, 5), port("relu", batch, 2, 4, 4)],
      declared: new Map(),
    },
  };
}

const tensor = (purpose: string, ...shape: number[]): Tensor => ({
  type: "float32",
  shape,
  data: normals(
    purpose,
    shape.reduce((a, b) => a * b, 1),
  ),
});

const inputsOf = (k: number): ModelSample["inputs"] => ({
  image: tensor(`image ${k}`, 1, 3, 4, 4),
  side: tensor(`side ${k}`, 1, 32),
});

const floats = (found: Tensor | undefined): Float32Array => Float32Array.from(found?.data ?? [], Number);

async function check(from: "image" | "relu", batch: Dim): Promise<void> {
  const bytes = writeModel(network(batch));
  const samples: ModelSample[] = [];
  for (const k of [0, 1]) {
    const inputs = inputsOf(k);
    const { smooth, relu } = await runOnce(bytes, inputs);
    const input = inputs[from]?.data;
    samples.push({
      inputs,
      x0: input instanceof Float32Array ? input : floats(relu),
      shape: from === "image" ? [3, 4, 4] : [2, 4, 4],
      features: floats(smooth),
    });
  }
  const loaded = await loadNetwork(bytes, inputsOf(0), runtime);
  const model = new OnnxFeatureModel({ id: "test", network: loaded, runtime, from, to: "smooth" });
  await checkFeatureModel(model, samples, { step: 2e-3 });
  await model.close();
}

describe("OnnxFeatureModel keeps every promise of a feature model", () => {
  it("from an input", () => check("image", "batch"));

  it("from an inner tensor", () => check("relu", "batch"));

  it("from an input of a network whose batch is fixed to one", () => check("image", 1));

  it("from an inner tensor of a network whose batch is fixed to one", () => check("relu", 1));
});
