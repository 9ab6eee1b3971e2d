// The networks a config names, as files on disk.

import { StillpointError } from "@stillpoint/core";
import { checkpointFiles } from "../files/checkpoint-files.ts";
import type { NetworkFiles } from "../files/network-folder.ts";
import type { AnalyzeConfig } from "./analyze-config.ts";

/** A network without paths: those depend on the layer. */
export interface FoundNetwork extends NetworkFiles {
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
