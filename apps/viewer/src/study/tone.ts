// How series are told apart: by the colour of their role, by a dash among those of one role, by a tone without one.

import type { Role } from "@stillpoint/core";
import { escapeHtml } from "../escape.ts";
import { roleClass } from "../role.ts";

/** Tones that the style sheet has. */
const TONES = 6;
/** Ways to draw a line. */
const DASHES = 4;

interface Named {
  readonly name: string;
  readonly role?: Role;
}

/** The classes of each series, in order. */
export function toneClasses(series: readonly Named[]): string[] {
  const seen = new Map<string, number>();
  let free = 0;
  return series.map(({ role }) => {
    if (role === undefined) {
      const own = free++;
      return `tone-${own % TONES} dash-${Math.floor(own / TONES) % DASHES}`;
    }
    const before = seen.get(role) ?? 0;
    seen.set(role, before + 1);
    return `${roleClass(role)} dash-${before % DASHES}`;
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
