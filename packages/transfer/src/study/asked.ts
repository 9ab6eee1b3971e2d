// What all networks of a study are asked: made once, with the teacher and the foreign network open.

import { inputCount, type SampleInputs, takeInputs } from "@stillpoint/distill";
import type { Network } from "@stillpoint/onnx";
import { type Attack, calibratedAttack } from "../adversarial/attack.ts";
import { type WordAttack, wordFlips, wordVectors } from "../adversarial/word-flips.ts";
import { planeAnswers, type SampledPlanes, samplePlanes } from "../boundary/plane-answers.ts";
import { type ChangedSamples, changedSamples } from "../invariance/agreement-curve.ts";
import { classMaps, type LocalisationMaps } from "../localisation/class-maps.ts";
import type { Probe } from "../probe/probe.ts";
import { product } from "../probe/rows.ts";
import type { TransferMatter } from "./matter.ts";
import { probeOf } from "./open-network.ts";
import type { Parts } from "./parts.ts";

export interface Asked {
  /** The teacher's. */
  readonly maps?: LocalisationMaps;
  readonly attack?: { readonly own: Attack | WordAttack; readonly foreign?: Attack | WordAttack };
  readonly changes: readonly ChangedSamples[];
  readonly planes?: { readonly planes: SampledPlanes; readonly answers: readonly Float64Array[] };
  /** Places of the samples whose layers with places are compared pair by pair. */
  readonly beside: readonly number[];
}

/** Samples whose layers are compared pair by pair: more would take n² longer. */
const BESIDE = 96;
/** Below this many, none can be left out for an error. */
const LEAST_BESIDE = 8;
/** Numbers of one layer of them that are kept. */
const ROOM = 2 ** 22;

/** Throws failures of the run; what the teacher cannot give is noted in `parts`. */
export async function askedOf(matter: TransferMatter, parts: Parts): Promise<Asked> {
  const { samples, runtime, seed, planes, networks, counted, answers } = matter;
  const changes = changesOf(matter);
  if (answers === "places")
    parts.miss(
      "maps",
      "the score of a place hangs on the last layer there alone, so that a map would say what the answer says",
    );
  if (planes === undefined)
    parts.miss(
      "planes",
      "whether boundaries lie alike; networks share no space that a plane could lie in, such as those with embeddings of their own",
    );
  const teacher = networks.find(({ role }) => role === "teacher");
  if (teacher === undefined) {
    for (const part of ["maps", "attack", "planes"] as const) parts.miss(part, "no teacher was given");
    return { changes, beside: besideOf(samples.labels.length, 1, parts) };
  }
  const network = await teacher.open();
  await using probe = probeOf(teacher, network, runtime);
  const maps = await parts.of("maps", teacher.name, () =>
    classMaps(probe, samples.inputs, samples.labels, counted === undefined ? {} : { counted }),
  );
  const size = await parts.of("unicam", teacher.name, async () => product(probe.layer.shape));
  const attack = await attackOn({ probe, network }, matter, parts);
  const sampled = await parts.of("planes", teacher.name, async () => {
    const values = await probe.values(samples.inputs);
    const made = samplePlanes(values, samples.labels.length, { ...planes, seed });
    return { planes: made, answers: await planeAnswers(probe, samples.inputs, made.planes) };
  });
  if (sampled?.planes.planes.length === 0) parts.miss("planes", "all triplets of samples lie on a line");
  return {
    ...{ changes, beside: besideOf(samples.labels.length, size ?? 1, parts) },
    ...(maps && { maps }),
    ...(attack && { attack }),
    ...(sampled && { planes: sampled }),
  };
}

/** Places spread over all samples, since those of one class often lie side by side. */
function besideOf(samples: number, size: number, parts: Parts): readonly number[] {
  const count = Math.min(samples, BESIDE, Math.max(LEAST_BESIDE, Math.floor(ROOM / size)));
  if (count < LEAST_BESIDE) parts.miss("unicam", `${LEAST_BESIDE} samples or more are needed, got ${count}`);
  return Array.from({ length: count }, (_, k) => Math.floor((k * samples) / count));
}

interface Opened {
  readonly probe: Probe;
  readonly network: Network;
}

async function attackOn(teacher: Opened, matter: TransferMatter, parts: Parts): Promise<Asked["attack"]> {
  const { foreign, runtime } = matter;
  const craft = craftOf(matter);
  if (craft === undefined) {
    parts.miss("attack", "no attack has a meaning that all networks share here");
    return undefined;
  }
  const own = await parts.of("attack", "the teacher", () => craft(teacher));
  if (own === undefined || foreign === undefined) return own && { own };
  const beside = await parts.of("foreign", foreign.name, async () => {
    const network = await foreign.open();
    await using probe = probeOf(foreign, network, runtime);
    return await craft({ probe, network });
  });
  return { own, ...(beside && { foreign: beside }) };
}

/** How a network is attacked: by changed values that all share, or by exchanged words. */
function craftOf({
  attack,
  flips,
  samples: { inputs, labels },
}: TransferMatter): ((opened: Opened) => Promise<Attack | WordAttack>) | undefined {
  if (attack !== undefined) return ({ probe }) => calibratedAttack(probe, inputs, labels, attack);
  if (flips === undefined) return undefined;
  return async ({ probe, network }) => {
    const vectors = await wordVectors(network.model, flips.ids);
    return wordFlips(probe, inputs, labels, { ...flips, vectors });
  };
}

function changesOf({ changes, samples, changedExamples, seed }: TransferMatter): readonly ChangedSamples[] {
  const count = Math.min(changedExamples ?? Number.POSITIVE_INFINITY, inputCount(samples.inputs));
  const places = Array.from({ length: count }, (_, k) => k);
  const inputs = takeInputs(samples.inputs, places);
  const names = places.map((k) => samples.names[k] ?? String(k));
  return changes.map(({ transform, strengths }) => changedSamples(transform, inputs, strengths, seed, names));
}

/** Inputs of the samples that are compared pair by pair. */
export function besideInputs({ samples }: TransferMatter, { beside }: Asked): SampleInputs {
  return takeInputs(samples.inputs, beside);
}
