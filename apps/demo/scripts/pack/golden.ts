// What packed networks give in Node, and how far rounding has moved it from what the run measured.

import { gunzipSync } from "node:zlib";
import { bytesOf, digest, StillpointError } from "@stillpoint/core";
import type { Runtime } from "@stillpoint/onnx";
import { sourceOf } from "../../src/pack/pack-source.ts";
import { measureSource } from "./measure.ts";
import type { PackedView } from "./packed-view.ts";
import { roundNetwork } from "./rounding.ts";

/** The map that every engine must give, and the run's of the same network before it was rounded. */
export interface Golden {
  readonly sample: string;
  readonly layer: string;
  readonly role: string;
  readonly step: number;
  /** Of the noise. */
  readonly seed: number;
  readonly passes: number;
  /** `[n]` nats. */
  readonly entropies: readonly number[];
  /** `[n]` nats. */
  readonly run: readonly number[];
}

/** What rounding does or would do to the map of one network, beside the error that the map itself states. */
export interface RoundingError {
  readonly role: string;
  readonly step: number;
  /** Of a unit's entropy, nats. */
  readonly largest: number;
  /** RMS over units, nats. */
  readonly typical: number;
  /** Nats. */
  readonly stated: number;
}

export interface ViewGolden {
  readonly golden: Golden;
  readonly errors: readonly RoundingError[];
}

/**
 * The first sample on the trained networks of the view. Throws `INPUT` where the network as it was gives another map than
 * the run has: then samples or choices are not the run's.
 */
export async function viewGolden(view: PackedView, runtime: Runtime): Promise<ViewGolden> {
  const { pack, networks, files, task } = view;
  const [sample] = pack.samples;
  if (sample === undefined)
    throw new StillpointError("INPUT", `pack ${pack.view}: expected samples; got none; run again`);
  const source = await sourceOf(pack, [sample], async (path) => new Blob([files.get(path)?.slice() ?? ""]));
  const last = Math.max(...networks.map(({ network }) => network.step));
  const trained = networks.filter(({ network: { role, step } }) => role === "teacher" || step === last);
  const errors: RoundingError[] = [];
  let golden: Golden | undefined;
  for (const { network, content, original } of trained) {
    const { role, step } = network;
    const place = { ...pack, source };
    const before = await measureSource(original, place, runtime);
    const run = task.measurements.find(
      ({ key }) => key.role === role && key.step === step && key.sample === sample.id && key.seed === pack.seed,
    );
    ensureSame(run?.map.entropies, before.entropies, `${pack.view}, ${role} at step ${step}`);
    const after = await measureSource(roundNetwork(original), place, runtime);
    const moved = after.entropies.map((entropy, k) => Math.abs(entropy - (before.entropies[k] ?? Number.NaN)));
    const typical = Math.sqrt(moved.reduce((sum, each) => sum + each ** 2, 0) / moved.length);
    errors.push({ role, step, largest: Math.max(...moved), typical, stated: before.monteCarloError });
    if (role !== "distilled") continue;
    const packed = await measureSource(new Uint8Array(gunzipSync(content)), place, runtime);
    golden = {
      sample: sample.id,
      layer: pack.layer,
      role,
      step,
      seed: pack.wish.seed,
      passes: packed.passes,
      entropies: [...packed.entropies],
      run: [...before.entropies],
    };
  }
  if (golden === undefined)
    throw new StillpointError("INPUT", `pack ${pack.view}: expected a student; got none; run again`);
  return { golden, errors };
}

function ensureSame(run: Float64Array | undefined, measured: Float64Array, place: string): void {
  if (run !== undefined && digest([bytesOf(run)]) === digest([bytesOf(measured)])) return;
  throw new StillpointError(
    "INPUT",
    `${place}: expected the run's entropies from its own files; got ${run === undefined ? "no map in the run" : "others"}; pack on the machine and with the code that ran it`,
  );
}
