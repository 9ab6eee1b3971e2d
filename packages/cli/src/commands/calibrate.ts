// `stillpoint calibrate`: how often verdicts are wrong on networks that differ by chance, and find what was planted.

import { allTasks, type CalibrationContext, runCalibration, runRealCalibration, tasksNamed } from "@stillpoint/bench";
import { StillpointError } from "@stillpoint/core";
import type { ExperimentEvent } from "@stillpoint/experiment";
import { packageFiles } from "../files/package-files.ts";
import { pairsBy, trainedBy } from "../made-by.ts";
import { type FolderWorkOptions, inRunFolder } from "../output/in-run-folder.ts";
import type { OutputOptions, RuntimeOptions, Terminal } from "../session.ts";
import { versionsOf } from "../versions.ts";

export interface CalibrateOptions extends OutputOptions, RuntimeOptions {
  readonly trials: number;
  readonly samples: number;
  /** Real networks in place of the made-up task. */
  readonly real: boolean;
  /** Of each modality, with `real`. */
  readonly pairs: number;
  readonly seed: number;
  readonly out: string;
  readonly resume: boolean;
  readonly overwrite: boolean;
}

/** Options that the half asked for does not read would be lost. Throws `USAGE`. */
export function refuseOfOtherHalf(names: readonly string[], real: boolean): void {
  const [name] = names;
  if (name === undefined) return;
  throw new StillpointError(
    "USAGE",
    `--${name}: expected ${real ? "without" : "with"} --real; got it ${real ? "with" : "without"}; leave it out`,
  );
}

/** The command. Writes `calibration.json` and `calibration.md`; throws `INTERRUPTED` after writing partial ones. */
export async function calibrate(options: CalibrateOptions, terminal: Terminal): Promise<void> {
  if (options.real) return await calibrateReal(options, terminal);
  const { trials, samples, seed } = options;
  const command = `stillpoint calibrate --trials ${trials} --samples ${samples} --seed ${seed}`;
  const request = { command: "calibrate", options: { trials, samples, seed } };
  await inFolder(command, { ...options, request }, terminal, (context) =>
    runCalibration({ trials, samples, seed }, { ...context, madeBy: trainedBy(context.runtime) }),
  );
}

/** The half of real networks, into a folder with that of the made-up task. */
async function calibrateReal(options: CalibrateOptions, terminal: Terminal): Promise<void> {
  const { pairs, seed } = options;
  const command = `stillpoint calibrate --real --pairs ${pairs} --seed ${seed} --resume`;
  if (!options.resume)
    throw new StillpointError(
      "USAGE",
      `--real: expected --resume and a folder with the calibration of the made-up task; got no --resume; run \`stillpoint calibrate --out ${options.out}\` first, then \`stillpoint calibrate --real --resume --out ${options.out}\``,
    );
  const request = { command: "calibrate --real", options: { pairs, seed } };
  await inFolder(command, { ...options, request, requestFile: "request-real.json" }, terminal, (context) => {
    const madeBy = { maps: pairsBy(context.runtime), verdicts: trainedBy(context.runtime) };
    return runRealCalibration(
      { tasks: tasksNamed(allTasks), pairs, seed },
      { ...context, files: packageFiles, madeBy },
    );
  });
}

/** The context of a calibration but for what names the code. */
async function inFolder(
  command: string,
  options: FolderWorkOptions,
  terminal: Terminal,
  run: (context: Omit<CalibrationContext, "madeBy">) => AsyncIterable<ExperimentEvent>,
): Promise<void> {
  await inRunFolder(command, options, terminal, ({ store, runtime, signal }) =>
    run({ store, runtime, signal, about: { command, versions: versionsOf(runtime) } }),
  );
}
