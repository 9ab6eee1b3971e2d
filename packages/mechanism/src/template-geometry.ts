// Whether a student's last layer lies as its teacher relates classes. n examples, K classes, d features.

import { crossedInterval, ensure, type Finding, type Interval, mean, undefinedInterval } from "@stillpoint/core";
import type { Logits } from "./logits.ts";
import type { NumberTable } from "./number-table.ts";
import { rankCorrelation } from "./rank-correlation.ts";

export interface TemplateGeometry {
  /** `[n]` rank correlation over wrong classes of one example, −1..1; NaN where all are equal for teacher or student. */
  readonly perExample: Float64Array;
  /** `[K]` mean over the examples of a class; NaN without any. */
  readonly perClass: Float64Array;
  /** Mean over examples, with its interval over them: this student's, not the method's. */
  readonly correlation: Interval;
}

/**
 * Rank correlation between the teacher's log-probabilities of the wrong classes and −‖h − w_i‖², the nearness of the
 * student's penultimate features h `[n, d]` to its class templates w `[K, d]`. Temperature changes no rank. At the optimum of
 * KD with templates of one length and one bias, ‖h − w_i‖² − ‖h − w_j‖² = −2 (ln p_i − ln p_j), and it is 1.
 *
 * @throws StillpointError SHAPE where sizes do not fit, DEGENERATE for fewer than three classes
 * Source: derived; that KD20 draws features towards related templates is remembered, paper not seen.
 */
export function templateGeometry(teacher: Logits, features: NumberTable, templates: NumberTable): TemplateGeometry {
  const { rows, classes, labels, values } = teacher;
  ensure(
    classes >= 3,
    "DEGENERATE",
    () => `${teacher.name}: expected at least 3 classes; got ${classes}; one wrong class has no order`,
  );
  ensure(
    features.rows === rows && templates.rows === classes && features.columns === templates.columns,
    "SHAPE",
    () =>
      `features and templates: expected ${rows} x d and ${classes} x d; got ${features.rows} x ${features.columns} and ${templates.rows} x ${templates.columns}`,
  );
  const perExample = new Float64Array(rows);
  const members = Array.from({ length: classes }, (): number[] => []);
  for (let row = 0; row < rows; row++) {
    const wrong = Array.from({ length: classes }, (_, k) => k).filter((k) => k !== labels[row]);
    perExample[row] = rankCorrelation(
      wrong.map((k) => values[row * classes + k]!),
      wrong.map((k) => -squaredDistance(features, row, templates, k)),
    );
    if (!Number.isNaN(perExample[row]!)) members[labels[row]!]!.push(perExample[row]!);
  }
  return {
    perExample,
    perClass: Float64Array.from(members, mean),
    correlation: crossedInterval([perExample], "mean"),
  };
}

/** The finding of one student; `control` is the same of a student that had no teacher, on the same examples. */
export function geometryFinding(student: TemplateGeometry, control?: TemplateGeometry): Finding {
  const { mean: value } = student.correlation;
  const beside =
    control === undefined ? "" : `, ${control.correlation.mean.toFixed(2)} in the student that had no teacher`;
  return {
    id: "relations.templateRank",
    topic: "cause",
    value,
    interval: student.correlation,
    control: control?.correlation ?? undefinedInterval("no student without the teacher was given"),
    direction: "higher",
    nothing: 0,
    seeds: 1,
    sentence: Number.isNaN(value)
      ? "Teacher or student rank no wrong class above another, so that there is no order to compare."
      : `The student's features lie nearer to classes the teacher finds likelier with a rank correlation of ${value.toFixed(2)}${beside}; 1 is the teacher's order, 0 none.`,
  };
}

function squaredDistance(features: NumberTable, row: number, templates: NumberTable, label: number): number {
  const { columns } = features;
  let sum = 0;
  for (let k = 0; k < columns; k++)
    sum += (features.values[row * columns + k]! - templates.values[label * columns + k]!) ** 2;
  return sum;
}
