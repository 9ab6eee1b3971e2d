// Verdicts as word, sign and colour: never colour alone.

import { VERDICTS, type Verdict } from "@stillpoint/core";
import { escapeHtml } from "./escape.ts";

interface Face {
  readonly word: string;
  readonly sign: string;
  readonly meaning: string;
}

const FACES: Readonly<Record<Verdict, Face>> = {
  supported: { word: "Supported", sign: "✓", meaning: "the whole 95 % interval lies on the expected side of 0" },
  contradicted: { word: "Contradicted", sign: "✕", meaning: "the whole 95 % interval lies on the other side of 0" },
  inconclusive: { word: "Inconclusive", sign: "≈", meaning: "the 95 % interval contains 0, or does not exist" },
  withheld: {
    word: "Withheld",
    sign: "○",
    meaning:
      "the interval lies on one side of 0, but the instrument cannot tell: its maps are too uncertain, or the sign hangs on a choice such as the threshold; the reason stands beside it",
  },
  "no-verdict": {
    word: "No verdict",
    sign: "·",
    meaning: "fewer than 3 seeds: this speaks of one pair of networks only",
  },
};

/** `inconclusive`, for running text. */
export function verdictWord(verdict: Verdict): string {
  return FACES[verdict].word.toLowerCase();
}

/** The verdict as a small label; `brief` leaves the word to screen readers. What is withheld says why in `reason`. */
export function verdictLabel(verdict: Verdict, brief = false, reason?: string): string {
  const { word, sign, meaning: usual } = FACES[verdict];
  const meaning = verdict === "withheld" && reason !== undefined ? escapeHtml(reason) : usual;
  const text = brief ? `<span class="unseen">${word}</span>` : word;
  return `<span class="verdict ${verdict}" title="${word}: ${meaning}"><b aria-hidden="true">${sign}</b>${text}</span>`;
}

/** How often each verdict was given, those never given left out. */
export function verdictCounts(verdicts: readonly Verdict[]): { readonly verdict: Verdict; readonly count: number }[] {
  return VERDICTS.flatMap((verdict) => {
    const count = verdicts.filter((one) => one === verdict).length;
    return count > 0 ? [{ verdict, count }] : [];
  });
}

/** `4 supported, 1 contradicted, 1 inconclusive`, without the zeros. */
export function verdictCount(verdicts: readonly Verdict[]): string {
  return verdictCounts(verdicts)
    .map(({ verdict, count }) => `${count} ${verdict === "no-verdict" ? "without a verdict" : verdict}`)
    .join(", ");
}

/** Every verdict with its meaning, for the legend. */
export function verdictLegend(): string {
  const rows = VERDICTS.map((verdict) => `<li>${verdictLabel(verdict)} ${FACES[verdict].meaning}</li>`);
  return `<ul class="legend-list">${rows.join("")}</ul>`;
}
