// A calibration in words, for the terminal and as Markdown.

import {
  type Calibration,
  FALSE_SUPPORT_LIMIT,
  LEAST_TRIALS,
  POWER_LIMIT,
  type Rate,
  type RuleRates,
} from "./calibration.ts";

/** The whole calibration as Markdown. */
export function calibrationPage(calibration: Calibration): string {
  const { command, versions, seed, trials, samples, networkPairs, overSeeds } = calibration;
  const software = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return `${[
    "# Calibration of the verdicts",
    "",
    `\`${command}\`, ${[...software, `seed ${seed}`].join(", ")}.`,
    "",
    `${trials} trials, ${networkPairs} pairs of scratch networks. A trial is a made-up task with three seeds and`,
    `${samples} measured pictures; the two networks of a seed have equal initial weights and see the data in different`,
    "order. Called *supported* by mistake: the share of trials whose verdict is `supported` although only chance tells the networks apart. *Planted effect",
    "found*: the same where the second network of each pair sees the object twice as strongly by construction. In",
    "brackets the 95 % Clopper-Pearson interval.",
    "",
    verdictLine(calibration),
    "",
    "## Verdicts of the report: seeds resampled first, samples within seeds",
    "",
    ...markdown(calibration),
    "",
    "## Verdicts over seeds alone: Student's t over one number per seed",
    "",
    ...markdown(overSeeds),
  ].join("\n")}\n`;
}

/** Rows for the terminal. */
export function calibrationLines(calibration: Calibration): string[] {
  const width = Math.max(...Object.keys(calibration.falseSupport).map((id) => id.length));
  const rows = Object.keys(calibration.falseSupport).map(
    (id) =>
      `${id.padEnd(width)}  supported by mistake ${share(calibration.falseSupport[id])}  ` +
      `planted found ${share(calibration.power[id])}`,
  );
  return [...rows, verdictLine(calibration)];
}

function verdictLine({ calibrated, trials }: Calibration): string {
  if (trials < LEAST_TRIALS) return `${trials} trials: too few to say; ${LEAST_TRIALS} are asked for.`;
  const limits = `false support of ${percent(FALSE_SUPPORT_LIMIT)} or less possible, planted effects found in ${percent(POWER_LIMIT)}`;
  return `${trials} trials: ${calibrated ? "calibrated" : "not calibrated"} (${limits}, for every hypothesis).`;
}

function markdown({ falseSupport, power, counts }: RuleRates): string[] {
  return [
    "| hypothesis | supported by mistake | contradicted by mistake | planted effect found |",
    "| --- | ---: | ---: | ---: |",
    ...Object.keys(falseSupport).map((id) => {
      const contradicted = `${counts.chance[id]?.contradicted ?? 0} of ${falseSupport[id]?.pairs ?? 0}`;
      return `| ${id} | ${share(falseSupport[id])} | ${contradicted} | ${share(power[id])} |`;
    }),
  ];
}

function share(rate: Rate | undefined): string {
  return rate === undefined ? "–" : `${percent(rate.rate)} [${percent(rate.low)}, ${percent(rate.high)}]`;
}

function percent(value: number): string {
  return `${(100 * value).toFixed(1)} %`;
}
