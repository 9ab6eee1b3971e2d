// Whether students leave unmoved what leaves their teacher unmoved.

import {
  crossedInterval,
  type Finding,
  type Interval,
  type LinesDrawing,
  ROLES,
  type Role,
  type Series,
  type StudySection,
} from "@stillpoint/core";
import { claimed, gapFindings, shareInterval } from "../students/gap-finding.ts";
import { gapBetween, meanOf, type StudentValues } from "../students/student-values.ts";
import { controlText, percent, pointsMore } from "../students/words.ts";
import type { ChangedSamples } from "./agreement-curve.ts";

/** `[strength][sample]` from `agreementCurve`. */
export type Curve = readonly Float64Array[];

/** `[seed][strength][sample]` by role. */
export type StudentCurves = Partial<Readonly<Record<Role, readonly Curve[]>>>;

export interface InvarianceStudy {
  readonly changed: Pick<ChangedSamples, "transform" | "strengths">;
  readonly teacher: Curve;
  readonly students: StudentCurves;
  /** A teacher trained without the change and its distilled students, of the same seeds: what they have, any teacher gives. */
  readonly plain?: { readonly teacher: Curve; readonly distilled: readonly Curve[] };
  /** Places in `strengths` that findings are stated over, as the mean; all but the one that changes nothing by default. */
  readonly counted?: readonly number[];
}

/** For every change a finding `invariance.<change>`, with a plain teacher `invariance.<change>.beyondPlain`, and its curves. */
export function invarianceSection(studies: readonly InvarianceStudy[]): StudySection {
  return {
    id: "invariance",
    title: "What leaves them unmoved",
    text:
      "Every network is asked about a sample and about a changed version of it, or about two changed ones; agreement is the share of samples with the same answer, right or wrong. " +
      "A network that always gives one answer agrees with itself: read it beside the accuracies. A teacher trained without the change tells what any teacher gives.",
    findings: studies.flatMap(findingsOf),
    drawings: studies.map(curvesOf),
  };
}

function findingsOf(study: InvarianceStudy): readonly Finding[] {
  const { transform, strengths } = study.changed;
  const counted =
    study.counted ?? Array.from(strengths.keys()).filter((k) => strengths[k] !== (transform.unchanged ?? 0));
  const of = (curves: readonly Curve[]) => curves.map((curve) => meanOver(curve, counted));
  const values: StudentValues = Object.fromEntries(
    ROLES.flatMap((role) => {
      const curves = study.students[role];
      return curves === undefined ? [] : [[role, of(curves)] as const];
    }),
  );
  const id = `invariance.${transform.id}`;
  const where = `${transform.title} (${transform.strength} ${counted.map((k) => strengths[k]).join(", ")})`;
  const plain = study.plain && { ...values, distilled: of(study.plain.distilled) };
  const plainGap = plain && shareInterval(gapBetween(plain, "distilled", "scratch"));
  const teacher = meanOf({ teacher: of([study.teacher]) }, "teacher");
  return [
    ...gapFindings({
      id,
      values,
      // Students of another kind of teacher learn from neither of the two.
      control: (role) =>
        plainGap && role === "distilled"
          ? { what: "With a teacher trained without it", interval: plainGap }
          : undefined,
      sentence: (who, gap, control) =>
        `Under ${where} the teacher keeps its answer on ${percent(teacher)} of samples, independent students on ${percent(meanOf(values, "scratch"))}, ${who} on ${pointsMore(gap)}. ` +
        controlText(control.what, control.interval),
    }),
    ...(plain === undefined ? [] : [beyondPlain(id, where, values, plain)]),
  ];
}

/** (distilled − scratch) of the teacher with the change minus that of the teacher without it; the independent students are the same. */
function beyondPlain(id: string, where: string, values: StudentValues, plain: StudentValues): Finding {
  const both: StudentValues = {
    ...(values.distilled === undefined ? {} : { distilled: values.distilled }),
    ...(plain.distilled === undefined ? {} : { scratch: plain.distilled }),
  };
  const control = shareInterval(gapBetween(values, "null", "scratch"));
  return claimed(`${id}.beyondPlain`, gapBetween(both, "distilled", "scratch"), control, (gap) =>
    Number.isNaN(gap.mean)
      ? `What students have from the teacher trained with ${where} beyond one trained without it cannot be told: ${gap.reason ?? "no values"}.`
      : `Students of the teacher trained with it keep their answer under ${where} on ${pointsMore(gap)} than students of one trained without it, one teacher of each kind. ${controlText("Between two independent students", control)}`,
  );
}

/** `[sample]` the mean over some strengths. */
function meanOver(curve: Curve, counted: readonly number[]): Float64Array {
  const own = counted.map((k) => curve[k]!);
  return Float64Array.from(
    own[0] ?? [],
    (_, sample) => own.reduce((sum, values) => sum + values[sample]!, 0) / own.length,
  );
}

function curvesOf({ changed, teacher, students, plain }: InvarianceStudy): LinesDrawing {
  const { transform, strengths } = changed;
  const series: (Series | undefined)[] = [
    seriesOf("teacher", "teacher", [teacher]),
    ...ROLES.map((role) => (role === "teacher" ? undefined : seriesOf(role, role, students[role]))),
    seriesOf("teacher without it", "teacher", plain && [plain.teacher]),
    seriesOf("distilled from that", "distilled", plain?.distilled),
  ];
  return {
    ...{ kind: "lines", id: `invariance.${transform.id}`, title: `Agreement under ${transform.title}` },
    caption:
      "Share of samples that a network answers the same before and after, by how strong the change is; bands are 95 %.",
    x: { label: transform.strength, values: strengths },
    y: { label: "share with the same answer", low: 0, high: 1 },
    series: series.filter((each) => each !== undefined),
  };
}

function seriesOf(name: string, role: Role, curves: readonly Curve[] | undefined): Series | undefined {
  const [first] = curves ?? [];
  if (curves === undefined || first === undefined) return undefined;
  const found: Interval[] = first.map((_, strength) =>
    crossedInterval(
      curves.map((curve) => curve[strength]!),
      "mean",
    ),
  );
  return {
    ...{ name, role },
    values: found.map(({ mean }) => mean),
    low: found.map(({ low }) => Math.max(low, 0)),
    high: found.map(({ high }) => Math.min(high, 1)),
  };
}
