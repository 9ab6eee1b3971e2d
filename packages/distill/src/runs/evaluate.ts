// What a network file says about images: its logits, its features at a layer, its accuracy.

import { readNetwork, splicePrefix } from "@stillpoint/autodiff";
import { ensure } from "@stillpoint/core";
import { joinRows, type WorkerPool } from "@stillpoint/onnx";

/** Images per run: enough to fill the vector units, little enough to stay in the cache. */
const BATCH = 64;

/**
 * Values of tensor `layer` for every image, `[n, m]`, in evaluation mode. `images` is `[n, d]`.
 * Throws `StillpointError SHAPE` when the images are not of the network's size, `LAYER` or `RUNTIME`.
 */
export async function layerFeatures(
  network: Uint8Array,
  layer: string,
  images: Float32Array,
  pool: WorkerPool,
): Promise<Float32Array> {
  const model = readNetwork(network);
  const input = model.graph.inputs[0]!;
  const sample = input.dims!.slice(1).map(Number);
  const size = sample.reduce((product, dim) => product * dim, 1);
  ensure(
    images.length > 0 && images.length % size === 0,
    "SHAPE",
    () => `images: expected ${sample.join("x")} values each; got ${images.length} in all`,
  );
  const count = images.length / size;
  const lane = pool.lane();
  try {
    const session = await lane.open(splicePrefix(model, [layer]));
    try {
      const parts: Float32Array[] = [];
      for (let start = 0; start < count; start += BATCH) {
        const end = Math.min(count, start + BATCH);
        const data = images.slice(start * size, end * size);
        const outputs = await session.run({
          [input.name]: { type: "float32", shape: [end - start, ...sample], data },
        });
        const values = outputs[layer]?.data;
        ensure(values instanceof Float32Array, "LAYER", () => `layer ${layer}: expected float32 features; got none`);
        parts.push(values);
      }
      return joinRows(parts);
    } finally {
      session.close();
    }
  } finally {
    lane.close();
  }
}

/** Share of `images` `[n, d]` whose largest logit is the label's; ties go to the lower class. */
export async function accuracy(
  network: Uint8Array,
  images: Float32Array,
  labels: Int32Array,
  pool: WorkerPool,
): Promise<number> {
  const logits = await layerFeatures(network, readNetwork(network).graph.outputs[0]!.name, images, pool);
  const classes = logits.length / labels.length;
  ensure(Number.isInteger(classes), "SHAPE", () => `labels: expected one per image; got ${labels.length}`);
  let right = 0;
  labels.forEach((label, row) => {
    const scores = logits.subarray(row * classes, (row + 1) * classes);
    if (scores.indexOf(Math.max(...scores)) === label) right += 1;
  });
  return right / labels.length;
}
