// The config with which `stillpoint analyze` repeats a benchmark's measurement from its files.

import { emojiNormalisation, type ImagePreset } from "@stillpoint/datasets";
import type { EngineChoice, MeasuredTask } from "../experiment/measured-task.ts";
import type { TrainedNetwork } from "./networks.ts";

/** JSON text; paths are relative to the folder the config lies in. */
export function analysisConfig(
  task: MeasuredTask,
  pictures: string,
  trained: readonly TrainedNetwork[],
  teacher: string,
  preset: ImagePreset,
  engine: EngineChoice,
): string {
  const folderOf = (seed: number, role: string): string | undefined => {
    return trained.find(({ spec }) => spec.seed === seed && spec.role === role)?.spec.folder;
  };
  const seeds = [...new Set(trained.map(({ spec }) => spec.seed))];
  const config = {
    task: task.task,
    modality: task.modality,
    data: `${pictures}/pictures`,
    masks: `${pictures}/masks`,
    parts: { distractor: `${pictures}/distractors` },
    grid: preset.grid.join("x"),
    mean: emojiNormalisation.mean,
    std: emojiNormalisation.deviation,
    layer: [task.layer],
    input: task.from,
    recipe: engine.recipe,
    seed: engine.seed,
    ...(engine.passes === undefined ? {} : { passes: engine.passes }),
    teacher,
    networks: seeds.map((seed) => ({
      seed,
      distilled: folderOf(seed, "distilled"),
      scratch: folderOf(seed, "scratch"),
      null: folderOf(seed, "null"),
    })),
  };
  return `${JSON.stringify(config, null, 2)}\n`;
}
