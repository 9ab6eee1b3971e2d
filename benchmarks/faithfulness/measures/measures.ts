// Every number of every map of a scene.

import { probabilityOf } from "../answer.ts";
import { MAP_NAMES, type MapName, type Maps, SIGNED } from "../maps/list.ts";
import type { Scene } from "../scene.ts";
import { deletionArea } from "./deletion.ts";
import { featureChange, noiseChange } from "./feature-change.ts";
import { insertionArea } from "./insertion.ts";
import { orderOf } from "./order.ts";
import { pointingByArea, pointingGame } from "./pointing.ts";
import { spearman } from "./rank-correlation.ts";

/** Noise of a single unit, multiples of σ0. */
export const NOISE_LEVELS = [1, 10] as const;

/** Names in the order of tables. */
export const MEASURE_NAMES = [
  "noise1",
  "noise10",
  "removed",
  "removedAnswer",
  "deletion",
  "insertion",
  "deletionAnswer",
  "insertionAnswer",
  "pointing",
  "pointingPart",
] as const;

export type MeasureName = (typeof MEASURE_NAMES)[number];

interface Measure {
  readonly title: string;
  readonly best: "most" | "least" | "neither";
}

/** What is measured; `least` where less is better, `neither` where it is told and not judged. */
export const MEASURES: Readonly<Record<MeasureName, Measure>> = {
  noise1: { title: "ρ noise σ0", best: "most" },
  noise10: { title: "ρ noise 10σ0", best: "most" },
  removed: { title: "ρ removal, features", best: "most" },
  removedAnswer: { title: "ρ removal, logit", best: "most" },
  deletion: { title: "deletion, features", best: "most" },
  insertion: { title: "insertion, features", best: "most" },
  deletionAnswer: { title: "deletion, probability", best: "least" },
  insertionAnswer: { title: "insertion, probability", best: "most" },
  pointing: { title: "pointing", best: "most" },
  pointingPart: { title: "top unit on the cue", best: "neither" },
};

/** What follows from the definition and is no finding: this map is what the measure correlates with. */
export function isByDefinition(map: MapName, measure: MeasureName): boolean {
  return (map === "occlusion" && measure === "removed") || (map === "answerOcclusion" && measure === "removedAnswer");
}

export type Measured = Readonly<Record<MeasureName, number>>;

/** Numbers by map, and under `area` what the pointing game gives by chance. */
export interface SceneMeasures {
  readonly maps: ReadonlyMap<MapName, Measured>;
  readonly area: { readonly pointing: number; readonly pointingPart: number };
}

/** `sigma0` in input units. Features change relative to the baseline's: 1 where all units are removed. */
export async function measureMaps(scene: Scene, maps: Maps, sigma0: number): Promise<SceneMeasures> {
  const { layer, answer, baseline, input, seed, sample } = scene;
  const change = await featureChange(layer);
  const [whole = Number.NaN] = Array.from(await change(baseline, 1));
  const relative = await featureChange(layer, 1 / whole);
  const probability = probabilityOf(answer);
  const noisy: Float64Array[] = [];
  for (const level of NOISE_LEVELS) noisy.push(await noiseChange(scene, level * sigma0));
  // These two maps are what the correlations with removal are taken with.
  const removed = maps.get("occlusion") ?? [];
  const dropped = maps.get("answerOcclusion") ?? [];

  const found = new Map<MapName, Measured>();
  for (const name of MAP_NAMES) {
    const scores = maps.get(name);
    if (scores === undefined) continue;
    // Features move whether a unit speaks for the answer or against it.
    const sizes = SIGNED.has(name) ? scores.map(Math.abs) : scores;
    const order = orderOf(sizes, seed, sample);
    const forAnswer = sizes === scores ? order : orderOf(scores, seed, sample);
    const { foreground, part } = pointingGame(input.units, forAnswer);
    found.set(name, {
      noise1: spearman(sizes, noisy[0]!),
      noise10: spearman(sizes, noisy[1]!),
      removed: spearman(sizes, removed),
      removedAnswer: spearman(scores, dropped),
      deletion: await deletionArea(scene, order, relative),
      insertion: 1 - (await insertionArea(scene, order, relative)),
      deletionAnswer: await deletionArea(scene, forAnswer, probability),
      insertionAnswer: await insertionArea(scene, forAnswer, probability),
      pointing: foreground,
      pointingPart: part,
    });
  }
  const area = pointingByArea(input.units);
  return { maps: found, area: { pointing: area.foreground, pointingPart: area.part } };
}
