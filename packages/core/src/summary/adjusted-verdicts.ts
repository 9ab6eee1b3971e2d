// Verdicts of a whole report: one claim in many is called by chance, so p values are adjusted for their number.

import { gatedHypothesis } from "../statistics/gate.ts";
import { benjaminiHochberg, holm } from "../statistics/multiplicity.ts";
import type { GroupResult, Hypothesis, TaskResult, Verdict } from "../task-result.ts";

/** The share of verdicts that may be wrong in expectation. */
const LEVEL = 0.05;

/**
 * The results of a report with verdicts adjusted over all of its tasks, layers and claims: supported or contradicted where
 * the p value adjusted by Benjamini and Hochberg is at most 5 %, else inconclusive; gates then withhold what is left.
 * `unadjusted` keeps what each interval says alone; intervals stay as they are.
 *
 * Families that are adjusted apart: the claims, which are the hypotheses on all samples of every task that is no control;
 * the same of the controls (`controls` holds their ids), which are measured to show what nothing looks like and claim
 * nothing; and each group of samples, of claims and of controls. Verdicts under the second bound alone are not adjusted. A
 * hypothesis without a verdict takes no part; one that flips between two bounds takes part by its p and stays inconclusive.
 *
 * Adjusting again what was adjusted changes nothing: a report that grows begins from `unadjusted`.
 */
export function adjustedResults(results: readonly TaskResult[], controls: Iterable<string> = []): TaskResult[] {
  const known = new Set(controls);
  const isControl = results.map(({ id }) => known.has(id));
  const names = new Set(results.flatMap(({ groups }) => Object.keys(groups)));
  const family = (of: (result: TaskResult) => GroupResult | undefined): (readonly Hypothesis[] | undefined)[] => {
    const all = results.map((result) => of(result)?.hypotheses);
    const [claims, others] = [false, true].map((control) =>
      adjustedFamily(all.map((hypotheses, k) => (isControl[k] === control ? (hypotheses ?? []) : []))),
    );
    return all.map((hypotheses, k) => hypotheses && (isControl[k] === true ? others : claims)?.[k]);
  };
  const whole = family((result) => result);
  const byGroup = [...names].map((name) => ({ name, found: family(({ groups }) => groups[name]) }));
  return results.map((result, k) => ({
    ...result,
    hypotheses: whole[k] ?? result.hypotheses,
    groups: Object.fromEntries(
      Object.entries(result.groups).map(([name, group]) => {
        const hypotheses = byGroup.find((each) => each.name === name)?.found[k];
        return [name, hypotheses === undefined ? group : { ...group, hypotheses }];
      }),
    ),
  }));
}

/** `[tasks][claims]` adjusted for each other. */
function adjustedFamily(tasks: readonly (readonly Hypothesis[])[]): Hypothesis[][] {
  const p = tasks.flat().map((each) => (takesPart(each) ? (each.p ?? Number.NaN) : Number.NaN));
  const [byShare, byAny] = [benjaminiHochberg(p), holm(p)];
  let at = 0;
  return tasks.map((hypotheses) =>
    hypotheses.map((each) => {
      const adjusted = { benjaminiHochberg: byShare[at] ?? Number.NaN, holm: byAny[at] ?? Number.NaN };
      at += 1;
      return adjustedHypothesis(each, adjusted);
    }),
  );
}

function adjustedHypothesis(each: Hypothesis, adjusted: NonNullable<Hypothesis["adjusted"]>): Hypothesis {
  const { adjusted: _, ...rest } = each;
  const unadjusted = unadjustedOf(each);
  if (Number.isNaN(adjusted.benjaminiHochberg)) return gatedHypothesis({ ...rest, unadjusted, verdict: unadjusted });
  const clear = unadjusted === "supported" || unadjusted === "contradicted";
  const holds = adjusted.benjaminiHochberg <= LEVEL;
  return gatedHypothesis({ ...rest, adjusted, unadjusted, verdict: clear && !holds ? "inconclusive" : unadjusted });
}

/** Before adjusting and gates; what flips between two bounds was inconclusive before both. */
function unadjustedOf({ unadjusted, verdict, flips }: Hypothesis): Verdict {
  return flips === true ? "inconclusive" : (unadjusted ?? verdict);
}

/** What has no verdict claims nothing; what has one is one of the many, whatever it says. */
function takesPart(hypothesis: Hypothesis): boolean {
  return unadjustedOf(hypothesis) !== "no-verdict";
}
