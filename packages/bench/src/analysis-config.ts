// The config with which `stillpoint analyze` repeats a benchmark's measurement from its files.

import type { EngineChoice } from "@stillpoint/core";
import type { MeasuredTask } from "@stillpoint/experiment";
import type { TrainedNetwork } from "./networks.ts";

/** What the engine spends on a map of `optimum`; said, since `analyze` by itself may spend more. */
const OPTIMUM_PASSES = 512;

/** JSON text; paths are relative to the store the config lies in. `data` says what the samples are. */
export function analysisConfig(
  task: MeasuredTask,
  data: Readonly<Record<string, unknown>>,
  trained: readonly TrainedNetwork[],
  teacher: string,
  engine: EngineChoice,
): string {
  const folderOf = (seed: number, role: string): string | undefined => {
    return trained.find(({ spec }) => spec.seed === seed && spec.role === role)?.spec.folder;
  };
  const seeds = [...new Set(trained.map(({ spec }) => spec.seed))];
  const { recipe, seed, passes } = engine;
  const { smoothing = 0, sigma0 } = engine.recipe === "official" ? { sigma0: engine.sigma0 } : engine;
  // A level in input units belongs to a σ0 in input units.
  const level =
    typeof smoothing !== "number" ? smoothing.timesSigma0 : smoothing / (typeof sigma0 === "number" ? sigma0 : 1);
  const config = {
    task: task.task,
    ...data,
    layer: [task.layer],
    input: task.from,
    // Cues of a benchmark mislead on purpose: accuracy on them says nothing of preparation.
    accuracy: false,
    recipe,
    seed,
    ...(passes === undefined && recipe !== "optimum" ? {} : { passes: passes ?? OPTIMUM_PASSES }),
    // Said, so that no pilot decides otherwise.
    ...(recipe === "official" ? {} : { smoothing: level }),
    teacher,
    networks: seeds.map((trainingSeed) => ({
      seed: trainingSeed,
      distilled: folderOf(trainingSeed, "distilled"),
      scratch: folderOf(trainingSeed, "scratch"),
      null: folderOf(trainingSeed, "null"),
      placebo: folderOf(trainingSeed, "placebo"),
      "self-distilled": folderOf(trainingSeed, "self-distilled"),
      "null-order": folderOf(trainingSeed, "null-order"),
      "more-data": folderOf(trainingSeed, "more-data"),
    })),
  };
  return `${JSON.stringify(config, null, 2)}\n`;
}
