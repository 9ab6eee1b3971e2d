// A trained network as the measurement takes it: checkpoints that open themselves from the store.

import { digest, StillpointError, type TaskSample } from "@stillpoint/core";
import {
  PATH_FILE,
  parsePathRecord,
  readText,
  type Store,
  type TaskCheckpoint,
  type TaskNetwork,
} from "@stillpoint/experiment";
import { networkOpener, type OpenNetwork, type Runtime } from "@stillpoint/onnx";
import type { CheckpointAccuracies } from "./checkpoint-accuracy.ts";
import { checkpointBytes, checkpointName, type TrainedNetwork } from "./networks.ts";
import type { Trial } from "./trial.ts";

/** Where checkpoints lie and what runs them. */
export interface Opening {
  readonly store: Store;
  readonly runtime: Runtime;
}

/** Opens networks of a trial; one for all, so that shapes are learned once. */
export function trialOpener({ family, data }: Trial, { runtime }: Opening): OpenNetwork {
  return networkOpener({ runtime, from: family.from, example: exampleOf(data.samples) });
}

/** A trained network at one of its layers, with the path its weights took and what is known of its answers. Throws `INPUT` for a broken record. */
export async function taskNetwork(
  { spec, checkpoints, accuracy }: TrainedNetwork,
  layer: string,
  open: OpenNetwork,
  { store }: Opening,
  answers: CheckpointAccuracies,
): Promise<TaskNetwork> {
  const record = `${spec.folder}/${PATH_FILE}`;
  const paths = parsePathRecord((await readText(store, record)) ?? "", store.locate(record), layer);
  const found = checkpoints.map(({ step, digest: identity }): TaskCheckpoint => {
    const path = paths.get(step);
    if (path === undefined) {
      throw new StillpointError("INPUT", `${record}: expected step ${step}; got none; run again without --resume`);
    }
    const name = checkpointName(spec, step);
    const heldOutAccuracy = answers.get(identity);
    return {
      step,
      path,
      ...(heldOutAccuracy === undefined ? {} : { heldOutAccuracy }),
      identity,
      open: async (to) => open(identity, await checkpointBytes(store, name, identity), to),
    };
  });
  const origins = { layer: { source: "record" }, network: { source: "record" } } as const;
  return { role: spec.role, seed: spec.seed, checkpoints: found, origins, accuracy };
}

/** The teacher: it did not train here, so it has one checkpoint and no path. */
export async function teacherNetwork(
  trial: Trial,
  open: OpenNetwork,
  { store, runtime }: Opening,
): Promise<TaskNetwork> {
  const { teacher, teacherFile, data } = trial;
  await store.write(teacherFile, teacher);
  const still = { perStep: Number.NaN, perCheckpoint: Number.NaN };
  const identity = digest([teacher]);
  const checkpoint: TaskCheckpoint = {
    step: 0,
    path: { layer: still, network: still },
    identity,
    open: (to) => open(identity, teacher.slice(), to),
  };
  return { role: "teacher", seed: 0, checkpoints: [checkpoint], accuracy: await data.score(teacher, runtime) };
}

function exampleOf(samples: readonly TaskSample[]): TaskSample["input"]["inputs"] {
  return samples[0]?.input.inputs ?? {};
}
