// What one network of a report has of a number at the end of training, and on which side of another its teacher lies.

import type { ReportTask } from "../report.ts";
import type { Asked } from "./asked.ts";
import type { StatementLine } from "./statement.ts";

/** A number, null where it is not defined, undefined where it was not counted. */
export type Recounted = number | null | undefined;

type Counted = "foregroundCount" | "backgroundCount" | "foregroundRatio";

const COUNTED: Readonly<Record<string, Counted>> = {
  "H1.foregroundCount": "foregroundCount",
  "H1.backgroundCount": "backgroundCount",
  "H1.foregroundRatio": "foregroundRatio",
};

/** The number of a claim about points, of counts made in another way. */
export function recountedNumber(
  counts: { readonly [Name in Counted]: number | null } | undefined,
  claim: string,
): Recounted {
  const name = COUNTED[claim];
  return name === undefined ? undefined : counts?.[name];
}

/** Of a network, mean over samples and seeds; counts and the ratio in 0..1 also with maps at equal spread. */
export function ownNumber(
  { networks, parts }: ReportTask,
  asked: Asked,
  role: string,
  counting?: "spreadNormalised",
): Recounted {
  if ("part" in asked) return parts[asked.part]?.[asked.metric][role]?.mean;
  const own = networks[role];
  if (own === undefined) return undefined;
  if ("map" in asked) return own[asked.map]?.mean;
  const name = COUNTED[asked.claim];
  return name === undefined ? undefined : (counting === undefined ? own : own[counting])[name].mean;
}

/** Of a network, with maps at one spread: counts counted anew, gaps as shares of the spread; undefined for what no spread moves. */
export function evenNumber(task: ReportTask, asked: Asked, role: string): Recounted {
  if ("claim" in asked) return ownNumber(task, asked, role, "spreadNormalised");
  const isGap = "map" in asked ? asked.map === "entropyGapOutsideParts" : asked.metric === "entropyGap";
  if (!isGap) return undefined;
  const [gap, spread] = [ownNumber(task, asked, role), task.networks[role]?.spread.mean];
  return typeof gap === "number" && typeof spread === "number" && spread > 0 ? gap / spread : undefined;
}

/**
 * The line where its teacher lies elsewhere. Less of something is no loss where the teacher lies on the student's side of
 * the reference too: then it is what came along, of either kind of number.
 */
export function withItsTeacher(line: StatementLine, task: ReportTask, asked: Asked, reference: string): StatementLine {
  const { group, evidence, sentence } = line;
  if (evidence === undefined || (group !== "lost" && group !== "stayed-behind")) return line;
  const [teacher, other] = [ownNumber(task, asked, "teacher"), ownNumber(task, asked, reference)];
  if (typeof teacher !== "number" || typeof other !== "number") return line;
  if (Math.sign(teacher - other) !== Math.sign(evidence.value)) return line;
  return { ...line, group: "came-along", sentence: `${sentence} In this the student has followed its teacher.` };
}
