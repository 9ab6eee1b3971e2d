// What the answer of a report rests on: of all layers the one that shows most clearly what became of the named part.

import { countedTasks } from "./agreement.ts";
import { besideControl, contrastOf, decompositionOf, type NamedNumber, wayOf } from "./contrast.ts";
import type { IntervalView, ReportView, TaskView } from "./view.ts";

/** One number of one task, with all that the report says of it. */
export interface AnswerFacts {
  readonly task: TaskView;
  /** Absent where no task has a part: the answer is then about the entropy gap. */
  readonly part?: string;
  /** Distilled minus from scratch. */
  readonly difference: IntervalView;
  /** Two-sided, not adjusted; absent where the report does not say. */
  readonly p?: number;
  /** Why the instrument cannot tell. */
  readonly withheld?: string;
  /** What adds up to `difference`: the teacher's knowledge, and the loss of distillation itself. */
  readonly halves?: { readonly teacher: IntervalView; readonly loss: IntervalView };
  /** Distilled from a teacher that knows nothing, minus from scratch. */
  readonly placebo?: IntervalView;
  /** Two networks from scratch. */
  readonly chance?: IntervalView;
  /** The same difference where the effect is not. */
  readonly control?: IntervalView;
  /** `difference` minus `control`. */
  readonly besideControl?: IntervalView;
  /** Seeds whose difference has the sign of the mean. */
  readonly seeds?: { readonly agree: number; readonly of: number };
}

/** How an answer was found among the layers. */
export interface Answer {
  readonly lead: AnswerFacts;
  /** The same number at every layer that has it, the lead among them. */
  readonly all: readonly AnswerFacts[];
}

/** Gates that speak of the maps themselves, not of one claim about them. */
const OF_MAPS: readonly string[] = ["non-linearity", "stated-error", "bounds"];

function withheldReason({ hypotheses }: TaskView): string | undefined {
  const gates = hypotheses.find(({ id }) => id === "H1.backgroundCount")?.gates ?? [];
  const reasons = gates.filter(({ id }) => OF_MAPS.includes(id)).map(({ reason }) => reason);
  return reasons.length > 0 ? reasons.join("; ") : undefined;
}

function factsOf(report: ReportView, task: TaskView, part: string | undefined): AnswerFacts | undefined {
  const number: NamedNumber = part === undefined ? { metric: "entropyGap" } : { metric: "points", part };
  const ofTask = (one: TaskView | undefined): IntervalView | undefined =>
    part === undefined ? one?.entropyGapDifference : one?.parts[part]?.pointsDifference;
  const split = decompositionOf(task, number);
  const own = contrastOf(task, number, "distilled", "scratch");
  const difference = split?.total.difference ?? own?.difference ?? ofTask(task);
  if (!difference) return undefined;
  const p = split?.total.p ?? own?.p;
  const withheld = withheldReason(task);
  const chance = part === undefined ? task.nullEntropyGapDifference : task.parts[part]?.nullPointsDifference;
  const placebo = contrastOf(task, number, "placebo", "scratch")?.difference;
  const control = ofTask(report.tasks.find(({ id }) => id === report.controls?.[task.id]));
  const beside = besideControl(report, task, number);
  const perSeed = (split?.total ?? own)?.perSeed.map(({ difference: one }) => one) ?? [];
  const sign = Math.sign(difference.mean ?? 0);
  return {
    task,
    ...(part === undefined ? {} : { part }),
    difference,
    ...(p === null || p === undefined ? {} : { p }),
    ...(withheld === undefined ? {} : { withheld }),
    ...(split ? { halves: { teacher: split.teacher.difference, loss: split.loss.difference } } : {}),
    ...(placebo ? { placebo } : {}),
    ...(chance ? { chance } : {}),
    ...(control ? { control } : {}),
    ...(beside ? { besideControl: beside } : {}),
    ...(perSeed.length > 0
      ? { seeds: { agree: perSeed.filter((one) => Math.sign(one ?? 0) === sign).length, of: perSeed.length } }
      : {}),
  };
}

/** Clear ones first, by their p, then those with an interval off 0, then as they come; what is withheld comes last. */
function rank({ withheld, p, difference }: AnswerFacts): number {
  if (withheld !== undefined) return 3;
  if (p !== undefined) return p;
  return wayOf(difference) === 0 || difference.mean === null ? 2 : 1;
}

/**
 * The clearest of all layers that are no controls: points on a named part where a task has one, else the entropy gap.
 * Undefined where no task compares two networks.
 */
export function answerOf(report: ReportView): Answer | undefined {
  const tasks = countedTasks(report.tasks, report.controls);
  const ofParts = tasks.flatMap((task) => Object.keys(task.parts).flatMap((part) => factsOf(report, task, part) ?? []));
  const known = ofParts.filter(({ difference }) => difference.mean !== null);
  const all = known.length > 0 ? ofParts : tasks.flatMap((task) => factsOf(report, task, undefined) ?? []);
  const [lead] = [...all].sort((a, b) => rank(a) - rank(b));
  return lead && { lead, all };
}
