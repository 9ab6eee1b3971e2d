// `stillpoint mechanism --preset`: students of KD, its parts and placebos on the embedded data.

import { type PresetName, runMechanism, tasksNamed } from "@stillpoint/bench";
import { embeddedStudy } from "../output/embedded-study.ts";
import type { Terminal } from "../session.ts";
import { type MechanismOptions, usage } from "./options.ts";

/** Tasks whose networks answer with classes. */
export const EMBEDDED_TASKS = "image,pointcloud,sentiment";

/**
 * Teaches, asks and tells, task by task: `mechanism/<task>/findings.html` as soon as a task is done. Throws `USAGE` for an
 * unknown task and where none answers with classes, `INTERRUPTED` after the studies that are there.
 */
export async function mechanismOnEmbedded(
  preset: PresetName,
  options: MechanismOptions,
  terminal: Terminal,
): Promise<void> {
  const { tasks: list = EMBEDDED_TASKS, seed, seeds } = options;
  const tasks = tasksNamed(list);
  const asked = tasks.map(({ benchmark }) => benchmark.modality.id);
  if (!asked.some((id) => EMBEDDED_TASKS.split(",").includes(id)))
    throw usage(
      `--tasks: expected one of ${EMBEDDED_TASKS}, whose networks answer with classes; got ${asked.join(",")}; add one or leave it out`,
    );
  const flags = [`--preset ${preset}`, `--tasks ${list}`, ...(seeds === undefined ? [] : [`--seeds ${seeds}`])];
  await embeddedStudy(
    {
      name: "mechanism",
      command: `stillpoint mechanism ${flags.join(" ")} --seed ${seed}`,
      config: { preset, tasks: list, seeds, seed },
      options,
      place: (subject) => `mechanism/${subject.replaceAll("/", "-")}`,
      run: (context) => runMechanism({ tasks, preset, seed, seeds }, context),
    },
    terminal,
  );
}
