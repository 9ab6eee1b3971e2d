// Who gains by distillation and who does not, as one section of a study.

import {
  type Finding,
  type HeatDrawing,
  mean,
  type StudySection,
  undefinedDifference,
  undefinedInterval,
} from "@stillpoint/core";
import type { Logits } from "@stillpoint/mechanism";
import { type Answered, answeredCohort } from "../answers/answer-findings.ts";
import { type Cohort, KINDS, kindOf, mapCohort } from "../cohort/cohort.ts";
import { type Contrast, contrastOf, pairContrast } from "../cohort/contrast.ts";
import { ARM_WORDS, contrastFinding, counted } from "../cohort/contrast-finding.ts";
import { type PartChange, partChanges, significantCount } from "./class-changes.ts";
import { checkedGroups, type Groups } from "./group-labels.ts";
import { demographicParity, equalisedOdds, type ParityGap } from "./parity.ts";

export interface GroupsOptions {
  readonly groups: Groups;
  /** `[K]` names of classes; their numbers by default. */
  readonly classNames?: readonly string[];
  /** The class whose answer is a decision in somebody's favour; without it there is no DPD and no EOD. */
  readonly positive?: number;
}

/**
 * Findings of the distilled student against the student from labels alone: accuracy by group, the gain of groups the teacher
 * saw less that of groups it never saw, classes whose accuracy changes, DPD and EOD.
 *
 * @throws StillpointError INPUT for a cohort that is none, SHAPE, RANGE or INPUT for groups that do not fit
 */
export function groupFindings(cohort: Cohort<Logits>, options: GroupsOptions): readonly Finding[] {
  const { answered, right, classes } = prepared(cohort, options);
  const { groups, positive } = options;
  const { names, of, unseenByTeacher = [] } = groups;
  const byGroup = partChanges(right, of, names);
  const gaps = (gap: (own: Answered) => ParityGap) => contrastOf(mapCohort(answered, (own) => gap(own).parts));
  return [
    ...byGroup.map(({ name, contrast }) =>
      contrastFinding(
        {
          id: `groups.gain.${name}`,
          topic: "came-along",
          direction: "higher",
          subject: `Accuracy in group ${name}`,
          meaning: unseenByTeacher.includes(name)
            ? "The teacher saw no example of this group."
            : "A gain in some groups and not in others is what a teacher's own bias looks like.",
        },
        contrast,
      ),
    ),
    ...(unseenByTeacher.length === 0
      ? []
      : [
          contrastFinding(
            {
              id: "groups.unseenGap",
              topic: "came-along",
              direction: "higher",
              subject: `Accuracy gained in groups the teacher saw less that in groups it never saw (${unseenByTeacher.join(", ")})`,
              meaning: "Above 0, the teacher's gap in what it has seen is handed over.",
            },
            unseenContrast(right, groups),
          ),
        ]),
    ...classFindings(partChanges(right, classes.of, classes.names)),
    ...(positive === undefined
      ? []
      : [
          contrastFinding(
            {
              id: "groups.demographicParity",
              topic: "came-along",
              direction: "lower",
              subject: `DPD, the largest gap between groups in answers "${classes.names[positive] ?? positive}",`,
              meaning: "0 is the same share in every group; the largest of several gaps is above 0 by chance.",
            },
            gaps((own) => demographicParity(own.classes, groups, positive)),
          ),
          contrastFinding(
            {
              id: "groups.equalisedOdds",
              topic: "came-along",
              direction: "lower",
              subject: `EOD, the largest such gap among examples of one true class,`,
              meaning: "0 is the same rates of error in every group; the largest of several gaps is above 0 by chance.",
            },
            gaps((own) => equalisedOdds(own.classes, own.labels, groups, positive)),
          ),
        ]),
  ];
}

/** The section of bias: findings, and accuracy by group of every kind of network. */
export function groupsSection(cohort: Cohort<Logits>, options: GroupsOptions): StudySection {
  const { answered, right, classes } = prepared(cohort, options);
  const { names, of } = options.groups;
  return {
    id: "groups",
    title: "Who gains and who does not",
    text: "Mean accuracy hides whom a student serves. Gains are given for every group and class, against a student that had no teacher; a group the teacher never saw shows whether its blind spot is handed over.",
    findings: groupFindings(cohort, options),
    drawings:
      answered.length === 0
        ? []
        : [
            accuracyHeat("groups.accuracy", "Accuracy by group", right, of, names),
            accuracyHeat("groups.classes", "Accuracy by class", right, classes.of, classes.names),
          ],
  };
}

function classFindings(changes: readonly PartChange[]): readonly Finding[] {
  const tested = changes.filter(({ contrast }) => !Number.isNaN(contrast.difference.p));
  const found = significantCount(tested.map(({ contrast }) => contrast.difference));
  const raw = tested.filter(({ contrast }) => contrast.difference.p <= 0.05).length;
  const controls = changes.map(({ contrast }) => contrast.controls[0]).filter((control) => control !== undefined);
  const byControl = significantCount(controls.map(({ difference }) => difference));
  const why = changes[0]?.contrast.difference.reason ?? "no class was tested";
  const value = tested.length === 0 ? Number.NaN : found;
  const arm = controls[0]?.arm;
  return [
    {
      id: "groups.classesChanged",
      topic: "came-along",
      value,
      interval: undefinedInterval(tested.length === 0 ? why : "a count of significant classes has no interval"),
      control:
        arm === undefined
          ? undefinedInterval(
              "no second student from labels, placebo, self-distilled student or student of another teacher",
            )
          : { ...undefinedInterval("a count of significant classes has no interval"), mean: byControl },
      direction: "neither",
      sentence: Number.isNaN(value)
        ? `Which classes change cannot be told: ${why}.`
        : `Of ${counted(tested.length, "class").replace(/classs$/, "classes")} ${found} ${found === 1 ? "has" : "have"} an accuracy that differs between the distilled student and the one from labels alone after adjustment (5 %, Benjamini and Hochberg), ${raw} before it${arm === undefined ? "" : `; between ${ARM_WORDS[arm]} and the one from labels alone it is ${byControl} after adjustment`}.`,
    },
  ];
}

function unseenContrast(right: Cohort<Float64Array>, groups: Groups): Contrast {
  const alone = groups.names.find((_, group) => Array.from(groups.of).filter((own) => own === group).length < 2);
  const contrast = pairContrast(right, (treated, reference) => unseenGap(treated, reference, groups));
  if (alone === undefined || Number.isNaN(contrast.difference.mean)) return contrast;
  const difference = undefinedDifference(`group ${alone} has one example, and so no spread of its own`);
  return { ...contrast, difference, controls: [] };
}

/**
 * `[n]` parts of the mean gain over seen groups less that over unseen ones, groups weighing alike: their spread is that of
 * groups drawn one by one, Σ weight² s² / m with s² over m − 1, where n examples are taken for one sample.
 */
function unseenGap(
  treated: Float64Array,
  reference: Float64Array,
  { names, of, unseenByTeacher = [] }: Groups,
): Float64Array {
  const n = treated.length;
  const gain = names.map((_, group) => {
    const places = Array.from({ length: n }, (__, k) => k).filter((k) => of[k] === group);
    return { examples: places.length, mean: mean(places.map((k) => treated[k]! - reference[k]!)) };
  });
  const seen = names.map((name) => !unseenByTeacher.includes(name));
  const weight = seen.map((own) => (own ? 1 : -1) / seen.filter((other) => other === own).length);
  const value = gain.reduce((sum, own, group) => sum + weight[group]! * own.mean, 0);
  return Float64Array.from({ length: n }, (_, k) => {
    const { examples, mean: center } = gain[of[k]!]!;
    const few = Math.sqrt(((examples / Math.max(1, examples - 1)) * (n - 1)) / n);
    return value + ((few * weight[of[k]!]! * n) / examples) * (treated[k]! - reference[k]! - center);
  });
}

interface Prepared {
  readonly answered: Cohort<Answered>;
  readonly right: Cohort<Float64Array>;
  readonly classes: { readonly of: ArrayLike<number>; readonly names: readonly string[] };
}

function prepared(cohort: Cohort<Logits>, { groups, classNames }: GroupsOptions): Prepared {
  const answered = answeredCohort(cohort);
  const first = cohort[0]?.value;
  checkedGroups(groups, first?.rows ?? groups.of.length);
  const names = classNames ?? Array.from({ length: first?.classes ?? 0 }, (_, k) => String(k));
  return { answered, right: mapCohort(answered, (own) => own.right), classes: { of: first?.labels ?? [], names } };
}

function accuracyHeat(
  id: string,
  title: string,
  right: Cohort<Float64Array>,
  of: ArrayLike<number>,
  names: readonly string[],
): HeatDrawing {
  const kinds = KINDS.filter((kind) => right.some((member) => kindOf(member) === kind));
  return {
    kind: "heat",
    id,
    title,
    caption: "Share of right answers, mean over seeds.",
    rows: kinds,
    columns: names,
    values: kinds.flatMap((kind) =>
      names.map((_, part) =>
        mean(
          right
            .filter((member) => kindOf(member) === kind)
            .map(({ value }) => mean(value.filter((__, k) => of[k] === part))),
        ),
      ),
    ),
    label: "accuracy",
    low: 0,
    high: 1,
  };
}
