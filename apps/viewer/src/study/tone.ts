// How series are told apart: by the colour of their role, by a dash among those of one role, by a tone where none has one.

import type { Role } from "@stillpoint/core";
import { escapeHtml } from "../escape.ts";
import { roleClass } from "../role.ts";

/** Tones that the style sheet has. */
const TONES = 6;
/** Ways to draw a line. */
const DASHES = 5;

interface Named {
  readonly name: string;
  readonly role?: Role;
}

/** The classes of each series, in order. */
export function toneClasses(series: readonly Named[]): string[] {
  // a tone is a role's colour, so that beside roles a series without one is grey
  const isToned = series.every(({ role }) => role === undefined);
  const seen = new Map<string, number>();
  return series.map(({ role }, at) => {
    if (isToned) return `tone-${at % TONES} dash-${Math.floor(at / TONES) % DASHES}`;
    const kind = role === undefined ? "tone-none" : roleClass(role);
    const before = seen.get(kind) ?? 0;
    seen.set(kind, before + 1);
    return `${kind} dash-${before % DASHES}`;
  });
}

/** A line in the colour and dash of each series with its name. */
export function toneLegend(series: readonly Named[]): string {
  const classes = toneClasses(series);
  const items = series.map(
    ({ name }, at) =>
      `<li class="${classes[at]}"><svg class="sample" viewBox="0 0 24 8" aria-hidden="true"><line x1="1" x2="23" y1="4" y2="4"/></svg>${escapeHtml(name)}</li>`,
  );
  return `<ul class="legend">${items.join("")}</ul>`;
}
