// What a report knows beside its verdicts: numbers without a threshold, named parts, the teacher's knowledge apart from the loss.

import { bothWays, type Finding, type FindingTopic, HYPOTHESES, toldFindings } from "@stillpoint/core";
import { toldInterval } from "@stillpoint/viewer/study";
import type { ReportTask } from "../report.ts";
import { type Asked, idOf, isOf, MAP_METRICS, PART_METRICS } from "./asked.ts";
import { type NamedControl, strongest } from "./beyond-control.ts";
import { behindGates, gatesOf } from "./closed-gates.ts";
import { withItsTeacher } from "./own-number.ts";
import { contrastOf, controlsOf, inMemory, PLACEBO, type Place, without, wordsOf } from "./place.ts";
import { placeboHalf } from "./placebo-half.ts";
import { pointSentence, pointWords } from "./point-words.ts";
import type { StatementLine } from "./statement.ts";
import { findingLine } from "./study-lines.ts";

type ReportEstimate = Pick<NonNullable<ReportTask["contrasts"]>[number], "difference" | "p" | "perSeed">;

interface BesideClaim {
  readonly place: Place;
  readonly finding: Finding;
  readonly controlName?: string;
  /** What the sentence ends with, by whether the line claims anything. */
  readonly stands?: { readonly told: string; readonly untold: string };
  /** The told line behind what findings do not know of: gates, the placebo, the teacher's own number. */
  readonly behind: (line: StatementLine) => StatementLine;
}

/** Lines of all places with the place of each, adjusted over all of them. */
export function besideClaims(
  places: readonly Place[],
): readonly { readonly place: Place; readonly line: StatementLine }[] {
  const all = places.flatMap(numbers);
  const told = toldFindings(all.map(({ finding }) => finding));
  return told.flatMap((own, at) => {
    const beside = all[at];
    if (beside === undefined) return [];
    const { place, controlName, behind, stands } = beside;
    const { evidence, ...found } = findingLine(own, place.about, place.run);
    const named = controlName === undefined ? {} : { controlName };
    const line = behind({ ...found, ...(evidence ? { evidence: { ...evidence, ...named } } : {}) });
    const end = line.group === "untold" ? stands?.untold : stands?.told;
    return [{ place, line: end === undefined ? line : { ...line, sentence: `${line.sentence} ${end}` } }];
  });
}

/** What a half is; where it is open, what it would be. */
const STANDS = {
  teacher: {
    told: "This is the teacher’s knowledge, apart from the loss.",
    untold: "This half would be the teacher’s knowledge, apart from the loss.",
  },
  loss: {
    told: "This is the loss itself, without the teacher’s knowledge.",
    untold: "This half would be the loss itself, without the teacher’s knowledge.",
  },
} as const;

/** Numbers of a place beside its verdicts: whole, and as the teacher's knowledge and the loss. */
function numbers(place: Place): BesideClaim[] {
  const { task } = place;
  const whole: readonly Asked[] = [
    ...MAP_METRICS.map((map) => ({ map })),
    ...Object.keys(task.parts).flatMap((part) => PART_METRICS.map((metric) => ({ part, metric }))),
  ];
  return [...HYPOTHESES.map((claim) => ({ claim })), ...whole].flatMap((asked) => [
    ...("claim" in asked ? [] : total(place, asked)),
    ...halves(place, asked),
  ]);
}

/** distilled − scratch, which a report tells without a verdict. */
function total(place: Place, asked: Asked): BesideClaim[] {
  const { task } = place;
  const own = contrastOf(task, asked, "distilled", "scratch");
  if (own === undefined) return [];
  const silent = silentTask(place, asked);
  const beside = silent && contrastOf(silent, asked, "distilled", "scratch");
  const controls = [...silenced(beside), ...controlsOf(place, asked, "scratch")];
  const roles = { treated: "distilled", reference: "scratch" };
  const behind = (line: StatementLine): StatementLine =>
    withItsTeacher(behindGates(line, gatesOf(task, asked, roles, line.evidence?.value)), task, asked, "scratch");
  return [{ ...claimOf(place, asked, own, { controls, roles, id: idOf(asked) }), behind }];
}

/** distilled − self-distilled, the teacher's knowledge, and self-distilled − scratch, the loss itself. */
function halves(place: Place, asked: Asked): BesideClaim[] {
  const { task } = place;
  const own = task.decomposition?.find((one) => isOf(one, asked));
  if (own === undefined) return [];
  const { treated, through, reference, teacher, loss } = own;
  const silent = silentTask(place, asked)?.decomposition?.find((one) => isOf(one, asked));
  const chance = controlsOf(place, asked, reference, true);
  // The teacher's half shares no network with them, so that which of two is taken from which is arbitrary.
  const eitherWay = chance.map(({ name, interval }) => ({ name: `${name}, either way`, interval: bothWays(interval) }));
  const placebo = placeboHalf(task, asked, through);
  const ofTeacher = { treated, reference: through };
  const ofLoss = { treated: through, reference };
  return [
    {
      ...claimOf(place, asked, teacher, {
        ...{ controls: [...silenced(silent?.teacher), ...eitherWay, ...(placebo ? [placebo] : [])], roles: ofTeacher },
        ...{ id: `${idOf(asked)}.teacher`, without: "no second network from scratch" },
      }),
      behind: (line) => {
        const beside = placebo === undefined && task.networks.placebo !== undefined ? besideNoPlacebo(line) : line;
        const gated = behindGates(beside, gatesOf(task, asked, ofTeacher, line.evidence?.value));
        return withItsTeacher(gated, task, asked, through);
      },
      stands: { ...STANDS.teacher, told: `${STANDS.teacher.told}${besidePlacebo(task, asked)}` },
    },
    {
      ...claimOf(place, asked, loss, {
        ...{ controls: [...silenced(silent?.loss), ...chance], roles: ofLoss, topic: "cause" },
        ...{ id: `${idOf(asked)}.loss`, without: "no second network from scratch" },
      }),
      behind: (line) => behindGates(line, gatesOf(task, asked, ofLoss, line.evidence?.value)),
      stands: STANDS.loss,
    },
  ];
}

/** What is left of a told half once a student is taken off whose teacher knows nothing. */
function besidePlacebo(task: ReportTask, asked: Asked): string {
  const own = contrastOf(task, asked, "distilled", "placebo")?.difference;
  if (own === undefined || own.mean === null) return "";
  return ` Compared with ${PLACEBO} the difference is ${toldInterval(inMemory(own))}.`;
}

/** What a placebo may show too is not claimed. */
function besideNoPlacebo(line: StatementLine): StatementLine {
  if (line.claim !== "there" && line.claim !== "opposite") return line;
  const reason = `the placebo, ${PLACEBO}, was measured, but not how far it is from the self-distilled student`;
  return { ...line, group: "untold", claim: "control", reason, needed: "the same number of the placebo" };
}

/** The control of a task, where a named part says nothing: a control of numbers of that part. */
function silentTask({ report, task }: Place, asked: Asked): ReportTask | undefined {
  return "part" in asked ? report.tasks.find(({ id }) => id === report.controls?.[task.id]) : undefined;
}

function silenced(beside: Pick<ReportEstimate, "difference"> | undefined): readonly NamedControl[] {
  if (beside === undefined) return [];
  return [{ name: "the same task where the part says nothing", interval: inMemory(beside.difference) }];
}

interface ClaimText {
  readonly id: string;
  readonly roles: { readonly treated: string; readonly reference: string };
  readonly controls: readonly NamedControl[];
  /** What is missing where there is no control. */
  readonly without?: string;
  /** That of the number's own words by default. */
  readonly topic?: FindingTopic;
}

function claimOf(
  place: Place,
  asked: Asked,
  { difference, p, perSeed }: ReportEstimate,
  { id, roles, controls, without: missing = "no second network from scratch and no control task", topic }: ClaimText,
): Omit<BesideClaim, "behind"> {
  const interval = inMemory(difference);
  const control = strongest(controls, interval.mean < 0 ? -1 : 1);
  const words = pointWords(asked, wordsOf(place));
  const finding: Finding = {
    id,
    topic: topic ?? words.topic,
    value: interval.mean,
    interval,
    control: control?.interval ?? without(missing),
    direction: words.direction,
    nothing: 0,
    seeds: perSeed.length,
    ...(typeof p === "number" ? { p } : {}),
    sentence: pointSentence(place.task, words, roles, interval.mean, asked),
  };
  return { place, finding, ...(control ? { controlName: control.name } : {}) };
}
