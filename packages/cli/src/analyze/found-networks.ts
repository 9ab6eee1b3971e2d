// The networks a config names, as files on disk.

import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Role, type Run, StillpointError } from "@stillpoint/core";
import { weightPaths } from "@stillpoint/distill";
import { PATH_FILE, parsePathRecord, type TaskCheckpoint, type TaskNetwork } from "@stillpoint/experiment";
import type { OpenNetwork } from "@stillpoint/onnx";
import { checkpointFiles, type StepFile } from "../files/checkpoint-files.ts";
import { fileIdentity, readIdentified, readModelFile } from "../files/model-file.ts";
import { readTextFile } from "../files/text-file.ts";
import type { AnalyzeConfig } from "./analyze-config.ts";

/** A network without paths: those depend on the layer. */
export interface FoundNetwork {
  readonly role: Role;
  readonly seed: number;
  readonly files: readonly StepFile[];
  /** What is reported of each file. */
  readonly steps: readonly number[];
}

/** Roles of a config's networks beside the teacher, in the order of reports. */
const ROLES = ["distilled", "scratch", "placebo", "null"] as const;

/** All networks of a config, the teacher first. Throws `INPUT` for missing files and steps that differ. */
export function foundNetworks(config: Pick<AnalyzeConfig, "networks" | "teacher">): FoundNetwork[] {
  const found = config.networks.flatMap((entry) =>
    ROLES.flatMap((role) => {
      const pattern = entry[role];
      return pattern === undefined ? [] : [{ role, seed: entry.seed, files: checkpointFiles(pattern) }];
    }),
  );
  const students = withSharedSteps(found);
  if (config.teacher === undefined) return students;
  const teacher = checkpointFiles(config.teacher).slice(-1);
  return [{ role: "teacher", seed: 0, files: teacher, steps: teacher.map(({ step }) => step) }, ...students];
}

/**
 * Networks of one file each are compared whatever their steps, and reported at the first one's: two trainings need not
 * end together. Others must have equal steps, because stability depends on the number of checkpoints.
 */
function withSharedSteps(found: readonly Omit<FoundNetwork, "steps">[]): FoundNetwork[] {
  const shared = (found[0]?.files ?? []).map(({ step }) => step);
  const single = found.every(({ files }) => files.length === 1);
  for (const { role, seed, files } of found) {
    const steps = files.map(({ step }) => step).join(", ");
    if (single || steps === shared.join(", ")) continue;
    throw new StillpointError(
      "INPUT",
      `checkpoints of ${role}, seed ${seed}: expected steps ${shared.join(", ")} as for distilled; got ${steps}; keep the steps that all networks have`,
    );
  }
  return found.map((network) => ({ ...network, steps: shared }));
}

/** The network at a layer, its checkpoints opened from their files when they are measured. Throws `INPUT`, `MODEL`. */
export async function taskNetworkOf(
  { role, seed, files, steps }: FoundNetwork,
  layer: string,
  open: OpenNetwork,
): Promise<TaskNetwork> {
  const paths = role === "teacher" ? undefined : await pathsOf(files, layer);
  const still = { perStep: Number.NaN, perCheckpoint: Number.NaN };
  const checkpoints = files.map(({ step, file }, k): TaskCheckpoint => {
    const identity = fileIdentity(file);
    return {
      step: steps[k] ?? step,
      path: paths?.get(step) ?? { layer: still, network: still },
      identity,
      open: async (to) => open(identity, readIdentified(file, identity), to),
    };
  });
  return { role, seed, checkpoints };
}

/** From the record beside the files, else summed over their weights. */
async function pathsOf(
  files: readonly StepFile[],
  layer: string,
): Promise<ReadonlyMap<number, Run["checkpoints"][number]["path"]>> {
  const record = join(dirname(files[0]?.file ?? "."), PATH_FILE);
  if (existsSync(record)) return parsePathRecord(readTextFile(record).text, record, layer);
  return weightPaths(
    files.map(({ step, file }) => ({ step, read: async () => readModelFile(file) })),
    layer,
  );
}
