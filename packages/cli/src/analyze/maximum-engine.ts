// How maps are measured in text networks that keep the largest value over all words.

import { type EngineDefaults, sentimentBenchmark } from "@stillpoint/datasets";

/** A modality's defaults with what the benchmark's text CNN needs: energies averaged around the text. */
export function maximumEngine(defaults: EngineDefaults): EngineDefaults {
  return { ...defaults, ...sentimentBenchmark.families.find(({ id }) => id === "cnn")?.engine };
}
