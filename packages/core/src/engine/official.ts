// The paper's code as it was released: plain gradient descent on σ, stopped early by mean entropy.

import type { EntropyMap } from "../entropy-map.ts";
import { dotUnits } from "../units.ts";
import { ensureFinite } from "./finite.ts";
import { assembleMap } from "./map.ts";
import { type Copies, drawCopies, type MapTask } from "./map-task.ts";
import { entropyOf } from "./normal-entropy.ts";
import { runPasses } from "./passes.ts";
import { type Differences, ensureMoved, measureDifferences } from "./reference.ts";
import { mean, variance } from "./statistics.ts";

interface Slope {
  /** Σ over features of the (rectified) squared change, mean over copies. */
  readonly change: number;
  /** `[n]` d change / dσ_i */
  readonly values: Float64Array;
  /** `[n]` variance of `values` as a mean over copies. */
  readonly variances: Float64Array;
}

/** d/dσ_i of ‖r(f(x+σz)) − r(f(x))‖², mean over `copies` copies; r = ReLU if `rectify`. */
async function measureSlope(task: MapTask, sigmas: Float64Array, first: number): Promise<Slope> {
  const { layer, units, clean, scalars, features, settings } = task;
  const { copies, rectify } = settings.official;
  const samples: Float64Array[] = [];
  const changes: number[] = [];
  await runPasses<Copies, { readonly change: Float32Array; readonly gradient: Float32Array }>({
    count: copies,
    batch: task.batch,
    signal: settings.signal,
    draw: (start, size) => drawCopies(task, "official", sigmas, first + start, size),
    call: async (drawn, size) => {
      if (!rectify) return layer.residual(drawn.inputs, clean, size);
      const cotangent = await layer.features(drawn.inputs, size);
      const change = new Float32Array(size);
      for (let k = 0; k < cotangent.length; k++) {
        const value = cotangent[k]!;
        const difference = Math.max(0, value) - Math.max(0, clean[k % features]!);
        change[Math.floor(k / features)]! += difference ** 2;
        cotangent[k] = value > 0 ? difference : value * 0;
      }
      return { change, gradient: await layer.vjp(drawn.inputs, cotangent, size) };
    },
    take: (answer, drawn, start, size) => {
      for (let copy = 0; copy < size; copy++) {
        const products = dotUnits(units, drawn.noise[copy]!, answer.gradient, 0, copy * scalars);
        // ε = σ z, so z = ε / σ.
        const sample = products.map((sum, i) => (2 * sum) / sigmas[i]!);
        ensureFinite(sample, `gradient of noisy copy ${first + start + copy}`, "the layer overflows near this sample");
        samples.push(sample);
        changes.push(answer.change[copy]!);
      }
    },
  });
  const values = sigmas.map((_, i) => mean(samples.map((sample) => sample[i]!)));
  const variances = sigmas.map((_, i) => variance(samples.map((sample) => sample[i]!)) / copies);
  return { change: mean(changes), values, variances };
}

/** The changes of reference copies after the extra ReLU, as the paper's normaliser sees them. */
function rectified(differences: Differences, clean: Float32Array): Float64Array {
  return Float64Array.from(differences.features, (difference) =>
    difference.reduce((sum, value, j) => sum + (Math.max(0, clean[j]! + value) - Math.max(0, clean[j]!)) ** 2, 0),
  );
}

/**
 * The recipe `official`, as released (tag CODE-A): minimises MSE(r(f(x+σz)), r(f(x)))/σ_f² − w·mean H by gradient
 * descent on σ itself, fresh noise every step, σ clamped before each forward pass; after step 60 it stops if the mean
 * entropy has passed the target, else goes on with 1.5 times the weight. Returns the step whose mean entropy is nearest
 * the target. Every step is stored as a copy (the released code would alias the live parameter on a CPU).
 *
 * `distortion` is the loss of the kept step's own batch, rectified like the objective; `referenceDistortion` is the
 * normaliser σ_f², likewise, as a sum over features. Standard errors carry the noise of the gradients through the
 * steps unit by unit.
 *
 * @throws DEGENERATE when the normaliser is 0
 */
export async function officialMap(task: MapTask): Promise<EntropyMap> {
  const { settings, units, clean } = task;
  const { steps, copies, learningRate, targetEntropy, lateStep, rectify } = settings.official;
  const { lower, upper } = settings.bounds;
  const n = units.count;
  const start = new Float64Array(n).fill(settings.sigma0);
  const raw = await measureDifferences(task, "reference", start, copies, rectify);
  const reference: Differences = rectify ? { ...raw, changes: rectified(raw, clean) } : raw;
  ensureMoved(reference, settings.sigma0);
  const normaliser = mean(reference.changes);

  let sigmas = start;
  let errors = new Float64Array(n);
  let weight = settings.entropyWeight;
  let kept = { distance: Number.POSITIVE_INFINITY, sigmas, errors, change: normaliser };
  let passes = copies;
  for (let step = 0; step < steps; step++) {
    sigmas = sigmas.map((sigma) => Math.min(upper, Math.max(lower, sigma)));
    const entropy = mean(sigmas.map(entropyOf));
    if (step === lateStep) {
      if (entropy > targetEntropy) break;
      weight *= 1.5;
    }
    const slope = await measureSlope(task, sigmas, step * copies);
    passes += copies;
    const distance = Math.abs(entropy - targetEntropy);
    if (distance < kept.distance)
      kept = { distance, sigmas: sigmas.slice(), errors: errors.slice(), change: slope.change };
    const at = sigmas;
    // Curvature of the loss in σ_i: the squared change is nearly quadratic, the entropy logarithmic.
    errors = errors.map((error, i) => {
      const curvature = Math.max(0, slope.values[i]!) / normaliser / at[i]! + weight / n / at[i]! ** 2;
      const carried = (1 - learningRate * curvature) ** 2 * error;
      return carried + (learningRate / normaliser) ** 2 * slope.variances[i]!;
    });
    sigmas = sigmas.map((sigma, i) => sigma - learningRate * (slope.values[i]! / normaliser - weight / n / sigma));
  }

  const bound = Uint8Array.from(kept.sigmas, (sigma) => (sigma <= lower || sigma >= upper ? 1 : 0));
  const relative = kept.errors.map((error, i) => Math.sqrt(error) / kept.sigmas[i]!);
  return assembleMap({
    recipe: "official",
    allocation: { sigmas: kept.sigmas, bound, boundCount: bound.reduce((sum, flag) => sum + flag, 0) },
    standardErrors: relative,
    shiftError: Math.sqrt(relative.reduce((sum, error) => sum + error ** 2, 0)) / n,
    referenceDistortion: normaliser,
    distortion: kept.change,
    nonLinearity: Number.NaN,
    passes,
    stop: "step-limit",
    settings,
  });
}
