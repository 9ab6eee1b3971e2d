// One map's passes on onnxruntime-node and on onnxruntime-web's wasm in Node, one thread each, in turn:
// `pnpm --filter @stillpoint/benchmarks runtimes`. Shows what an installation without the native runtime would cost.

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { FragmentTensor, readNetwork, spliceResidual } from "@stillpoint/autodiff";
import { probeShapes } from "@stillpoint/onnx";
import { nodeRuntime } from "@stillpoint/onnx/node";
import * as native from "onnxruntime-node";
import * as wasm from "onnxruntime-web";

const ROUNDS = 12;
/** 32 passes of a map, eight copies at a time. */
const [COPIES, CALLS] = [8, 4];
const NETWORKS = [
  { file: "teacher-vgg.onnx", to: "fc1" },
  { file: "teacher-resnet.onnx", to: "fc1" },
] as const;
const SHAPE = [3, 48, 48] as const;
const SIZE = 3 * 48 * 48;

type Feeds = Readonly<Record<string, { readonly data: Float32Array; readonly dims: readonly number[] }>>;
type Run = (feeds: Feeds) => Promise<Float32Array>;

/** What both runtimes offer alike. */
interface Runtime {
  readonly InferenceSession: typeof native.InferenceSession;
  readonly Tensor: typeof native.Tensor;
}

async function opened({ InferenceSession, Tensor }: Runtime, bytes: Uint8Array): Promise<Run> {
  const session = await InferenceSession.create(bytes, { intraOpNumThreads: 1, logSeverityLevel: 3 });
  return async (feeds) => {
    const tensors = Object.entries(feeds).map(([name, { data, dims }]) => [name, new Tensor("float32", data, dims)]);
    const outputs = await session.run(Object.fromEntries(tensors));
    const gradient = outputs[FragmentTensor.gradient]?.data;
    if (!(gradient instanceof Float32Array)) throw new Error("gradient: expected floats; got none");
    return gradient;
  };
}

async function milliseconds(run: Run, feeds: Feeds): Promise<number> {
  const start = performance.now();
  for (let call = 0; call < CALLS; call += 1) await run(feeds);
  return performance.now() - start;
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

wasm.env.wasm.numThreads = 1;
await using runtime = nodeRuntime({ workers: 1 });
console.log(
  "| network, layer | onnxruntime-node, ms a map | onnxruntime-web, ms a map | ratio | largest difference of a gradient |",
);
console.log("| --- | --- | --- | --- | --- |");
for (const { file, to } of NETWORKS) {
  const path = fileURLToPath(import.meta.resolve(`@stillpoint/datasets/data/${file}`));
  const model = readNetwork(new Uint8Array(readFileSync(path)));
  const data = Float32Array.from({ length: SIZE }, (_, p) => Math.sin(p));
  const shapes = await probeShapes(model, { input: { type: "float32", shape: [1, ...SHAPE], data } }, runtime);
  const { bytes } = spliceResidual({ model, from: "input", to, shapes });
  const features = shapes.get(to)?.at(-1);
  if (typeof features !== "number") throw new Error(`${file}: expected a layer ${to}; got none`);
  const feeds: Feeds = {
    input: { data: Float32Array.from({ length: COPIES * SIZE }, (_, p) => Math.sin(p)), dims: [COPIES, ...SHAPE] },
    [FragmentTensor.target]: { data: new Float32Array(features), dims: [1, features] },
  };
  const runs = [await opened(native, bytes), await opened(wasm, bytes)];
  const gradients = await Promise.all(runs.map((run) => run(feeds)));
  const difference = gradients[0]?.reduce(
    (most, value, p) => Math.max(most, Math.abs(value - (gradients[1]?.[p] ?? 0))),
    0,
  );
  const times: number[][] = runs.map(() => []);
  for (let round = 0; round < ROUNDS; round += 1)
    for (const [which, run] of runs.entries()) times[which]?.push(await milliseconds(run, feeds));
  const [node = 0, web = 0] = times.map(median);
  console.log(
    `| ${file}, ${to} | ${node.toFixed(1)} | ${web.toFixed(1)} | ${(web / node).toFixed(2)} | ${difference?.toExponential(1)} |`,
  );
}
