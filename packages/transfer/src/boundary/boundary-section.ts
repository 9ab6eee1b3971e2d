// Whether students draw their boundaries where their teacher does.

import type { RegionsDrawing, Role, StudySection } from "@stillpoint/core";
import { gapFindings } from "../students/gap-finding.ts";
import { meanOf, type StudentValues } from "../students/student-values.ts";
import { controlText, percent, pointsMore } from "../students/words.ts";
import type { SampledPlane, SampledPlanes } from "./plane-answers.ts";

export interface BoundaryStudy {
  /** Agreement with the teacher on every plane, `planeAgreement`: `[seed][plane]`. */
  readonly agreement: StudentValues;
  readonly planes: Pick<SampledPlanes, "skipped"> & { readonly count: number; readonly size: number };
  /** From `regionsOf`. */
  readonly drawings?: readonly RegionsDrawing[];
}

/** Finding `boundary.agreement`. */
export function boundarySection({ agreement, planes, drawings = [] }: BoundaryStudy): StudySection {
  const { count, size, skipped } = planes;
  const left = skipped === 0 ? "" : ` ${skipped} triplets lie on a line and span none.`;
  return {
    id: "boundary",
    title: "Where they draw boundaries",
    text:
      `${count} planes go through three samples each; teacher and students answer all over a grid of ${size}x${size} points on them, a tenth of the samples' range beyond the outermost.${left} ` +
      "The number is the share of points with equal answers, averaged over planes: plain agreement, not intersection over union, as the same number is called elsewhere.",
    findings: gapFindings({
      id: "boundary.agreement",
      values: agreement,
      sentence: (who, gap, control) =>
        `Independent students answer as the teacher on ${percent(meanOf(agreement, "scratch"))} of the points of a plane, ${who} on ${pointsMore(gap)}. ${controlText(control.what, control.interval)} Part of it may be higher accuracy alone.`,
    }),
    drawings,
  };
}

export interface PlanePanel {
  readonly name: string;
  readonly role?: Role;
  /** `[size·size]` from `planeAnswers`. */
  readonly answers: Float64Array;
}

/** One plane as every network divides it, the first row of cells on top; `labels` are those of all samples. */
export function regionsOf(
  { triple, grid }: SampledPlane,
  panels: readonly PlanePanel[],
  labels: ArrayLike<number>,
  classNames: readonly string[],
  id = "boundary.plane",
): RegionsDrawing {
  const { size, corners } = grid;
  return {
    ...{ kind: "regions", id, title: "One plane through three samples", width: size, height: size, classNames },
    caption: "Colours are answers at every point of the plane; the dots are the three samples it goes through.",
    samples: corners.map(({ x, y }, k) => ({ x, y, class: labels[triple[k]!]! })),
    panels: panels.map(({ answers, ...named }) => ({ ...named, classes: Array.from(answers) })),
  };
}
