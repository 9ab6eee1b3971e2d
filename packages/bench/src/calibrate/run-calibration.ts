// The calibration as a library: trials, rates, and the page that tells them.

import { StillpointError } from "@stillpoint/core";
import { type ExperimentEvent, eventsOf } from "@stillpoint/experiment";
import { type Calibration, calibrationOf } from "./calibration.ts";
import { calibrationText, storedCalibration } from "./calibration-file.ts";
import { runTrials, type TrialsContext } from "./run-trials.ts";
import { STUDY } from "./study.ts";
import { calibrationLines, calibrationPage } from "./table.ts";

export interface CalibrationChoice {
  readonly trials: number;
  /** Measured pictures per trial. */
  readonly samples: number;
  readonly seed: number;
}

export interface CalibrationContext extends Omit<TrialsContext, "signal"> {
  readonly signal?: AbortSignal;
  /** What the result says of how it was made. */
  readonly about: Pick<Calibration, "command" | "versions">;
}

/**
 * Runs trials and writes `calibration.json` and `calibration.md`; trials that the store holds already count, and
 * its half of real networks stays as it is.
 *
 * Throws `INTERRUPTED` after writing what there is, and the first failure of a trial.
 */
export function runCalibration(
  { trials, samples, seed }: CalibrationChoice,
  { store, runtime, madeBy, about, signal: outer }: CalibrationContext,
): AsyncGenerator<ExperimentEvent, void> {
  return eventsOf(async (tell, signal) => {
    const results = await runTrials(trials, { seed, samples }, { store, runtime, signal, madeBy }, tell);
    if (results.length > 0) {
      const real = (await storedCalibration(store))?.real;
      const own = calibrationOf(results, { ...about, seed, samples, study: STUDY });
      const calibration = { ...own, ...(real === undefined ? {} : { real }) };
      for (const text of calibrationLines(calibration)) tell({ kind: "note", text });
      await store.write("calibration.json", calibrationText(calibration));
      await store.write("calibration.md", calibrationPage(calibration));
      tell({ kind: "note", text: `calibration: ${store.locate("calibration.md")}` });
    }
    if (results.length === trials) return;
    throw new StillpointError(
      "INTERRUPTED",
      `stopped after ${results.length} of ${trials} trials; go on with --resume`,
    );
  }, outer);
}
