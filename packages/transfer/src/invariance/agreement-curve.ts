// How often a network answers two versions of a sample the same, over strengths.

import { chanceOf, ensure, type Tensor } from "@stillpoint/core";
import { inputCount, type SampleInputs, takeInputs } from "@stillpoint/distill";
import { sameAnswers } from "../probe/answers.ts";
import type { Probe } from "../probe/probe.ts";
import type { Transform } from "./transform.ts";

/** Two versions of every sample at each strength, made once and shown to every network. */
export interface ChangedSamples {
  readonly transform: Pick<Transform, "id" | "title" | "strength" | "unchanged">;
  readonly strengths: readonly number[];
  /** `[strength]` first and second version, `[s, ...]` each. */
  readonly versions: readonly (readonly [SampleInputs, SampleInputs])[];
}

/**
 * Both versions of every sample at every strength, a function of the seed: equal strengths of equal samples are changed
 * alike, wherever they stand. `names` `[s]` name samples where their place does not.
 */
export function changedSamples(
  transform: Transform,
  inputs: SampleInputs,
  strengths: readonly number[],
  seed: number,
  names?: readonly string[],
): ChangedSamples {
  const samples = inputCount(inputs);
  ensure(strengths.length > 0, "RANGE", () => `${transform.id}: expected strengths; got none; give at least one`);
  const versions = strengths.map((strength) => {
    const pairs = Array.from({ length: samples }, (_, k) => {
      const chance = chanceOf({
        seed,
        sample: names?.[k] ?? String(k),
        purpose: `${transform.id}/${strength}`,
        pass: 0,
      });
      return transform.pair(takeInputs(inputs, [k]), strength, chance);
    });
    return [joinedSamples(pairs.map(([first]) => first)), joinedSamples(pairs.map(([, second]) => second))] as const;
  });
  const { id, title, strength, unchanged } = transform;
  const named = { id, title, strength, ...(unchanged === undefined ? {} : { unchanged }) };
  return { transform: named, strengths, versions };
}

/** 1 where a network answers both versions of a sample the same, else 0: `[strength][s]`. */
export async function agreementCurve(probe: Probe, { versions }: ChangedSamples): Promise<readonly Float64Array[]> {
  const curve: Float64Array[] = [];
  for (const [first, second] of versions) {
    curve.push(sameAnswers(await probe.answers(first), await probe.answers(second)));
  }
  return curve;
}

/** Samples `[1, ...]` with the same inputs laid end to end: `[s, ...]`. */
export function joinedSamples(samples: readonly SampleInputs[]): SampleInputs {
  const [first = {}] = samples;
  return Object.fromEntries(
    Object.keys(first).map((name) => [name, stacked(samples.flatMap((sample) => sample[name] ?? []))] as const),
  );
}

function stacked(tensors: readonly Tensor[]): Tensor {
  const { type, shape } = tensors[0]!;
  const size = tensors.reduce((sum, { data }) => sum + data.length, 0);
  const dims = [tensors.length, ...shape.slice(1)];
  const all = tensors.map(({ data }) => data);
  const floats = all.filter((data) => data instanceof Float32Array);
  if (floats.length > 0) return { type, shape: dims, data: laid(floats, new Float32Array(size)) };
  const longs = all.filter((data) => data instanceof BigInt64Array);
  if (longs.length > 0) return { type, shape: dims, data: laid(longs, new BigInt64Array(size)) };
  const ints = all.filter((data) => data instanceof Int32Array);
  if (ints.length > 0) return { type, shape: dims, data: laid(ints, new Int32Array(size)) };
  const bytes = all.filter((data) => data instanceof Uint8Array);
  return { type, shape: dims, data: laid(bytes, new Uint8Array(size)) };
}

function laid<Data extends { readonly length: number; set(source: Data, offset: number): void }>(
  parts: readonly Data[],
  into: Data,
): Data {
  let offset = 0;
  for (const part of parts) {
    into.set(part, offset);
    offset += part.length;
  }
  return into;
}
