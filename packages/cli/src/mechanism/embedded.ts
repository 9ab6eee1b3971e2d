// `stillpoint mechanism --preset`: students of KD, its parts and placebos on the embedded data.

import { type PresetName, runMechanism, tasksNamed } from "@stillpoint/bench";
import type { Store } from "@stillpoint/experiment";
import { packageFiles } from "../files/package-files.ts";
import { trainedBy } from "../made-by.ts";
import { handStudy } from "../output/hand-study.ts";
import { openRunFolder } from "../output/run-folder.ts";
import { interruptSignal, openProgress, openRuntime, type Terminal } from "../session.ts";
import { showEvents } from "../terminal/show-events.ts";
import { versionsOf } from "../versions.ts";
import type { MechanismOptions } from "./options.ts";

/** Tasks whose networks answer with classes. */
export const EMBEDDED_TASKS = "image,pointcloud,sentiment";

/**
 * Teaches, asks and tells, task by task: `mechanism/<task>/findings.html` as soon as a task is done. Throws `USAGE` for an
 * unknown task, `INTERRUPTED` after the studies that are there.
 */
export async function mechanismOnEmbedded(
  preset: PresetName,
  options: MechanismOptions,
  terminal: Terminal,
): Promise<void> {
  const { tasks: list = EMBEDDED_TASKS, seed, seeds } = options;
  const tasks = tasksNamed(list);
  const flags = [`--preset ${preset}`, `--tasks ${list}`, ...(seeds === undefined ? [] : [`--seeds ${seeds}`])];
  const command = `stillpoint mechanism ${flags.join(" ")} --seed ${seed}`;
  using folder = await openRunFolder({ ...options, command });
  const progress = openProgress(terminal, options);
  await using runtime = await openRuntime(options);
  using interrupt = interruptSignal(terminal, [runtime]);
  await folder.begin();
  const run = {
    command,
    versions: versionsOf(runtime),
    config: { preset, tasks: list, seeds, seed },
    data: ["@stillpoint/datasets"],
    noiseSeed: seed,
  };
  const events = runMechanism(
    { tasks, preset, seed, seeds },
    {
      store: folder.store,
      runtime,
      files: packageFiles,
      signal: interrupt.signal,
      madeBy: trainedBy(runtime),
      onStudy: (study) => {
        const place = `mechanism/${study.subject.replaceAll("/", "-")}`;
        return handStudy(study, run, below(folder.store, place), { options, terminal, progress });
      },
    },
  );
  await showEvents(events, progress);
}

/** A store whose names lie below a folder of another. */
function below(store: Store, folder: string): Pick<Store, "write" | "locate"> {
  return {
    write: (name, data) => store.write(`${folder}/${name}`, data),
    locate: (name) => store.locate(`${folder}/${name}`),
  };
}
