// Students of other methods: the numbers that matter most of each section, told again for each.

import type { Finding, StudySection } from "@stillpoint/core";
import { SECTIONS, type SectionSource } from "./sections.ts";

/** Findings that are told again. */
const HEADLINES: ReadonlySet<string> = new Set([
  "answers.agreement",
  "answers.accuracy",
  "calibration.ece",
  "representation.cka",
  "localisation.winRate",
  "adversarial.fooled",
  "adversarial.specificity",
  "adversarial.sameWrong",
  "boundary.agreement",
]);

/** Sections of which nothing is told again. */
const UNTOLD: ReadonlySet<string> = new Set(["information", "groups", "invariance", "unicam"]);

/** The section of one method; its findings are named after it, such as `Hint.answers.agreement`. */
export function methodSection(method: string, source: SectionSource): StudySection {
  const findings = SECTIONS.filter(({ part }) => source.parts.reason(part) === undefined).flatMap(({ of, id }) =>
    UNTOLD.has(id) ? [] : madeOf(() => of(source).findings, source),
  );
  return {
    id: `method.${method}`,
    title: `Students taught by ${method}`,
    text: `The same numbers for students taught by ${method}, from the same initial weights and in the same order of batches. Whoever is called distilled here was taught by ${method}.`,
    findings: findings.flatMap((finding) => toldAgain(method, finding)),
    drawings: [],
  };
}

/** None of a section that these answers are too few or too much alike for: the first method's says why. */
function madeOf(make: () => readonly Finding[], { parts }: SectionSource): readonly Finding[] {
  const found = parts.made(make);
  return "made" in found ? found.made : [];
}

function toldAgain(method: string, finding: Finding): Finding[] {
  const again = HEADLINES.has(finding.id) || finding.id.startsWith("consensus.");
  if (!again) return [];
  return [{ ...finding, id: `${method}.${finding.id}`, sentence: `Taught by ${method}: ${finding.sentence}` }];
}
