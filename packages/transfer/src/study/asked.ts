// What all networks of a study are asked: made once, with the teacher and the foreign network open.

import { inputCount, takeInputs } from "@stillpoint/distill";
import { type Attack, calibratedAttack } from "../adversarial/attack.ts";
import { planeAnswers, type SampledPlanes, samplePlanes } from "../boundary/plane-answers.ts";
import { type ChangedSamples, changedSamples } from "../invariance/agreement-curve.ts";
import { classMaps, type LocalisationMaps } from "../localisation/class-maps.ts";
import type { Probe } from "../probe/probe.ts";
import type { TransferMatter } from "./matter.ts";
import { probeOf } from "./open-network.ts";
import type { Parts } from "./parts.ts";

export interface Asked {
  /** The teacher's. */
  readonly maps?: LocalisationMaps;
  readonly attack?: { readonly own: Attack; readonly foreign?: Attack };
  readonly changes: readonly ChangedSamples[];
  readonly planes?: { readonly planes: SampledPlanes; readonly answers: readonly Float64Array[] };
}

/** Throws failures of the run; what the teacher cannot give is noted in `parts`. */
export async function askedOf(matter: TransferMatter, parts: Parts): Promise<Asked> {
  const { samples, runtime, seed, planes, networks, counted } = matter;
  const changes = changesOf(matter);
  if (planes === undefined) parts.miss("planes", "networks share no space that a plane could lie in");
  const teacher = networks.find(({ role }) => role === "teacher");
  if (teacher === undefined) {
    for (const part of ["maps", "attack", "planes"] as const) parts.miss(part, "no teacher was given");
    return { changes };
  }
  await using probe = probeOf(teacher, await teacher.open(), runtime);
  const maps = await parts.of("maps", teacher.name, () =>
    classMaps(probe, samples.inputs, samples.labels, counted === undefined ? {} : { counted }),
  );
  const attack = await attackOn(probe, matter, parts);
  const sampled = await parts.of("planes", teacher.name, async () => {
    const values = await probe.values(samples.inputs);
    const made = samplePlanes(values, samples.labels.length, { ...planes, seed });
    return { planes: made, answers: await planeAnswers(probe, samples.inputs, made.planes) };
  });
  if (sampled?.planes.planes.length === 0) parts.miss("planes", "all triplets of samples lie on a line");
  return { changes, ...(maps && { maps }), ...(attack && { attack }), ...(sampled && { planes: sampled }) };
}

async function attackOn(probe: Probe, matter: TransferMatter, parts: Parts): Promise<Asked["attack"]> {
  const { attack: options, samples, foreign, runtime } = matter;
  if (options === undefined) {
    parts.miss("attack", "no attack has a meaning that all networks share here");
    return undefined;
  }
  const own = await parts.of("attack", "the teacher", () =>
    calibratedAttack(probe, samples.inputs, samples.labels, options),
  );
  if (own === undefined || foreign === undefined) return own && { own };
  const beside = await parts.of("foreign", foreign.name, async () => {
    await using other = probeOf(foreign, await foreign.open(), runtime);
    return await calibratedAttack(other, samples.inputs, samples.labels, options);
  });
  return { own, ...(beside && { foreign: beside }) };
}

function changesOf({ changes, samples, changedExamples, seed }: TransferMatter): readonly ChangedSamples[] {
  const count = Math.min(changedExamples ?? Number.POSITIVE_INFINITY, inputCount(samples.inputs));
  const places = Array.from({ length: count }, (_, k) => k);
  const inputs = takeInputs(samples.inputs, places);
  const names = places.map((k) => samples.names[k] ?? String(k));
  return changes.map(({ transform, strengths }) => changedSamples(transform, inputs, strengths, seed, names));
}
