// How often a network is right on the samples, and whether that is more than guessing.

import { proportionInterval, type Tensor } from "@stillpoint/core";
import type { ShownSample } from "../fitted-samples.ts";
import type { AnswerKey } from "./answer.ts";

/** Runs a network on one sample's inputs (batch axis 1) and gives the outputs asked for. */
export type RunOutputs = (inputs: ShownSample["input"]["inputs"]) => Promise<Readonly<Record<string, Tensor>>>;

export interface Accuracy {
  /** Labelled samples, and how many of them are right. */
  readonly labelled: number;
  readonly right: number;
  /** As in the key. */
  readonly chance: number;
  /** Share of right answers by sample group, 0..1; groups without a label are absent. */
  readonly groups: Readonly<Record<string, number>>;
  /** How often each answer was given, over all samples. */
  readonly said: ReadonlyMap<string, number>;
}

/** Answers to all samples, one after the other. Throws what running throws. */
export async function accuracyOf(
  samples: readonly Pick<ShownSample, "info" | "input">[],
  key: AnswerKey,
  run: RunOutputs,
): Promise<Accuracy> {
  const said = new Map<string, number>();
  const groups = new Map<string, { right: number; labelled: number }>();
  for (const [k, { info, input }] of samples.entries()) {
    const answer = key.answer(k, await run(input.inputs));
    said.set(answer.said, (said.get(answer.said) ?? 0) + 1);
    if (answer.right === undefined) continue;
    const group = groups.get(info.group) ?? { right: 0, labelled: 0 };
    groups.set(info.group, { right: group.right + (answer.right ? 1 : 0), labelled: group.labelled + 1 });
  }
  const counts = [...groups.values()];
  return {
    labelled: counts.reduce((sum, { labelled }) => sum + labelled, 0),
    right: counts.reduce((sum, { right }) => sum + right, 0),
    chance: key.chance,
    groups: Object.fromEntries([...groups].map(([name, { right, labelled }]) => [name, right / labelled])),
    said,
  };
}

/** Probability below which a count of right answers is not by guessing. */
const LEVEL = 0.05;
/** Of the way from chance to always right: few samples must not stop a network that is right on most of them. */
const CLOSE = 0.25;
/** Questions of which a network that reads them answers at least one. */
const ENOUGH_QUESTIONS = 20;

/**
 * Whether as many right answers come about by guessing: the share lies within a quarter of the way from chance to 1, and
 * its exact one-sided 95 % bound (Clopper and Pearson) at or below chance. False where so few samples could not tell even a network that is always right from guessing. Of spans, whose
 * chance is nearly 0, true when not one of at least 20 is right.
 */
export function isNearChance({ right, labelled, chance }: Pick<Accuracy, "right" | "labelled" | "chance">): boolean {
  if (labelled === 0 || Number.isNaN(chance)) return false;
  if (chance === 0) return right === 0 && labelled >= ENOUGH_QUESTIONS;
  if (chance ** labelled > LEVEL) return false;
  if (right / labelled > chance + CLOSE * (1 - chance)) return false;
  return proportionInterval(right, labelled, 1 - 2 * LEVEL).low <= chance;
}

/**
 * Whether a network is surely no better than a quarter of the way from chance to always right: the exact one-sided 95 %
 * upper bound of its share lies there. Of spans as `isNearChance`.
 */
export function isSurelyPoor({ right, labelled, chance }: Pick<Accuracy, "right" | "labelled" | "chance">): boolean {
  if (labelled === 0 || Number.isNaN(chance)) return false;
  if (chance === 0) return isNearChance({ right, labelled, chance });
  if (chance ** labelled > LEVEL) return false;
  return proportionInterval(right, labelled, 1 - 2 * LEVEL).high <= chance + CLOSE * (1 - chance);
}

/** The one answer given to every sample, where there are several samples and but one answer. */
export function onlyAnswer({ said }: Pick<Accuracy, "said">): string | undefined {
  const [only, ...more] = said.keys();
  return more.length === 0 && (said.get(only ?? "") ?? 0) > 1 ? only : undefined;
}
