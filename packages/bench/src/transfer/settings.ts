// What a study of the embedded emoji was made with, for people.

import type { Study } from "@stillpoint/core";
import { LOGIT_DISTILLATION } from "../method.ts";
import { type AskedPictures, UNSEEN_STYLE } from "./pictures.ts";
import { CONTRAST, HINT, JITTER } from "./preset.ts";
import type { LessonMatter } from "./students.ts";

export function transferSettings({ family, preset, training }: LessonMatter, asked: AskedPictures): Study["settings"] {
  const setting = (name: string, value: string | number) => ({ name, value: String(value) });
  const { temperature, teacherWeight, labelWeight } = LOGIT_DISTILLATION;
  const { groups, samples } = asked.groups;
  return [
    setting("networks", family.name),
    setting("seeds", preset.seeds),
    setting("steps", `${preset.steps}, batches of ${training.batch}`),
    setting("KL", `T = ${temperature}, ${labelWeight} labels + ${teacherWeight} teacher, times T²; called distilled`),
    setting(
      "Hint",
      `at ${HINT.studentLayer}, ${HINT.labelWeight} labels + ${HINT.hintWeight} hint over size and variance; told apart`,
    ),
    setting(
      "CRD",
      `at ${CONTRAST.studentLayer}, ${CONTRAST.labelWeight} labels + ${CONTRAST.contrastWeight} contrast, T = ${CONTRAST.temperature}, negatives of the batch; told apart`,
    ),
    setting("placebo and self-distilled", "taught by KL"),
    setting(
      "pictures asked about",
      `${asked.heldOut.labels.length} of ${UNSEEN_STYLE}, a style that nobody was trained on`,
    ),
    setting(
      "groups",
      `styles, ${samples.labels.length} pictures of emoji that no student was trained on; the teacher was, but for ${(groups.unseenByTeacher ?? []).join(", ")}`,
    ),
    setting("other domains", asked.domains.map(({ name, labels }) => `${name} ${labels.length}`).join(", ")),
    setting("cue conflicts", `${asked.conflict.labels.length} shapes of one class filled with the texture of another`),
    setting(
      "colour jitter",
      `two teachers of ${preset.teacherSteps} steps, one of them with jitter of strength ${JITTER}, alike otherwise; their students without jitter`,
    ),
    setting("foreign attack", "on the committed ResNet-like teacher"),
    setting("planes", `${preset.planes.planes} of ${preset.planes.size}x${preset.planes.size} points`),
  ];
}
