// The answer of a report in one sentence: what the distilled network does otherwise, and what of it is the teacher's.

import type { Answer, AnswerFacts } from "./answer-facts.ts";
import { wayOf } from "./contrast.ts";
import { escapeHtml } from "./escape.ts";
import { modalityNames } from "./modality.ts";
import { plain, range, signed } from "./number.ts";
import { taskAnchor, taskName } from "./task-name.ts";
import type { IntervalView, ReportView } from "./view.ts";

/** How one number is spoken of; all of it markup. */
interface Wording {
  readonly digits: number;
  /** What the distilled network does where the number is lower, and where it is higher. */
  readonly lower: string;
  readonly higher: string;
  /** What is asked where nothing is clear. */
  readonly asked: string;
  amount(size: string, isLower: boolean): string;
  open(difference: string): string;
}

function partWording(name: string): Wording {
  const part = escapeHtml(name);
  return {
    digits: 1,
    lower: `lets go of the ${part}`,
    higher: `holds on to the ${part}`,
    asked: `lets go of the ${part}`,
    amount: (size, isLower) =>
      `<b>${size} ${isLower ? "fewer" : "more"}</b> points on it than the network from scratch`,
    open: (difference) => `<b>${difference}</b> points on it beside the network from scratch`,
  };
}

function gapWording(foreground: string): Wording {
  const apart = `tells the ${escapeHtml(foreground)} from the background`;
  return {
    digits: 2,
    lower: `${apart} less sharply`,
    higher: `${apart} more sharply`,
    asked: `${apart} more sharply`,
    amount: (size, isLower) =>
      `an entropy gap <b>${size} nats ${isLower ? "narrower" : "wider"}</b> than that of the network from scratch`,
    open: (difference) => `an entropy gap <b>${difference}</b> nats beside that of the network from scratch`,
  };
}

function bracketed(interval: IntervalView, digits: number): string {
  const ends = range(interval, digits, true);
  return ends ? ` <small>${ends}</small>` : "";
}

function told(interval: IntervalView, digits: number): string {
  return `<b>${signed(interval.mean, digits)}</b>${bracketed(interval, digits)}`;
}

/** `p` of the clearest of so many, adjusted by Holm. */
function isClear({ p, difference }: AnswerFacts, of: number): boolean {
  return wayOf(difference) !== 0 && (p === undefined || p * of <= 0.05);
}

function halvesClause({ halves }: AnswerFacts, digits: number): string {
  if (!halves || halves.teacher.mean === null || halves.loss.mean === null) return "";
  const maybe = (interval: IntervalView): string => (wayOf(interval) === 0 ? ", which may be nothing," : "");
  return (
    `: the sum of ${told(halves.teacher, digits)} from the teacher’s knowledge${maybe(halves.teacher)} and ` +
    `${told(halves.loss, digits)} from the loss of distillation itself`
  );
}

function seedsClause({ seeds }: AnswerFacts): string {
  return seeds && seeds.of > 1 ? `; the same sign in ${seeds.agree} of ${seeds.of} seeds` : "";
}

function controlClause({ control, besideControl }: AnswerFacts, digits: number): string {
  if (!control || control.mean === null) return "";
  const beside =
    besideControl && besideControl.mean !== null ? `, trial minus control ${told(besideControl, digits)}` : "";
  return `; the control, which has everything but this effect, shows ${told(control, digits)}${beside}`;
}

/** What a placebo says, where nothing says it better. */
function placeboSentence({ placebo, halves, difference, withheld }: AnswerFacts, digits: number): string {
  if (!placebo || withheld !== undefined || halves || placebo.mean === null || difference.mean === null) return "";
  const isAlike = wayOf(placebo) === wayOf(difference) && 2 * Math.abs(placebo.mean) >= Math.abs(difference.mean);
  return (
    `A placebo student, distilled from a teacher that knows nothing, shows ${told(placebo, digits)} there` +
    `${isAlike ? ": most of this need not be the teacher’s knowledge" : ""}.`
  );
}

function leadSentence(facts: AnswerFacts, place: string, wording: Wording, of: number): string {
  const { difference, withheld } = facts;
  const { digits } = wording;
  const which = of > 1 ? `, the clearest of ${of} layers,` : "";
  if (withheld !== undefined)
    return `At ${place} the instrument cannot tell whether the distilled network ${wording.asked}: ${escapeHtml(withheld)}.`;
  if (difference.mean === null)
    return `At ${place} it is not defined whether the distilled network ${wording.asked}${difference.reason ? `: ${escapeHtml(difference.reason)}` : ""}.`;
  const rest = halvesClause(facts, digits) + seedsClause(facts) + controlClause(facts, digits);
  if (!isClear(facts, of)) {
    const many = wayOf(difference) === 0 ? "" : `, which is not clear among ${of} layers`;
    return `At ${place}${which} it is open whether the distilled network ${wording.asked}: ${wording.open(signed(difference.mean, digits))}${bracketed(difference, digits)}${many}${rest}.`;
  }
  const isLower = difference.mean < 0;
  const size = plain(Math.abs(difference.mean), digits);
  return (
    `At ${place}${which} the distilled network ${isLower ? wording.lower : wording.higher}: ` +
    `${wording.amount(size, isLower)}${bracketed(difference, digits)}${rest}.`
  );
}

/** How it lies at the other layers, each by its own interval. */
function othersSentence(all: readonly AnswerFacts[]): string {
  if (all.length < 2) return "";
  const told = all.filter(({ withheld }) => withheld === undefined);
  const count = (way: number | undefined): number => told.filter(({ difference }) => wayOf(difference) === way).length;
  const isPart = all.some(({ part }) => part !== undefined);
  const [lower, higher] = isPart ? ["fewer points on the part", "more"] : ["a narrower gap", "a wider one"];
  const rest = [
    ...(count(0) > 0 ? [`open at ${count(0)}`] : []),
    ...(all.length > told.length ? [`withheld at ${all.length - told.length}`] : []),
    ...(count(undefined) > 0 ? [`not defined at ${count(undefined)}`] : []),
  ];
  return (
    `Of all ${all.length} layers, each by its own 95 % interval: ${lower} at ${count(-1)}, ${higher} at ${count(1)}` +
    `${rest.length > 0 ? `; ${rest.join(", ")}` : ""}.`
  );
}

/** The answer as markup: one sentence about the clearest layer, and what else belongs to it. */
export function answerMarkup(report: ReportView, { lead, all }: Answer): string {
  const { family, layer } = taskName(report, lead.task);
  const place = `<a href="#${taskAnchor(lead.task)}">${escapeHtml(layer)} of ${escapeHtml(family)}</a>`;
  const { foreground } = modalityNames(report, lead.task.modality);
  const wording = lead.part === undefined ? gapWording(foreground) : partWording(lead.part);
  const few =
    lead.task.bySeed.length < 3
      ? "This speaks of these networks only: it takes three seeds to speak of their training."
      : "";
  const more = [placeboSentence(lead, wording.digits), few, othersSentence(all)].filter(Boolean).join(" ");
  return (
    `<p class="answer">${leadSentence(lead, place, wording, all.length)}</p>` +
    `${more ? `<p class="answer-more">${more}</p>` : ""}`
  );
}
