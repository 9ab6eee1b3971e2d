// Roles in the order and words of the page.

import { escapeHtml } from "./escape.ts";

const WORDS: Readonly<Record<string, string>> = {
  teacher: "Teacher",
  distilled: "Distilled",
  "self-distilled": "Self-distilled",
  scratch: "From scratch",
  placebo: "Placebo",
  null: "Second scratch (null)",
  "null-order": "Scratch, other batch order (null)",
  "more-data": "Scratch on the teacher's data",
};

const ORDER: readonly string[] = Object.keys(WORDS);

/** As markup: a role that is none of ours may be any text. */
export function roleName(role: string): string {
  return WORDS[role] ?? escapeHtml(role);
}

/** The roles a record has, in the order of the story. */
export function rolesOf(record: Readonly<Record<string, unknown>>): string[] {
  const known = ORDER.filter((role) => role in record);
  return [...known, ...Object.keys(record).filter((role) => !ORDER.includes(role))];
}

/** The class that gives a role its colour. */
export function roleClass(role: string): string {
  return ORDER.includes(role) ? `role-${role}` : "role-other";
}

/** A short line in the colour of a role with its name. */
export function roleLegend(roles: readonly string[]): string {
  const items = roles.map(
    (role) => `<li class="${roleClass(role)}"><i class="swatch" aria-hidden="true"></i>${roleName(role)}</li>`,
  );
  return `<ul class="legend">${items.join("")}</ul>`;
}
