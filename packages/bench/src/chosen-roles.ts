// Which controls a run has beside those that every run has, as a list of names.

import { StillpointError } from "@stillpoint/core";
import { CHOSEN_ROLES, type ChosenRole } from "./benchmark.ts";

/** The roles of a comma-separated list, each once, in their own order; `none` for no role. Throws `USAGE`. */
export function chosenRoles(list: string): ChosenRole[] {
  const names = list.split(",").map((name) => name.trim());
  if (names.length === 1 && names[0] === "none") return [];
  const strange = names.find((name) => !CHOSEN_ROLES.some((role) => role === name));
  if (strange === undefined) return CHOSEN_ROLES.filter((role) => names.includes(role));
  throw new StillpointError(
    "USAGE",
    `--roles: expected none or some of ${CHOSEN_ROLES.join(",")}; got ${strange || "an empty name"}; separate names by commas`,
  );
}
