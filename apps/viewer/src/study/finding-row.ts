// One finding with all a reader needs to judge it.

import type { Interval, ToldFinding } from "@stillpoint/core";
import { escapeHtml } from "../escape.ts";
import { claimLabel } from "./claim.ts";
import { findingForest } from "./finding-forest.ts";
import { toldChance, toldNumber, toldRange } from "./told-number.ts";

/** A finding with its place in the study: its anchor, and the section it is of. */
export interface PlacedFinding {
  readonly told: ToldFinding;
  readonly anchor: string;
  readonly section: { readonly title: string; readonly anchor: string };
}

function line(name: string, mean: number, interval: Interval): string {
  const reason = interval.reason === undefined ? "" : `<small class="reason">${escapeHtml(interval.reason)}</small>`;
  return `<div><dt>${name}</dt><dd><b>${toldNumber(mean)}</b> <small>${toldRange(interval)}</small>${reason}</dd></div>`;
}

export function findingRow({ told, anchor, section }: PlacedFinding): string {
  const { finding, claim, adjusted, reason } = told;
  const { value, interval, control, direction, nothing, sentence, id } = finding;
  const way = direction === "neither" ? "" : ` ${direction === "higher" ? "↑" : "↓"}`;
  const said = reason === undefined || claim === "control" ? "" : `<p class="reason">${escapeHtml(reason)}</p>`;
  const chance = finding.p === undefined ? "" : `<div><dt>adjusted p</dt><dd>${toldChance(adjusted)}</dd></div>`;
  const none = nothing === undefined ? "" : `<div><dt>says nothing</dt><dd>${toldNumber(nothing)}</dd></div>`;
  return (
    `<article class="told" id="${anchor}"><div class="words-of">${claimLabel(claim)}<p class="sentence">${escapeHtml(sentence)}</p>${said}` +
    `<p class="meta"><code>${escapeHtml(id)}</code>${way} · <a href="#${section.anchor}">${escapeHtml(section.title)}</a></p></div>` +
    `<dl>${line("value", value, interval)}${line("control", control.mean, control)}${none}${chance}</dl>${findingForest(finding)}</article>`
  );
}
