// Which controls a run has beside those that every run has, as a list of names.

import { CHOSEN_ROLES, type ChosenRole } from "./benchmark.ts";
import { namedOf } from "./name-list.ts";

/** The roles of a comma-separated list, each once, in their own order; `none` for no role. Throws `USAGE`. */
export function chosenRoles(list: string): ChosenRole[] {
  if (list.trim() === "none") return [];
  const expected = `none or some of ${CHOSEN_ROLES.join(",")}`;
  const named = namedOf({ option: "roles", expected }, list, (name) => CHOSEN_ROLES.find((role) => role === name));
  return CHOSEN_ROLES.filter((role) => named.includes(role));
}
