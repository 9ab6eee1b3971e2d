// The calibration on real networks as a library: pairs, trials, rates, and the page that tells them.

import { ensure, StillpointError } from "@stillpoint/core";
import { type ExperimentEvent, eventsOf } from "@stillpoint/experiment";
import type { BenchmarkTask } from "../benchmark-task.ts";
import type { Calibration } from "./calibration.ts";
import { calibrationText, madeUpHalf } from "./calibration-file.ts";
import { type PairChoice, pairSubject } from "./null-pair.ts";
import { type RealCalibration, realRows } from "./real-rates.ts";
import { REAL_STUDY } from "./real-study.ts";
import { realLines } from "./real-table.ts";
import { type PairsChoice, type PairsContext, runPairs } from "./run-pairs.ts";
import { completePairs, runRealTrials } from "./run-real-trials.ts";
import { calibrationPage } from "./table.ts";

export interface RealCalibrationContext extends Omit<PairsContext, "signal" | "madeBy"> {
  readonly signal?: AbortSignal;
  /**
   * Names the code and runtime: of all that trains and measures, without the benchmarks' own, whose choices are named by
   * value; and of that which makes verdicts of maps.
   */
  readonly madeBy: { readonly maps: string; readonly verdicts: string };
  /** What the result says of how it was made. */
  readonly about: Pick<Calibration, "command" | "versions">;
}

/**
 * Makes pairs of real networks, forms trials of them and writes both halves of `calibration.json` and `calibration.md`, the
 * half of the made-up task as the store holds it; pairs and trials that the store holds already count.
 *
 * Throws `USAGE` without that half, `INTERRUPTED` after writing what there is, and the first failure of a pair.
 */
export function runRealCalibration(
  choice: PairsChoice,
  { store, runtime, files, madeBy, about, signal: outer }: RealCalibrationContext,
): AsyncGenerator<ExperimentEvent, void> {
  return eventsOf(async (tell, signal) => {
    const madeUp = await madeUpHalf(store);
    const before = madeUp.real?.pairs ?? 0;
    ensure(
      choice.pairs >= before,
      "USAGE",
      () =>
        `calibration ${store.locate("calibration.json")}: expected at least the ${before} pairs of each task that it rests on; got ${choice.pairs}; ask for ${before} or more, or take another folder`,
    );
    const made = await runPairs(choice, { store, runtime, files, signal, madeBy: madeBy.maps }, tell);
    const pairs = completePairs(made);
    const trials = await runRealTrials(made, { store, signal, madeBy: madeBy.verdicts }, tell);
    if (trials.length > 0) {
      const real: RealCalibration = {
        ...about,
        seed: choice.seed,
        samples: REAL_STUDY.samples,
        pairs,
        networks: networksOf(choice.tasks, made),
        rows: realRows(trials),
        study: REAL_STUDY,
      };
      const calibration = { ...madeUp, real };
      for (const text of realLines(real)) tell({ kind: "note", text });
      await store.write("calibration.json", calibrationText(calibration));
      await store.write("calibration.md", calibrationPage(calibration));
      tell({ kind: "note", text: `calibration: ${store.locate("calibration.md")}` });
    }
    if (pairs === choice.pairs && !signal.aborted) return;
    throw new StillpointError(
      "INTERRUPTED",
      `stopped after ${pairs} of ${choice.pairs} pairs of each task; go on with --resume`,
    );
  }, outer);
}

function networksOf(tasks: readonly BenchmarkTask[], made: readonly PairChoice[]): Record<string, string> {
  return Object.fromEntries(
    tasks.flatMap((task) => {
      const choice = made.find((each) => each.task === task);
      return choice === undefined ? [] : [[task.benchmark.modality.id, pairSubject(choice)]];
    }),
  );
}
