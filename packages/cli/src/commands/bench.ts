// `stillpoint bench`: trains the networks of all tasks on embedded data, measures them, writes one report.

import {
  chosenNetworks,
  chosenRoles,
  committedCalibration,
  methodsNamed,
  type PresetName,
  runBenchmark,
  tasksNamed,
} from "@stillpoint/bench";
import type { Recipe } from "@stillpoint/core";
import { packageFiles } from "../files/package-files.ts";
import { trainedBy } from "../made-by.ts";
import { memoryLimit } from "../memory-limit.ts";
import { openRunFolder } from "../output/run-folder.ts";
import {
  interruptSignal,
  type OutputOptions,
  openProgress,
  openReference,
  openRuntime,
  type RuntimeOptions,
  type Terminal,
} from "../session.ts";
import { showEvents } from "../terminal/show-events.ts";
import { versionsOf } from "../versions.ts";

export interface BenchOptions extends OutputOptions, RuntimeOptions {
  readonly tasks: string;
  readonly preset: PresetName;
  readonly recipe: Recipe;
  readonly seeds?: number;
  readonly methods?: string;
  readonly roles?: string;
  readonly networks?: string;
  readonly control: boolean;
  readonly samples?: number;
  readonly passes?: number;
  /** MiB. */
  readonly memory?: number;
  readonly seed: number;
  readonly out: string;
  readonly resume: boolean;
  readonly overwrite: boolean;
}

/** The command. Returns after writing the report; throws `INTERRUPTED` after writing a partial one. */
export async function bench(options: BenchOptions, terminal: Terminal): Promise<void> {
  const tasks = tasksNamed(options.tasks);
  const methods = options.methods === undefined ? undefined : methodsNamed(options.methods);
  const roles = options.roles === undefined ? undefined : chosenRoles(options.roles);
  const networks = options.networks === undefined ? undefined : chosenNetworks(options.networks, tasks, options.preset);
  const command = commandOf(options);
  using folder = await openRunFolder({
    ...options,
    command,
    request: { command: "bench", options: choiceOf(options) },
  });
  const progress = openProgress(terminal, options);
  await using runtime = await openRuntime(options);
  await using reference = openReference(options);
  using interrupt = interruptSignal(terminal, [runtime]);
  const say = (text: string): void => progress.note(text);
  using memory = memoryLimit({ limit: options.memory, outer: interrupt.signal, say });
  await folder.begin();
  const { tasks: _, ...choice } = options;
  const events = runBenchmark(
    { ...choice, tasks, methods, roles, networks },
    {
      store: folder.store,
      runtime,
      reference,
      files: packageFiles,
      signal: memory.signal,
      madeBy: trainedBy(runtime),
      report: {
        run: {
          command,
          versions: versionsOf(runtime),
          config: choiceOf(options),
          data: ["@stillpoint/datasets"],
          noiseSeed: options.seed,
        },
        calibration: await committedCalibration(packageFiles),
      },
    },
  );
  await memory.within(() => showEvents(events, progress));
}

/** What decides the results. */
function choiceOf(options: BenchOptions): object {
  const { tasks, networks, preset, recipe, seeds, methods, roles, control, samples, passes, seed, provider } = options;
  return { tasks, networks, preset, recipe, seeds, methods, roles, control, samples, passes, seed, provider };
}

function commandOf(options: BenchOptions): string {
  const { tasks, networks, preset, recipe, seeds, methods, roles, control, samples, passes, seed } = options;
  const flags = [`--tasks ${tasks}`, `--preset ${preset}`, `--recipe ${recipe}`, `--seed ${seed}`];
  if (networks !== undefined) flags.push(`--networks ${networks}`);
  if (seeds !== undefined) flags.push(`--seeds ${seeds}`);
  if (methods !== undefined) flags.push(`--methods ${methods}`);
  if (roles !== undefined) flags.push(`--roles ${roles}`);
  if (samples !== undefined) flags.push(`--samples ${samples}`);
  if (passes !== undefined) flags.push(`--passes ${passes}`);
  if (control) flags.push("--control");
  return `stillpoint bench ${flags.join(" ")}`;
}
