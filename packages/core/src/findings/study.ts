// What a study of a teacher and its students found, in memory.

import type { Role } from "../contract.ts";
import type { Drawing } from "./drawing.ts";
import type { Finding } from "./finding.ts";

export interface StudiedNetwork {
  /** Unique within the study. */
  readonly name: string;
  readonly role: Role;
  readonly seed?: number;
  /** How a student was taught, such as "KD-pt" or "hint". */
  readonly method?: string;
  /** Share of correct answers on the held-out examples; NaN where there are no labels. */
  readonly accuracy: number;
}

/** One question with its answers. */
export interface StudySection {
  /** Stable, such as `adversarial`. */
  readonly id: string;
  readonly title: string;
  /** What was done and how to read it, for someone who has not read the paper. */
  readonly text: string;
  readonly findings: readonly Finding[];
  readonly drawings: readonly Drawing[];
}

export interface Study {
  readonly kind: "mechanism" | "transfer";
  /** What was studied: data and task, such as `image/emoji-vgg`. */
  readonly subject: string;
  /** How, as names and values for people: temperature, weight, steps, strengths. */
  readonly settings: readonly { readonly name: string; readonly value: string }[];
  readonly networks: readonly StudiedNetwork[];
  readonly sections: readonly StudySection[];
  /** What cannot be told and what would be needed, such as a missing role. */
  readonly unsaid: readonly { readonly id: string; readonly reason: string }[];
}
