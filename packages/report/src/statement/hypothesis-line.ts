// A line of a statement from a told verdict of a report.

import { type Interval, reachedReason } from "@stillpoint/core";
import type { ReportHypothesis } from "../report.ts";
import { besideControl, MORE, type NamedControl, neededBeyond, strongest } from "./beyond-control.ts";
import { gateNeeds, openBehindGates } from "./closed-gates.ts";
import { withItsTeacher } from "./own-number.ts";
import { contrastOf, controlsOf, inMemory, type Place, without, wordsOf } from "./place.ts";
import { type PointWords, pointSentence, pointWords } from "./point-words.ts";
import type { StatedClaim, StatementGroup, StatementLine } from "./statement.ts";

/** The verdict as the report tells it; called neither way where a control reaches as far. */
export function hypothesisLine(place: Place, hypothesis: ReportHypothesis): StatementLine {
  const { task, about, run } = place;
  const { id, expected, verdict, difference, adjusted } = hypothesis;
  const [treated = "", sense, reference = ""] = expected.split(" ");
  const interval = inMemory(difference);
  const words = pointWords({ claim: id }, wordsOf(place));
  const sign = interval.mean < 0 ? -1 : 1;
  const control = strongest(controlsOfClaim(place, hypothesis, reference), sign);
  const isTold = verdict === "supported" || verdict === "contradicted";
  const past = besideControl(interval, control, sign);
  // Of a withheld verdict nothing else may be in the way.
  const beside = isTold ? past : verdict === "withheld" && past === "there" ? "withheld" : "open";
  const expectedSign = sense === "<" ? -1 : 1;
  const claim = beside === "there" && sign !== expectedSign ? "opposite" : beside;
  const line: StatementLine = {
    group: beside === "there" ? groupOf(words, sign) : "untold",
    claim,
    about,
    id,
    sentence: pointSentence(task, words, { treated, reference }, interval.mean, { claim: id }),
    evidence: {
      value: interval.mean,
      interval,
      control: control?.interval ?? without("no network that differs by chance, and no placebo"),
      ...(control === undefined ? {} : { controlName: control.name }),
      nothing: 0,
      ...(typeof adjusted?.benjaminiHochberg === "number" ? { adjusted: adjusted.benjaminiHochberg } : {}),
    },
    ...(beside === "there" ? {} : whyOpen(hypothesis, beside, interval, { control, isReached: past === "control" })),
    run,
  };
  return treated === "distilled" ? withItsTeacher(line, task, { claim: id }, reference) : line;
}

/** The null line is that of the hypothesis: it is over the samples which these two define. */
function controlsOfClaim(place: Place, { id, nullDifference }: ReportHypothesis, reference: string): NamedControl[] {
  const all = controlsOf(place, { claim: id }, reference);
  if (nullDifference === undefined) return [...all];
  const own = { name: "two networks from scratch", interval: inMemory(nullDifference) };
  const isRepeated = contrastOf(place.task, { claim: id }, "null", reference) !== undefined;
  return [own, ...(isRepeated ? all.slice(1) : all)];
}

function groupOf({ topic, direction }: PointWords, sign: number): StatementGroup {
  if (topic === "cause" || topic === "teacher") return "why";
  const isThere = sign > 0 === (direction === "higher");
  if (topic === "kept") return isThere ? "preserved" : "lost";
  return isThere ? "came-along" : "stayed-behind";
}

function whyOpen(
  { verdict, reason, gates = [], adjusted }: ReportHypothesis,
  beside: Exclude<StatedClaim, "there" | "opposite" | "described">,
  interval: Interval,
  { control, isReached }: { readonly control: NamedControl | undefined; readonly isReached: boolean },
): Pick<StatementLine, "reason" | "needed"> {
  const beyond = control === undefined ? MORE : neededBeyond(interval.mean, control.interval, isReached);
  const reached = control === undefined ? "" : reachedReason(interval.mean, control.interval, 0);
  if (beside === "control")
    return { reason: `${reached}; beside chance alone the report calls it ${verdict}`, needed: beyond };
  if (beside === "uncontrolled")
    return { reason: "there is no control", needed: "a second network from scratch, or a placebo student" };
  if (verdict === "no-verdict")
    return openBehindGates(
      { reason: reason ?? "fewer than three seeds", needed: "at least three seeds of both networks" },
      gates,
    );
  if (verdict === "withheld") {
    const closed = { reason: reason ?? gates.map((gate) => gate.reason).join("; "), needed: gateNeeds(gates) || MORE };
    if (!isReached) return closed;
    return { reason: `${closed.reason}; ${reached}`, needed: `${closed.needed}; then ${beyond}` };
  }
  const isAlone = interval.low > 0 || interval.high < 0;
  const p = adjusted?.benjaminiHochberg;
  const usual = isAlone
    ? `its interval alone leaves 0 out, among all claims of the report chance could give it${typeof p === "number" ? ` (adjusted p ${p.toFixed(3)})` : ""}`
    : (interval.reason ?? "its interval holds 0");
  return openBehindGates({ reason: reason ?? usual, needed: beyond }, gates);
}
