// Which role a folder or a file is of, by what people call them.

import type { Role } from "./contract.ts";

const WORDS: Readonly<Record<Role, readonly string[]>> = {
  teacher: ["teacher"],
  distilled: ["distilled", "distill", "distillation", "distil", "kd"],
  scratch: ["scratch", "baseline", "vanilla"],
  placebo: ["placebo"],
  null: ["null", "twin"],
};
/** A student is one from scratch or a placebo where its name says so too. */
const STUDENT = "student";

/** The roles that a name's words speak of: one, none, or several where it is not clear. */
export function rolesInName(name: string): readonly Role[] {
  const words = (name.match(/[A-Z]?[a-z]+|[A-Z]+/g) ?? []).map((word) => word.toLowerCase());
  const roles: Role[] = [];
  for (const role of ["teacher", "distilled", "scratch", "placebo", "null"] as const) {
    if (WORDS[role].some((word) => words.includes(word))) roles.push(role);
  }
  // `null-scratch` is a null line, and the teacher of `placebo-teacher` is no network that is measured.
  if (roles.includes("null") && roles.includes("scratch") && roles.length === 2) return ["null"];
  return roles.length === 0 && words.includes(STUDENT) ? ["distilled"] : roles;
}
