// What a model.json and its shards are to the loaders of TensorFlow.js.

import { ensure, StillpointError } from "@stillpoint/core";
import type * as tfjs from "@tensorflow/tfjs";
import type { ModelDescription, ReadShard } from "./model-files.ts";

/** Bytes of a stored number. */
const BYTES: Readonly<Record<string, number>> = { float32: 4, int32: 4, bool: 1, complex64: 8 };

/** Everything of a model, for the loaders of TensorFlow.js. Throws `MODEL` for weights that are cut short. */
export async function modelArtifacts(model: ModelDescription, read: ReadShard): Promise<tfjs.io.ModelArtifacts> {
  const parts: Uint8Array[] = [];
  for (const path of model.shards) parts.push(await read(path));
  const size = parts.reduce((sum, part) => sum + part.length, 0);
  const weightData = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    weightData.set(part, at);
    at += part.length;
  }
  const sizes = model.weights.map(({ shape, type, half }) => {
    return shape.reduce((product, dim) => product * dim, half ? 2 : (BYTES[type] ?? Number.NaN));
  });
  const expected = sizes.reduce((sum, bytes) => sum + bytes, 0);
  ensure(
    Number.isNaN(expected) || expected === size,
    "MODEL",
    () =>
      `weights: expected ${expected} bytes in ${model.shards.join(", ") || "no shard"}; got ${size}; copy or save the network again`,
  );
  return {
    format: model.format === "graph" ? "graph-model" : "layers-model",
    modelTopology: model.topology,
    weightSpecs: model.weights.map(({ name, shape, type, half }) => ({
      name,
      shape: [...shape],
      dtype: weightType(name, type),
      ...(half ? { quantization: { dtype: "float16" as const } } : {}),
    })),
    weightData: weightData.buffer,
    ...(model.signature === undefined ? {} : { signature: model.signature }),
  };
}

function weightType(name: string, type: string): tfjs.io.WeightsManifestEntry["dtype"] {
  if (type === "float32" || type === "int32" || type === "bool" || type === "string" || type === "complex64")
    return type;
  throw new StillpointError(
    "MODEL",
    `weight ${name}: expected float32, int32, bool or string; got ${type.slice(0, 40)}; convert the network again`,
  );
}
