// `stillpoint calibrate`: how often verdicts are wrong on networks that differ by chance, and find what was planted.

import { StillpointError } from "@stillpoint/core";
import { WorkerPool } from "@stillpoint/onnx";
import { calibrationOf } from "../calibrate/calibration.ts";
import { runTrials } from "../calibrate/run-trials.ts";
import { STUDY } from "../calibrate/study.ts";
import { calibrationLines, calibrationPage } from "../calibrate/table.ts";
import { interruptSignal, type OutputOptions, openProgress, type Terminal } from "../session.ts";
import { OutputFolder } from "../storage/output-folder.ts";

export interface CalibrateOptions extends OutputOptions {
  readonly trials: number;
  readonly samples: number;
  readonly workers?: number;
  readonly seed: number;
  readonly out: string;
  readonly resume: boolean;
}

/** The command. Writes `calibration.json` and `calibration.md`; throws `INTERRUPTED` after writing partial ones. */
export async function calibrate(options: CalibrateOptions, terminal: Terminal): Promise<void> {
  const folder = new OutputFolder(options.out);
  const progress = openProgress(terminal, options);
  using interrupt = interruptSignal(terminal);
  await using pool = new WorkerPool(options.workers);
  const { signal } = interrupt;
  const { trials, samples, seed, resume } = options;
  const results = await runTrials(trials, { seed, samples }, { folder, pool, progress, signal, resume });
  if (results.length > 0) {
    const calibration = calibrationOf(results, {
      command: `stillpoint calibrate --trials ${trials} --samples ${samples} --seed ${seed}`,
      versions: { node: process.version },
      seed,
      samples,
      study: STUDY,
    });
    for (const line of calibrationLines(calibration)) progress.note(line);
    folder.write("calibration.json", `${JSON.stringify(calibration, null, 1)}\n`);
    progress.note(`calibration: ${folder.write("calibration.md", calibrationPage(calibration))}`);
  }
  if (results.length < trials)
    throw new StillpointError(
      "INTERRUPTED",
      `stopped after ${results.length} of ${trials} trials; go on with --resume`,
    );
}
