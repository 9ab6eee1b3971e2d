// Long work in an output folder of its own.

import type { ExperimentEvent, Store } from "@stillpoint/experiment";
import type { NodeRuntime } from "@stillpoint/onnx/node";
import {
  interruptSignal,
  type OutputOptions,
  openProgress,
  openRuntime,
  type RuntimeOptions,
  type Terminal,
} from "../session.ts";
import type { Progress } from "../terminal/progress.ts";
import { showEvents } from "../terminal/show-events.ts";
import { openRunFolder, type RunFolderOptions } from "./run-folder.ts";

export type FolderWorkOptions = OutputOptions & RuntimeOptions & Omit<RunFolderOptions, "command" | "own">;

export interface FolderWork {
  readonly store: Store;
  readonly runtime: NodeRuntime;
  readonly signal: AbortSignal;
  readonly progress: Progress;
}

/** Shows what `run` tells, with the output folder and the runtime open meanwhile. Throws what opening them throws. */
export async function inRunFolder(
  command: string,
  options: FolderWorkOptions,
  terminal: Terminal,
  run: (work: FolderWork) => AsyncIterable<ExperimentEvent>,
): Promise<void> {
  using folder = await openRunFolder({ ...options, command });
  const progress = openProgress(terminal, options);
  await using runtime = await openRuntime(options);
  using interrupt = interruptSignal(terminal, [runtime]);
  await folder.begin();
  await showEvents(run({ store: folder.store, runtime, signal: interrupt.signal, progress }), progress);
}
