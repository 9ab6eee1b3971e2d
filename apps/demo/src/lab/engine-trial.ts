// A small network with what real ones are made of, and one map of it: how two runtimes are compared.

import { ElementType, Emitter, encodeTensor, writeModel } from "@stillpoint/autodiff";
import { drawNormal, type EntropyOptions, measureEntropy, type UnitInput } from "@stillpoint/core";
import {
  type Agreement,
  checkAgreement,
  loadNetwork,
  type Network,
  OnnxFeatureModel,
  type Runtime,
} from "@stillpoint/onnx";

const SIZE = 24;
const CELLS = 8;
const CHANNELS = 32;
const TOKENS = (SIZE / 2) ** 2;
const FEATURES = 64;

/** A hundredth of what the maps state as their error. Nats. */
const TOLERANCE = 0.001;
/** Maps timed of each runtime; the fastest counts. */
const REPEATS = 2;

const [FROM, TO] = ["image", "features"] as const;
const OPTIONS: EntropyOptions = { seed: 1, sample: "engine", sigma0: 0.01, smoothing: 0, passes: 8 };

/** Convolutions, a maximum, a normalisation, one head of attention and two dense layers. */
export function trialNetwork(): Uint8Array {
  const g = new Emitter("");
  const weight = (name: string, dims: readonly number[]): string => {
    const values = normals(
      dims.reduce((product, dim) => product * dim, 1),
      name,
    );
    const fanIn = dims.length === 4 ? dims.slice(1).reduce((product, dim) => product * dim, 1) : (dims[0] ?? 1);
    g.constants.set(
      name,
      encodeTensor(
        name,
        ElementType.FLOAT,
        dims,
        values.map((z) => z / Math.sqrt(fanIn)),
      ),
    );
    return name;
  };
  const convolved = (x: string, name: string, inputs: number): string =>
    g.op("Relu", [g.op("Conv", [x, weight(name, [CHANNELS, inputs, 3, 3])], { pads: [1, 1, 1, 1] })]);
  const halved = g.op("MaxPool", [convolved(FROM, "conv1", 3)], { kernel_shape: [2, 2], strides: [2, 2] });
  const flat = g.op("Reshape", [convolved(halved, "conv2", CHANNELS), g.int64([0, CHANNELS, TOKENS])]);
  const tokens = g.op("LayerNormalization", [
    g.op("Transpose", [flat], { perm: [0, 2, 1] }),
    g.float32(Array.from({ length: CHANNELS }, () => 1)),
  ]);
  const projected = (name: string): string => g.op("MatMul", [tokens, weight(name, [CHANNELS, CHANNELS])]);
  const keys = g.op("Transpose", [projected("keys")], { perm: [0, 2, 1] });
  const scores = g.op("Div", [g.op("MatMul", [projected("queries"), keys]), g.float32(Math.sqrt(CHANNELS))]);
  const attended = g.op("MatMul", [g.op("Softmax", [scores], { axis: -1 }), projected("values")]);
  const pooled = g.op("ReduceMean", [g.op("Add", [attended, tokens]), g.int64([1])], { keepdims: 0 });
  const hidden = g.op("Relu", [g.op("MatMul", [pooled, weight("dense", [CHANNELS, FEATURES])])]);
  g.node("MatMul", [hidden, weight("last", [FEATURES, FEATURES])], [TO]);
  const port = (name: string, dims: readonly (number | string)[]) => ({ name, elementType: ElementType.FLOAT, dims });
  return writeModel({
    irVersion: 8,
    opsets: new Map([["", 18]]),
    producer: "stillpoint",
    metadata: new Map(),
    graph: {
      name: "trial",
      nodes: g.nodes,
      initializers: g.constants,
      inputs: [port(FROM, ["batch", 3, SIZE, SIZE])],
      outputs: [port(TO, ["batch", FEATURES])],
      declared: new Map(),
    },
  });
}

function trialPicture(): UnitInput {
  const cellOf = (at: number): number => Math.floor((at * CELLS) / SIZE);
  const unitOf = (pixel: number): number => cellOf(Math.floor(pixel / SIZE)) * CELLS + cellOf(pixel % SIZE);
  return {
    inputs: { [FROM]: { type: "float32", shape: [1, 3, SIZE, SIZE], data: normals(3 * SIZE ** 2, "picture") } },
    unitOf: { data: Int32Array.from({ length: SIZE ** 2 }, (_, pixel) => unitOf(pixel)), shape: [1, SIZE, SIZE] },
    units: Array.from({ length: CELLS ** 2 }, (_, cell) => ({ label: `cell ${cell}`, region: "foreground" })),
  };
}

function normals(count: number, purpose: string): Float32Array {
  const values = new Float32Array(count);
  drawNormal({ seed: 1, sample: "engine", purpose, pass: 0 }, values);
  return values;
}

/** How a runtime did beside another. */
export interface Trial extends Agreement {
  /** Time of a map over that of the reference; below 1 is faster. */
  readonly timeRatio: number;
}

/**
 * One map on both runtimes, compared and timed. Throws `StillpointError RUNTIME` when they differ by more than a
 * thousandth of a nat, and what `checkAgreement` throws.
 */
export async function tryRuntime(runtime: Runtime, reference: Runtime): Promise<Trial> {
  const units = trialPicture();
  const network = await loadNetwork(trialNetwork(), units.inputs, reference);
  const tolerance = { entropy: TOLERANCE };
  const common = { network, from: FROM, to: TO, units, options: OPTIONS };
  const agreement = await checkAgreement({ runtime, reference, ...common, tolerance });
  const times = [];
  for (const each of [runtime, reference]) times.push(await mapTime(each, network, units));
  const [time = 1, usual = 1] = times;
  return { ...agreement, timeRatio: time / usual };
}

/** Milliseconds of a map once everything is compiled. */
async function mapTime(runtime: Runtime, network: Network, units: UnitInput): Promise<number> {
  await using model = new OnnxFeatureModel({ id: runtime.name, network, runtime, from: FROM, to: TO });
  const layer = await model.bind(units.inputs);
  let best = Number.POSITIVE_INFINITY;
  for (let repeat = 0; repeat <= REPEATS; repeat += 1) {
    const started = performance.now();
    await measureEntropy(layer, units, OPTIONS);
    if (repeat > 0) best = Math.min(best, performance.now() - started);
  }
  return best;
}
