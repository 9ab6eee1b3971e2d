// A calibration in words, for the terminal and as Markdown.

import {
  type Calibration,
  FALSE_SUPPORT_LIMIT,
  LEAST_TRIALS,
  lacksVerdicts,
  POWER_LIMIT,
  type RuleRates,
} from "./calibration.ts";
import type { Rate } from "./rates.ts";
import { realPage } from "./real-table.ts";

/** The whole calibration as Markdown. */
export function calibrationPage(calibration: Calibration): string {
  const { command, versions, seed, trials, samples, networkPairs, overSeeds, scope, real } = calibration;
  const software = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return `${[
    "# Calibration of the verdicts",
    "",
    `\`${command}\`, ${[...software, `seed ${seed}`].join(", ")}.`,
    "",
    `${trials} trials, ${networkPairs} pairs of scratch networks. A trial is a made-up task with three seeds and`,
    `${samples} measured pictures; the two networks of a seed have equal initial weights and see the data in different`,
    "order. Called *supported* by mistake: the share of trials whose verdict is `supported` although only chance tells the",
    "networks apart. *Either by mistake*: `supported` or `contradicted`; the networks could be exchanged, so that both",
    "directions are equally false. *Planted effect found*: called `supported` where the second network of each pair sees the",
    "object twice as strongly by construction. Shares are of trials with a verdict; in brackets the 95 % Clopper-Pearson",
    "interval.",
    "",
    scope,
    "",
    verdictLine(calibration),
    "",
    "## Verdicts of single claims: seeds and samples crossed, not adjusted for their number",
    "",
    ...markdown(calibration),
    "",
    "## Verdicts over seeds alone: Student's t over one number per seed",
    "",
    ...markdown(overSeeds),
    ...(real === undefined ? [] : ["", ...realPage(real)]),
  ].join("\n")}\n`;
}

/** Rows for the terminal. */
export function calibrationLines(calibration: Calibration): string[] {
  const ids = Object.keys(calibration.counts.chance);
  const width = Math.max(...ids.map((id) => id.length));
  const rows = ids.map(
    (id) =>
      `${id.padEnd(width)}  supported by mistake ${share(calibration.falseSupport[id])}  ` +
      `either way ${share(calibration.falseVerdicts[id])}  ` +
      `planted found ${share(calibration.power[id])}`,
  );
  return [...rows, verdictLine(calibration)];
}

function verdictLine(calibration: Calibration): string {
  const { calibrated, trials } = calibration;
  if (trials < LEAST_TRIALS) return `${trials} trials: too few to say; ${LEAST_TRIALS} are asked for.`;
  if (lacksVerdicts(calibration)) return `${trials} trials, some without a verdict: not calibrated.`;
  const limits = `false support of ${percent(FALSE_SUPPORT_LIMIT)} or less possible, planted effects found in ${percent(POWER_LIMIT)}`;
  return `${trials} trials: ${calibrated ? "calibrated" : "not calibrated"} (${limits}, for every hypothesis).`;
}

function markdown({ falseSupport, falseVerdicts, power, counts }: RuleRates): string[] {
  const ids = Object.keys(counts.chance);
  const often = ids.filter((id) => (falseVerdicts[id]?.low ?? 0) > FALSE_SUPPORT_LIMIT);
  return [
    "| hypothesis | supported by mistake | contradicted by mistake | either by mistake | planted effect found |",
    "| --- | ---: | ---: | ---: | ---: |",
    ...ids.map((id) => {
      const rate = falseSupport[id];
      const contradicted = rate === undefined ? "–" : `${counts.chance[id]?.contradicted ?? 0} of ${rate.pairs}`;
      return `| ${id} | ${share(rate)} | ${contradicted} | ${share(falseVerdicts[id])} | ${share(power[id])} |`;
    }),
    ...(often.length === 0
      ? []
      : ["", `Either by mistake, whole interval above ${percent(FALSE_SUPPORT_LIMIT)}: ${often.join(", ")}.`]),
  ];
}

function share(rate: Rate | undefined): string {
  return rate === undefined ? "–" : `${percent(rate.rate)} [${percent(rate.low)}, ${percent(rate.high)}]`;
}

function percent(value: number): string {
  return `${(100 * value).toFixed(1)} %`;
}
