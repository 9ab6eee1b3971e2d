import { crossedInterval, type Finding, type StudySection, undefinedInterval } from "@stillpoint/core";
import type { Logits } from "../logits.ts";
import type { LossWeights } from "../loss.ts";
import { type LossSplit, splitLoss } from "../loss-split.ts";
import { kd } from "../targets/kd.ts";
import { permutedRelations } from "../targets/permuted-relations.ts";
import type { SoftTargets } from "../targets/soft-targets.ts";
import { compared, comparedFinding } from "./controlled-difference.ts";
import { independentOf, type StudentGroup } from "./study-input.ts";
import { capital, three } from "./words.ts";

interface Options {
  readonly temperature: number;
  readonly weights: LossWeights;
  readonly seed: number;
}

/** The loss that was used as TCKD and NCKD, and whether students have taken the relations on. */
export function splitSection(teacher: Logits, groups: readonly StudentGroup[], options: Options): StudySection {
  const { temperature, weights, seed } = options;
  const full = kd(teacher, { temperature });
  const permuted = teacher.classes < 3 ? undefined : permutedRelations(teacher, { temperature, seed });
  const splits = (group: StudentGroup, targets: SoftTargets): readonly LossSplit[] =>
    group.students.map(({ logits }) => splitLoss(logits, targets, weights));
  const independent = independentOf(groups);
  const gap = (group: StudentGroup, exchanged: SoftTargets): readonly Float64Array[] => {
    const own = splits(group, full);
    return splits(group, exchanged).map(({ nonTargetClass }, k) =>
      nonTargetClass.map((value, row) => value - (own[k]?.nonTargetClass[row] ?? Number.NaN)),
    );
  };
  const findings = groups.flatMap((group): readonly Finding[] => {
    const own = splits(group, full);
    const parts = (["targetClass", "nonTargetClass"] as const).map((part): Finding => {
      const interval = crossedInterval(
        own.map((split) => split[part]),
        "mean",
      );
      const exchanged = part === "nonTargetClass" && permuted !== undefined ? splits(group, permuted) : undefined;
      return {
        id: `loss.${part}${group.suffix}`,
        topic: "cause",
        value: interval.mean,
        interval,
        control:
          exchanged === undefined
            ? undefinedInterval("nothing keeps all else and takes this part away")
            : crossedInterval(
                exchanged.map(({ nonTargetClass }) => nonTargetClass),
                "mean",
              ),
        direction: "neither",
        sentence:
          part === "targetClass"
            ? `Of the loss of ${group.title}, ${three(interval.mean)} nats per example stand for how sure to be of the true class (TCKD).`
            : `Of the loss of ${group.title}, ${three(interval.mean)} nats per example stand for how wrong classes differ (NCKD, with the weight 1 − p_t that KD couples it to).`,
      };
    });
    if (permuted === undefined || group === independent) return parts;
    const seeded = (one: StudentGroup) => ({
      values: gap(one, permuted),
      seeds: one.students.map((student) => student.seed),
    });
    const number = compared(
      seeded(group),
      independent === undefined ? undefined : seeded(independent),
      group.students.map(({ logits }) => new Float64Array(logits.rows)),
    );
    const more = `${capital(group.title)} ${group.students.length === 1 ? "is" : "are"} nearer to the teacher's relations than to the same ones exchanged by ${three(number.own)} nats per example`;
    const sentence = Number.isNaN(number.value)
      ? `Nothing is there to compare: ${number.interval.reason ?? "no values"}.`
      : independent === undefined
        ? `${more}. Classes are alike for every network, so that only a student without the teacher could tell its share.`
        : `${more}, ${independent.title} by ${three(number.independent)}.`;
    return [...parts, comparedFinding(`loss.relationsTakenOn${group.suffix}`, number, "higher", sentence)];
  });
  const factor = weights.temperatureSquared ? "T²" : "1";
  return {
    id: "loss",
    title: "What the loss is made of",
    text: `The loss (1 − w) H(y, q) + w s H(p, q) at T = ${temperature}, w = ${weights.teacherWeight}, s = ${factor}, split exactly: the label's part, TCKD (the true class against the rest), NCKD (wrong classes among themselves) and a constant. NCKD is compared with that of the same targets with their wrong classes exchanged.`,
    findings,
    drawings: [],
  };
}
