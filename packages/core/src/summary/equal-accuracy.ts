// Two networks compared where they answer equally often, so that a difference is not one of how far they came.

import type { AccuracyStop } from "../accuracy-stop.ts";
import type { Role } from "../contract.ts";
import type { Run } from "../measurement.ts";
import type { EqualAccuracy } from "../task-result.ts";
import type { RolePair } from "./comparison.ts";
import type { KnownDistance } from "./hypotheses.ts";
import type { MeasuredNetwork } from "./measured-network.ts";
import { type RoleTable, roleContrasts } from "./role-contrasts.ts";

/**
 * Headline numbers of one pair of roles with the better network of each seed stopped at its first checkpoint whose held-out
 * accuracy is at least the other's last. One or none: none where no seed has both networks tested at every checkpoint.
 */
export function atEqualAccuracy(
  measured: readonly MeasuredNetwork[],
  pair: RolePair,
  tablesOf: (stopped: readonly MeasuredNetwork[]) => (roles: readonly Role[]) => RoleTable,
  distance: KnownDistance,
): EqualAccuracy[] {
  const { treated, reference } = pair;
  const stops: AccuracyStop[] = [];
  const stopped: MeasuredNetwork[] = [];
  for (const one of measured.filter(({ run }) => run.role === treated)) {
    const other = measured.find(({ run }) => run.role === reference && run.seed === one.run.seed);
    const [own, others] = [accuraciesOf(one.run), other && accuraciesOf(other.run)];
    if (other === undefined || own === undefined || others === undefined) continue;
    const least = Math.min(own.at(-1)!, others.at(-1)!);
    const [at, otherAt] = [stopAt(own, least), stopAt(others, least)];
    stops.push({
      seed: one.run.seed,
      treatedStep: one.run.checkpoints[at]!.step,
      referenceStep: other.run.checkpoints[otherAt]!.step,
      treatedAccuracy: own[at]!,
      referenceAccuracy: others[otherAt]!,
    });
    stopped.push(upTo(one, at), upTo(other, otherAt));
  }
  if (stops.length === 0) return [];
  const contrasts = roleContrasts(tablesOf(stopped)([treated, reference]), pair, distance);
  return [{ treated, reference, stops, contrasts: contrasts.filter(({ claim }) => !/^H[23]/.test(claim ?? "")) }];
}

/** At every checkpoint, or undefined. */
function accuraciesOf({ checkpoints }: Run): number[] | undefined {
  const all = checkpoints.flatMap(({ heldOutAccuracy }) => heldOutAccuracy ?? []);
  return all.length > 0 && all.length === checkpoints.length ? all : undefined;
}

/** The last checkpoint of a network that is no better in the end, else the first that answers as often as `least`. */
function stopAt(accuracies: readonly number[], least: number): number {
  const last = accuracies.length - 1;
  return accuracies[last] === least ? last : accuracies.findIndex((accuracy) => accuracy >= least);
}

function upTo({ run, maps }: MeasuredNetwork, at: number): MeasuredNetwork {
  return {
    run: { ...run, checkpoints: run.checkpoints.slice(0, at + 1) },
    maps: maps.map((course) => course?.slice(0, at + 1)),
  };
}
