// Whether another runtime computes the same map: one provider against another, a browser against Node.

import {
  drawNormal,
  type EntropyOptions,
  ensure,
  measureEntropy,
  StillpointError,
  type UnitInput,
} from "@stillpoint/core";
import { OnnxFeatureModel } from "./feature-model.ts";
import type { Network } from "./network.ts";
import type { Runtime } from "./runtime.ts";
import { tinyFeeds, tinyModel } from "./tiny-model.ts";

export interface AgreementCheck {
  /** The runtime in question. */
  readonly runtime: Runtime;
  /** The one it is held against, such as the CPU's. */
  readonly reference: Runtime;
  readonly network: Network;
  readonly from: string;
  readonly to: string;
  /** The sample of the map. */
  readonly units: UnitInput;
  /** How both maps are measured. */
  readonly options: EntropyOptions;
  readonly tolerance?: Partial<Differences>;
}

/** How far two runtimes are apart. */
export interface Differences {
  /** Largest difference of the entropies of a unit, in nats. */
  readonly entropy: number;
  /** ‖J'v − J'v of the reference‖ / ‖J'v of the reference‖ for one random v. Dimensionless. */
  readonly gradient: number;
}

/** For printing: who was compared on what, and the outcome. */
export interface Agreement extends Differences {
  readonly runtime: string;
  readonly reference: string;
  /** Units of the map. */
  readonly units: number;
}

/**
 * A hundredth of a nat moves no knowledge point that noise would not; a graphics processor that rounds products to ten
 * bits stays within a hundredth.
 */
export const AGREEMENT_TOLERANCE: Differences = { entropy: 0.01, gradient: 0.01 };

/**
 * Runs the smallest graph: a provider that is installed may still find no device, no driver or no library.
 *
 * @throws StillpointError RUNTIME with the reason and the remedy
 */
export async function checkRuns(runtime: Runtime): Promise<void> {
  const lane = runtime.lane();
  try {
    const session = await lane.open(tinyModel());
    await session.run(tinyFeeds());
    await session.close();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new StillpointError(
      "RUNTIME",
      `runtime ${runtime.name}: expected it to run a graph; got: ${reason}; install its device's driver or choose the provider cpu (wasm in a browser)`,
      { cause },
    );
  } finally {
    lane.close();
  }
}

/**
 * Measures one map on both runtimes with the same noise and compares. Both stay open.
 *
 * @throws StillpointError RUNTIME when they differ by more than the tolerance, default `AGREEMENT_TOLERANCE`, or one of
 * them gives no number; and what `checkRuns` and `measureEntropy` throw.
 */
export async function checkAgreement(check: AgreementCheck): Promise<Agreement> {
  const { runtime, reference, units, tolerance } = check;
  await checkRuns(runtime);
  const [one, other] = [await observed(check, runtime), await observed(check, reference)];
  const agreement: Agreement = {
    runtime: runtime.name,
    reference: reference.name,
    units: units.units.length,
    entropy: one.entropies.reduce((most, value, i) => Math.max(most, Math.abs(value - other.entropies[i]!)), 0),
    gradient: norm(one.gradient.map((value, i) => value - other.gradient[i]!)) / norm(other.gradient),
  };
  const { entropy, gradient } = { ...AGREEMENT_TOLERANCE, ...tolerance };
  ensure(
    agreement.entropy <= entropy && agreement.gradient <= gradient,
    "RUNTIME",
    () =>
      `runtime ${runtime.name}: expected the map of ${reference.name} within ${entropy} nats and gradients within ${gradient}; got ${agreement.entropy.toPrecision(2)} nats and ${agreement.gradient.toPrecision(2)}; ${remedyFor(runtime)}measure with ${reference.name}`,
  );
  return agreement;
}

/** What a terminal says of it. */
export function agreementSentence({ runtime, reference, units, entropy, gradient }: Agreement): string {
  return `${runtime}: one map of ${units} units as on ${reference}, ${entropy.toPrecision(2)} nats apart at most, gradients ${gradient.toPrecision(2)}`;
}

/** NVIDIA's processors round the factors of products to ten bits unless told otherwise, and ONNX Runtime has no option for it. */
function remedyFor({ name }: Runtime): string {
  return name.includes("cuda") ? "set NVIDIA_TF32_OVERRIDE=0 for whole float32 products, or " : "";
}

async function observed(
  { network, from, to, units, options }: AgreementCheck,
  runtime: Runtime,
): Promise<{ readonly entropies: Float64Array; readonly gradient: Float32Array }> {
  const model = new OnnxFeatureModel({ id: runtime.name, network, runtime, from, to });
  try {
    const layer = await model.bind(units.inputs);
    const cotangent = new Float32Array(layer.featureSize);
    drawNormal({ seed: options.seed, sample: options.sample, purpose: "agreement", pass: 0 }, cotangent);
    const gradient = await layer.vjp(layer.x0, cotangent, 1);
    // A map that decides by itself could decide otherwise on another provider.
    const plain: EntropyOptions =
      options.recipe === undefined || options.recipe === "limit" ? { smoothing: 0, ...options } : options;
    return { gradient, entropies: Float64Array.from((await measureEntropy(layer, units, plain)).entropies) };
  } finally {
    await model.close();
  }
}

function norm(values: Float32Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
}
