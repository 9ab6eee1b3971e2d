// One statement for a whole report: whether its two networks differ at all, by exchanging them within seeds.

import { chanceOf } from "../noise/chance.ts";
import type { SeedDifference, TaskResult } from "../task-result.ts";

/** Flips up to which every one is tried. */
const MOST_UNITS = 12;
/** Draws beyond, and the seed they come from. */
const DRAWS = 9_999;
const SEED = 0;
/** Equal statistics differ by rounding only. */
const ROUNDING = 1e-9;

/** What exchanging treated and reference within seeds says of all claims together. */
export interface GlobalStatement {
  /** Mean over claims of the share of the squared differences by seed that their mean explains: 0..1; 1/S by chance. */
  readonly statistic: number;
  /** Of the flips, the share with a statistic as large; the networks as they are count among them. */
  readonly p: number;
  /** Ways of exchanging that were looked at: all 2^units, or those drawn. */
  readonly flips: number;
  /** Pairs of networks that can be exchanged without the others: a family of tasks at one seed, all its layers together. */
  readonly units: number;
  /** Differences, by task, layer and claim. */
  readonly claims: number;
}

/**
 * Permutation test of "at every seed, the treated and the reference network could be exchanged", over all layers and claims
 * of the tasks that are no controls. The statistic of a claim with differences d_s over S seeds is (Σ d_s)² / (S Σ d_s²),
 * which has no unit; the test's is their mean. A flip exchanges the two networks of one seed of one family in all layers and
 * claims at once: layers share networks and claims share maps, so they are one unit. `familyOf` names the family of a task's
 * id, by default its name before the layer; tasks that share networks, such as those of two methods, must have one. All 2^units flips up to 12 units, else
 * 9,999 drawn ones with 1 added above and below. Two-sided: p is at least 2 / 2^units.
 *
 * Undefined where no result has a claim with a difference.
 */
export function globalStatement(
  results: readonly TaskResult[],
  controls: Iterable<string> = [],
  familyOf: (id: string) => string = nameOf,
): GlobalStatement | undefined {
  const known = new Set(controls);
  const units = new Map<string, number>();
  const claims = results
    .filter(({ id }) => !known.has(id))
    .flatMap((result) =>
      claimDifferences(result).map((differences) =>
        differences.map(({ seed, difference }) => {
          const unit = `${familyOf(result.id)} ${seed}`;
          const at = units.get(unit) ?? units.size;
          units.set(unit, at);
          return { unit: at, difference };
        }),
      ),
    );
  if (claims.length === 0) return undefined;
  const statistic = (signs: ArrayLike<number>): number =>
    claims.reduce((sum, differences) => sum + shareOfMean(differences, signs), 0) / claims.length;
  const observed = statistic(new Float64Array(units.size).fill(1));
  const asLarge = (signs: ArrayLike<number>): number => (statistic(signs) >= observed - ROUNDING ? 1 : 0);
  const about = { statistic: observed, units: units.size, claims: claims.length };
  let count = 0;
  if (units.size <= MOST_UNITS) {
    const flips = 2 ** units.size;
    for (let flip = 0; flip < flips; flip++)
      count += asLarge(Float64Array.from({ length: units.size }, (_, at) => ((flip >> at) & 1 ? -1 : 1)));
    return { ...about, p: count / flips, flips };
  }
  const { below } = chanceOf({ seed: SEED, sample: "", purpose: "exchanged roles", pass: 0 });
  for (let draw = 0; draw < DRAWS; draw++)
    count += asLarge(Float64Array.from({ length: units.size }, () => 2 * below(2) - 1));
  return { ...about, p: (count + 1) / (DRAWS + 1), flips: DRAWS + 1 };
}

/** `image/emoji-vgg` of `image/emoji-vgg@fc1`. */
function nameOf(id: string): string {
  return id.split("@")[0] ?? id;
}

/** By claim of the compared roles, the difference at each seed. */
function claimDifferences({ contrasts = [], hypotheses }: TaskResult): readonly (readonly SeedDifference[])[] {
  return hypotheses.flatMap(({ id, expected }) => {
    const own = contrasts.find(
      ({ claim, treated, reference }) =>
        claim === id && expected.startsWith(`${treated} `) && expected.endsWith(` ${reference}`),
    );
    return own === undefined || own.perSeed.length === 0 ? [] : [own.perSeed];
  });
}

function shareOfMean(
  differences: readonly { readonly unit: number; readonly difference: number }[],
  signs: ArrayLike<number>,
): number {
  let [sum, squares] = [0, 0];
  for (const { unit, difference } of differences) {
    sum += signs[unit]! * difference;
    squares += difference * difference;
  }
  return squares === 0 ? 0 : (sum * sum) / (differences.length * squares);
}
