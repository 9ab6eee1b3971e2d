// What the paper and we predicted, and what the numbers say of it.

import type { CrossedDifference } from "@stillpoint/core";
import { BOTH, type CellResult } from "./cell.ts";
import type { Design } from "./design.ts";
import { gain, type Measure, slope } from "./gains.ts";

/** How far from 0 still counts as nothing: points, nats. */
const NOTHING: Readonly<Record<Measure, number>> = { accuracy: 0.5, divergence: 0.01 };

type Rows = readonly (readonly CellResult[])[];

/** A line for each prediction. */
export function predictionLines(design: Design, sweep: Rows, failing: readonly CellResult[]): string[] {
  const { correlations, smoothings } = design;
  const [e] = smoothings;
  const last = correlations.at(-1);
  const zero = sweep[correlations.indexOf(0)] ?? [];
  const both = (say: (measure: Measure) => string): string => `${say("accuracy")}; ${say("divergence")}`;
  const ofBoth = (say: (of: string) => string): string[] => ["oracle", "teacher"].map(say);
  return [
    "A claim is *confirmed* or *refuted* where the interval lies wholly on one side of 0, *nothing* where it lies within",
    `±${NOTHING.accuracy} points or ±${NOTHING.divergence} nats, else *open*. First accuracy in points, then KL in nats.`,
    "",
    ...ofBoth((of) => {
      const pair = [`KD-sim ${e} of ${of}`, `LS ${e}`] as const;
      return `- KD-sim gains nothing over LS without correlation (${of}): ${both((m) => nothing(gain(zero, ...pair, m), m))}.`;
    }),
    ...ofBoth((of) => {
      const pair = [`KD-sim ${e} of ${of}`, `LS ${e}`] as const;
      return `- Its gain grows with the correlation (${of}; slope): ${both((m) => above(slope(sweep, correlations, pair, m), m))}.`;
    }),
    ...ofBoth((of) => {
      const pair = [`KD-pt of ${of}`, `KD-sim ${e} of ${of}`] as const;
      return `- KD-pt is better than KD-sim without correlation (${of}): ${both((m) => above(gain(zero, ...pair, m), m))}.`;
    }),
    ...ofBoth(
      (of) =>
        `- KD-sim is better than KD-pt at c = ${last} (${of}): ${both((m) => above(gain(sweep.at(-1) ?? [], `KD-sim ${e} of ${of}`, `KD-pt of ${of}`, m), m))}.`,
    ),
    ...design.bothKnobs.flatMap((knob) =>
      ofBoth((of) => {
        return `- ${BOTH[knob]}: at least as good as the better of KD-pt and KD-sim (${of}): ${atLeast(design, sweep, BOTH[knob], of)}.`;
      }),
    ),
    ...ofBoth((of) => {
      const found = correlations.map((c, row) => {
        const cells = sweep[row] ?? [];
        return `c = ${c} ${above(gain(cells, `KD of ${of}`, `permuted relations of ${of}`, "accuracy"), "accuracy")}`;
      });
      return `- KD loses where its relations are permuted (${of}, accuracy): ${found.join("; ")}.`;
    }),
    ...failureLines(design, failing),
  ];
}

/** Students of a failing teacher against those of the sound one of the same samples, and what the health check names. */
export function failureLines({ failing: { smoothings } }: Design, cells: readonly CellResult[]): string[] {
  const pairs = [
    ...smoothings.map((e) => [`smoothed ${e}`, "sound", "label-smoothed"] as const),
    ["few, overtrained", "few, stopped early", "over-confident"] as const,
    // Of ten times the samples: what was lost beside a teacher as it should be.
    ["few, overtrained", "sound", "over-confident"] as const,
  ];
  return pairs.map(([bad, good, failure]) => {
    const named = (name: string): number => cells.filter(({ signs }) => signs[name]?.failures.includes(failure)).length;
    const untold = (name: string): string => {
      const count = cells.filter(({ signs }) => failure === "label-smoothed" && signs[name]?.untold).length;
      return count === 0 ? "" : ` (cannot be told in ${count})`;
    };
    const drop = (measure: Measure): string => above(gain(cells, `KD of ${good}`, `KD of ${bad}`, measure), measure);
    return `- Teacher *${bad}*: named ${failure} by the health check in ${named(bad)} of ${cells.length} seeds${untold(bad)}, *${good}* in ${named(good)}${untold(good)}; KD's gain drops: ${drop("accuracy")}; ${drop("divergence")}.`;
  });
}

function atLeast({ correlations, smoothings: [e] }: Design, sweep: Rows, both: string, of: string): string {
  const against = [`KD-pt of ${of}`, `KD-sim ${e} of ${of}`];
  const words = (["accuracy", "divergence"] as const).map((measure) => {
    const worse = correlations.filter((_, row) =>
      against.some((other) => gain(sweep[row] ?? [], `${both} of ${of}`, other, measure).high < 0),
    );
    const better = correlations.filter((_, row) =>
      against.every((other) => gain(sweep[row] ?? [], `${both} of ${of}`, other, measure).low > 0),
    );
    const unit = measure === "accuracy" ? "accuracy" : "KL";
    const list = (all: readonly number[]): string => (all.length === 0 ? "no c" : `c = ${all.join(", ")}`);
    return `${unit}: better than both at ${list(better)}, worse than one at ${list(worse)}`;
  });
  return words.join("; ");
}

function above(difference: CrossedDifference, measure: Measure): string {
  const { low, high } = difference;
  return `${low > 0 ? "confirmed" : high < 0 ? "refuted" : "open"}, ${told(difference, measure)}`;
}

function nothing(difference: CrossedDifference, measure: Measure): string {
  const { low, high } = difference;
  const bound = NOTHING[measure];
  const word = low >= -bound && high <= bound ? "nothing" : low > 0 || high < 0 ? "refuted" : "open";
  return `${word}, ${told(difference, measure)}`;
}

function told({ mean, low, high, p }: CrossedDifference, measure: Measure): string {
  const digits = measure === "accuracy" ? 2 : 3;
  return `${mean.toFixed(digits)} [${low.toFixed(digits)}, ${high.toFixed(digits)}], p = ${p.toPrecision(2)}`;
}
