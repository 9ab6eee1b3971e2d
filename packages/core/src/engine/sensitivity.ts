// How distortion answers to each unit's noise at finite noise: S_i = σ_i dD/dσ_i, copy by copy.

import { dotUnits } from "../units.ts";
import { ensureFinite } from "./finite.ts";
import { type Copies, drawCopies, type MapTask } from "./map-task.ts";
import { runPasses } from "./passes.ts";

/** Step of the finite difference that gives J ε, as a share of ε: small against kinks, large against float32. */
const STEP = 1 / 64;

/** Copies at the current sigmas, and what the clean sample's Jacobian says about the same noise. */
export interface SensitivitySamples {
  /** Per copy `[n]` 2 Σ_p ε_p (J'(f(x+ε) − f(x)))_p; its mean is S_i. Squared features. */
  readonly measured: readonly Float64Array[];
  /** Per copy `[n]` 2 Σ_p ε_p (J0'J0 ε)_p; its mean is 2 σ_i² G_i. Empty when not paired. */
  readonly linear: readonly Float64Array[];
  /** `[k]` ‖f(x+ε) − f(x)‖² */
  readonly changes: Float64Array;
  /** `[k]` ‖J0 ε‖²; its mean is Σ σ_i² G_i. */
  readonly linearChanges: Float64Array;
  /** Perturbed copies sent through, probes included. */
  readonly passes: number;
}

interface Answer {
  readonly change: Float32Array;
  readonly gradient: Float32Array;
  readonly linear?: { readonly tangent: Float32Array; readonly gradient: Float32Array };
}

/**
 * Measures `count` copies from pass `first` on. `paired` sends each noise a second time, shrunk, to learn J0 ε, and its
 * gradient back through the clean sample: three times the copies, far less noise where the network is nearly linear.
 *
 * @param sigmas `[n]` input units
 */
export async function sampleSensitivities(
  task: MapTask,
  sigmas: Float64Array,
  first: number,
  count: number,
  paired: boolean,
): Promise<SensitivitySamples> {
  const { layer, units, clean, scalars, features } = task;
  const measured: Float64Array[] = [];
  const linear: Float64Array[] = [];
  const changes = new Float64Array(count);
  const linearChanges = new Float64Array(count);

  const pair = async (copies: Copies, size: number): Promise<NonNullable<Answer["linear"]>> => {
    const near = new Float32Array(size * scalars);
    for (const [copy, noise] of copies.noise.entries()) {
      for (let p = 0; p < scalars; p++) near[copy * scalars + p] = layer.x0[p]! + STEP * noise[p]!;
    }
    const moved = await layer.features(near, size);
    const tangent = moved.map((value, j) => (value - clean[j % features]!) / STEP);
    return { tangent, gradient: await layer.vjp(layer.x0, tangent, size) };
  };

  await runPasses<Copies, Answer>({
    count,
    batch: task.batch,
    signal: task.settings.signal,
    draw: (start, size) => drawCopies(task, "optimum", sigmas, first + start, size),
    call: async (copies, size) => {
      const residual = await layer.residual(copies.inputs, clean, size);
      return paired ? { ...residual, linear: await pair(copies, size) } : residual;
    },
    take: (answer, copies, start, size) => {
      for (let copy = 0; copy < size; copy++) {
        const noise = copies.noise[copy]!;
        const own = dotUnits(units, noise, answer.gradient, 0, copy * scalars).map((sum) => 2 * sum);
        ensureFinite(own, `gradient of noisy copy ${first + start + copy}`, "the layer overflows near this sample");
        measured.push(own);
        changes[start + copy] = answer.change[copy]!;
        if (answer.linear === undefined) continue;
        linear.push(dotUnits(units, noise, answer.linear.gradient, 0, copy * scalars).map((sum) => 2 * sum));
        for (let j = 0; j < features; j++)
          linearChanges[start + copy]! += answer.linear.tangent[copy * features + j]! ** 2;
      }
    },
  });
  return { measured, linear, changes, linearChanges, passes: count * (paired ? 3 : 1) };
}
