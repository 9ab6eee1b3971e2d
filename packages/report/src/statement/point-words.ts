// Numbers of a report in sentences that are true of either sign.

import type { FindingTopic, HypothesisId, ModalityNames } from "@stillpoint/core";
import { toldNumber } from "@stillpoint/viewer/study";
import type { ReportTask } from "../report.ts";
import type { Asked, MapMetric } from "./asked.ts";
import { ownNumber } from "./own-number.ts";

/** A number of a report in words. */
export interface PointWords {
  readonly topic: FindingTopic;
  /** Which sign of treated − reference speaks for `topic`. */
  readonly direction: "higher" | "lower";
  /** What it is called where there is none. */
  readonly name: string;
  /** `the student keeps 3.1 more cells of the object`: of `who`, beside the reference. */
  readonly clause: (who: string, difference: number) => string;
}

const BY_CLAIM: Readonly<Record<HypothesisId, (names: ModalityNames) => PointWords>> = {
  "H1.foregroundCount": ({ units, foreground }) => ({
    name: `points on the ${foreground}`,
    topic: "kept",
    direction: "higher",
    clause: (who, d) => `${who} keeps ${size(d)} ${more(d)} ${units} of the ${foreground} in a sample`,
  }),
  "H1.backgroundCount": ({ units }) => ({
    name: "points on the background",
    topic: "came-along",
    direction: "lower",
    clause: (who, d) => `${who} keeps ${size(d)} ${more(d)} ${units} of the background in a sample`,
  }),
  "H1.foregroundRatio": ({ units, foreground }) => ({
    name: `the share of points on the ${foreground}`,
    topic: "kept",
    direction: "higher",
    clause: (who, d) =>
      `of the ${units} that ${who} keeps, the share on the ${foreground} is ${points(d)} ${higher(d)}`,
  }),
  "H2.meanDistance": () => ({
    name: "the way of the weights to most foreground points",
    topic: "cause",
    direction: "lower",
    clause: (who, d) =>
      `the weights of ${who} travel ${size(d)} ${d < 0 ? "less" : "more"} (in sizes of the first weights) until a sample has most foreground points`,
  }),
  "H2.varianceOfDistance": () => ({
    name: "the variance of the way to most foreground points",
    topic: "cause",
    direction: "lower",
    clause: (who, d) =>
      `in ${who} the moments at which samples have most foreground points lie ${d < 0 ? "closer together" : "further apart"}: the variance of the way there is ${size(d)} ${higher(d)}`,
  }),
  "H3.stability": () => ({
    name: "the share of foreground points that stay",
    topic: "cause",
    direction: "higher",
    clause: (who, d) =>
      `of the foreground points that ${who} ever had, the share still there at the end is ${points(d)} ${higher(d)}`,
  }),
};

const BY_MAP: Readonly<Record<MapMetric, (names: ModalityNames) => PointWords>> = {
  foregroundRank: ({ unit, foreground }) => ({
    name: `how often a ${unit} of the ${foreground} has less entropy than one of the background`,
    topic: "kept",
    direction: "higher",
    clause: (who, d) =>
      `in ${who} a ${unit} of the ${foreground} has less entropy than one of the background in ${points(d)} ${d < 0 ? "fewer" : "more"} of their pairs`,
  }),
  entropyGapOutsideParts: ({ foreground }) => ({
    name: `the entropy of the background less that of the ${foreground}`,
    topic: "kept",
    direction: "higher",
    clause: (who, d) =>
      `in ${who} the entropy of the background less that of the ${foreground} is ${size(d)} nats ${higher(d)}`,
  }),
};

/** The words of a claim, of whole maps or of a named part: less entropy on it, or more points, is more of it kept. */
export function pointWords(asked: Asked, names: ModalityNames): PointWords {
  if ("claim" in asked) return BY_CLAIM[asked.claim](names);
  if ("map" in asked) return BY_MAP[asked.map](names);
  const { part, metric } = asked;
  if (metric === "entropyGap")
    return {
      name: `the entropy of the ${part} less that of the ${names.foreground}`,
      topic: "came-along",
      direction: "lower",
      clause: (who, d) =>
        `in ${who} the entropy of the ${part} less that of the ${names.foreground} is ${size(d)} nats ${higher(d)}`,
    };
  return {
    name: `points on the ${part}`,
    topic: "came-along",
    direction: "higher",
    clause: (who, d) => `${who} keeps ${size(d)} ${more(d)} ${names.units} of the ${part} in a sample`,
  };
}

function size(difference: number): string {
  return toldNumber(Math.abs(difference));
}

function points(difference: number): string {
  return `${size(100 * difference)} percentage points`;
}

function higher(difference: number): string {
  return difference < 0 ? "lower" : "higher";
}

function more(difference: number): string {
  return difference < 0 ? "fewer" : "more";
}

const NAMES: Readonly<Record<string, string>> = {
  distilled: "the student",
  "self-distilled": "a self-distilled student",
  scratch: "a network from scratch",
};

function named(role: string): string {
  return NAMES[role] ?? `the ${role} network`;
}

/** What a difference says, with the own numbers of student and teacher. */
export function pointSentence(
  task: ReportTask,
  { name, clause }: PointWords,
  { treated, reference }: { readonly treated: string; readonly reference: string },
  difference: number,
  asked: Asked,
): string {
  const beside = `Compared with ${named(reference)}`;
  if (Number.isNaN(difference)) return `${beside}, a difference in ${name} is not defined for ${named(treated)}.`;
  return `${beside}, ${clause(named(treated), difference)}${treated === "distilled" ? ownNumbers(task, asked) : ""}.`;
}

/** A student with fewer points than others may have followed its teacher: both numbers tell. */
function ownNumbers(task: ReportTask, asked: Asked): string {
  const [student, teacher] = [numberOf(task, asked, "distilled"), numberOf(task, asked, "teacher")];
  if (teacher === undefined) return "";
  if (student === undefined) return `; its teacher has ${teacher}`;
  // A share is of a network's own points, and a sample without any has none.
  const each = "claim" in asked && isShare(asked) ? ", each over the samples in which it keeps any" : "";
  return `; the student has ${student}, its teacher ${teacher}${each}`;
}

function isShare(asked: Asked): boolean {
  return "claim" in asked ? asked.claim === "H1.foregroundRatio" : "map" in asked && asked.map === "foregroundRank";
}

/** A share in per cent. */
function numberOf(task: ReportTask, asked: Asked, role: "teacher" | "distilled"): string | undefined {
  const own = ownNumber(task, asked, role);
  if (typeof own !== "number") return undefined;
  return isShare(asked) ? `${toldNumber(100 * own)} %` : toldNumber(own);
}
