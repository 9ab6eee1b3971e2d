// `stillpoint calibrate`: how often verdicts are wrong on networks that differ by chance, and find what was planted.

import { runCalibration } from "@stillpoint/bench";
import { trainedBy } from "../made-by.ts";
import { openRunFolder } from "../output/run-folder.ts";
import {
  interruptSignal,
  type OutputOptions,
  openProgress,
  openRuntime,
  type RuntimeOptions,
  type Terminal,
} from "../session.ts";
import { showEvents } from "../terminal/show-events.ts";
import { versionsOf } from "../versions.ts";

export interface CalibrateOptions extends OutputOptions, RuntimeOptions {
  readonly trials: number;
  readonly samples: number;
  readonly seed: number;
  readonly out: string;
  readonly resume: boolean;
  readonly overwrite: boolean;
}

/** The command. Writes `calibration.json` and `calibration.md`; throws `INTERRUPTED` after writing partial ones. */
export async function calibrate(options: CalibrateOptions, terminal: Terminal): Promise<void> {
  const { trials, samples, seed } = options;
  const command = `stillpoint calibrate --trials ${trials} --samples ${samples} --seed ${seed}`;
  using folder = await openRunFolder({ ...options, command });
  const progress = openProgress(terminal, options);
  await using runtime = await openRuntime(options);
  using interrupt = interruptSignal(terminal, [runtime]);
  await folder.begin();
  const context = {
    store: folder.store,
    runtime,
    signal: interrupt.signal,
    madeBy: trainedBy(runtime),
    about: { command, versions: versionsOf(runtime) },
  };
  await showEvents(runCalibration({ trials, samples, seed }, context), progress);
}
