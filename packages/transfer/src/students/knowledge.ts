// What students were taught of their teacher, and what is then asked of them.

import type { FindingTopic } from "@stillpoint/core";

/**
 * What a loss of distillation compares: the teacher's answers, or features of its layers. Source: the division of Gou et al.
 * 2021, not seen.
 */
export const KNOWLEDGE = ["response", "feature"] as const;

export type Knowledge = (typeof KNOWLEDGE)[number];

/** Whether a number of answers or of features is what students are asked for, or comes along unasked. */
export function topicOf(about: Knowledge, taught: Knowledge = "response"): FindingTopic {
  return about === taught ? "kept" : "came-along";
}
