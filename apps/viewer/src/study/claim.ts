// What may be said of a finding, as word, sign and colour: never colour alone.

import type { Claim } from "@stillpoint/core";

interface Face {
  readonly word: string;
  readonly sign: string;
  /** Class of the verdict that has its colour. */
  readonly colour: "supported" | "contradicted" | "inconclusive" | "withheld" | "no-verdict";
  readonly heading: string;
  readonly meaning: string;
}

/** In the order of pages. */
export const CLAIM_FACES: Readonly<Record<Claim, Face>> = {
  there: {
    word: "Shown",
    sign: "✓",
    colour: "supported",
    heading: "Shown",
    meaning: "the interval lies wholly beyond what says nothing and wholly beyond its control",
  },
  opposite: {
    word: "Opposite",
    sign: "✕",
    colour: "contradicted",
    heading: "The opposite is shown",
    meaning: "the interval lies wholly on the other side of what says nothing",
  },
  control: {
    word: "Near its control",
    sign: "=",
    colour: "withheld",
    heading: "Not clear of its control",
    meaning:
      "the interval lies beyond what says nothing, but reaches into that of its control, where the effect is absent by construction",
  },
  uncontrolled: {
    word: "Uncontrolled",
    sign: "?",
    colour: "withheld",
    heading: "Uncontrolled",
    meaning: "beyond what says nothing, but nothing tells whether it would be there anyhow",
  },
  open: {
    word: "Cannot be told",
    sign: "≈",
    colour: "inconclusive",
    heading: "Cannot be told",
    meaning: "the interval holds what says nothing, does not exist, or chance could give it among all that was tested",
  },
  described: {
    word: "Describes",
    sign: "·",
    colour: "no-verdict",
    heading: "Describes and claims nothing",
    meaning: "a number without a claim",
  },
};

export const CLAIMS: readonly Claim[] = ["there", "opposite", "control", "uncontrolled", "open", "described"];

/** The claim as a small label. */
export function claimLabel(claim: Claim): string {
  const { word, sign, colour, meaning } = CLAIM_FACES[claim];
  return `<span class="verdict ${colour}" title="${word}: ${meaning}"><b aria-hidden="true">${sign}</b>${word}</span>`;
}

/** Every claim with its meaning. */
export function claimLegend(): string {
  return `<ul class="legend-list">${CLAIMS.map((claim) => `<li>${claimLabel(claim)} ${CLAIM_FACES[claim].meaning}</li>`).join("")}</ul>`;
}
