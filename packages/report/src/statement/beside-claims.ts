// What a report knows beside its verdicts: the teacher's knowledge apart from the loss, and named parts of the background.

import { bothWays, type Finding, type Interval, toldFindings } from "@stillpoint/core";
import { besidePlacebo } from "./beside-placebo.ts";
import { type NamedControl, strongest } from "./beyond-control.ts";
import { behindGates, gatesOfClaim, gatesOfHalf } from "./closed-gates.ts";
import { withItsTeacher } from "./own-number.ts";
import { contrastOf, controlsOf, inMemory, type Place, without, wordsOf } from "./place.ts";
import { pointSentence, pointWords } from "./point-words.ts";
import type { StatementLine } from "./statement.ts";
import { findingLine } from "./study-lines.ts";

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
  const all = places.flatMap((place) => [...halves(place), ...parts(place)]);
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

/** distilled − self-distilled, the teacher's knowledge, and self-distilled − scratch, the loss itself, of what is kept. */
function halves(place: Place): BesideClaim[] {
  const { task } = place;
  return (task.decomposition ?? []).flatMap(({ claim, treated, through, reference, teacher, loss }) => {
    if (claim === undefined) return [];
    const words = pointWords({ claim }, wordsOf(place));
    if (words.topic === "cause") return [];
    const chance = controlsOf(place, { claim }, reference, true);
    // The teacher's half shares no network with them, so that which of two is taken from which is arbitrary.
    const eitherWay = chance.map(({ name, interval }) => ({
      name: `${name}, either way`,
      interval: bothWays(interval),
    }));
    const half = (name: "teacher" | "loss", { difference, p, perSeed }: typeof teacher): BesideClaim => {
      const interval = inMemory(difference);
      const roles = name === "teacher" ? { treated, reference: through } : { treated: through, reference };
      const control = strongest(name === "teacher" ? eitherWay : chance, interval.mean < 0 ? -1 : 1);
      const finding: Finding = {
        id: `${claim}.${name}`,
        topic: name === "loss" ? "cause" : words.topic,
        value: interval.mean,
        interval,
        control: control?.interval ?? without("no second network from scratch"),
        direction: words.direction,
        nothing: 0,
        seeds: perSeed.length,
        ...(typeof p === "number" ? { p } : {}),
        sentence: pointSentence(task, words, roles, interval.mean, { claim }),
      };
      const behind = (line: StatementLine): StatementLine => {
        const gated = behindGates(line, gatesOfHalf(task, claim, roles, interval.mean));
        if (name === "loss") return gated;
        return withItsTeacher(besidePlacebo(gated, task, claim, roles), task, { claim }, through);
      };
      return { place, finding, behind, stands: STANDS[name], ...(control ? { controlName: control.name } : {}) };
    };
    return [half("teacher", teacher), half("loss", loss)];
  });
}

/** Points on each named part, distilled − scratch; the control task, where the part says nothing, is a control. */
function parts(place: Place): BesideClaim[] {
  const { report, task } = place;
  const other = report.tasks.find(({ id }) => id === report.controls?.[task.id]);
  return Object.keys(task.parts).flatMap((part) => {
    const asked = { part, metric: "points" };
    const own = contrastOf(task, asked, "distilled", "scratch");
    if (own === undefined) return [];
    const beside = other && contrastOf(other, asked, "distilled", "scratch")?.difference;
    const controls: NamedControl[] = [
      ...(beside ? [{ name: "the same task where the part says nothing", interval: inMemory(beside) }] : []),
      ...controlsOf(place, asked, "scratch"),
    ];
    const interval: Interval = inMemory(own.difference);
    const control = strongest(controls, interval.mean < 0 ? -1 : 1);
    const words = pointWords({ part }, wordsOf(place));
    const finding: Finding = {
      id: `parts.${part}.points`,
      topic: words.topic,
      value: interval.mean,
      interval,
      control: control?.interval ?? without("no second network from scratch and no control task"),
      direction: words.direction,
      nothing: 0,
      seeds: own.perSeed.length,
      ...(typeof own.p === "number" ? { p: own.p } : {}),
      sentence: pointSentence(task, words, { treated: "distilled", reference: "scratch" }, interval.mean, { part }),
    };
    // Named parts are background: what closes the gates of its count closes theirs.
    const behind = (line: StatementLine): StatementLine =>
      withItsTeacher(behindGates(line, gatesOfClaim(task, "H1.backgroundCount")), task, { part }, "scratch");
    return [{ place, finding, behind, ...(control ? { controlName: control.name } : {}) }];
  });
}
