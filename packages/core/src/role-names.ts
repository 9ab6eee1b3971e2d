// Which role a folder or a file is of, by what people call them.

import { ROLES, type Role } from "./contract.ts";

const DISTILLED = ["distilled", "distill", "distillation", "distil", "kd"] as const;

/** Words, or words that follow each other. */
const WORDS: Readonly<Record<Role, readonly string[]>> = {
  teacher: ["teacher"],
  distilled: DISTILLED,
  "self-distilled": ["selfdistilled", "selfdistill", "selfdistillation", "selfkd", "born again", "bornagain", "ban"],
  scratch: ["scratch", "baseline", "vanilla"],
  placebo: ["placebo"],
  null: ["null", "twin"],
  "null-order": ["order", "reorder", "reordered", "nullorder"],
  "more-data": ["more data", "moredata", "teacherdata"],
};
/** A student is one from scratch or a placebo where its name says so too. */
const STUDENT = "student";
/** `self` is of self-distillation before these and at the end, but not in `self-supervised` or `self-attention`. */
const SELF_BEFORE: ReadonlySet<string | undefined> = new Set([
  undefined,
  ...[...DISTILLED, STUDENT, "knowledge", "taught", "teacher", "seed", "run", "step", "epoch"],
]);

/** The roles that a name's words speak of: one, none, or several where it is not clear. */
export function rolesInName(name: string): readonly Role[] {
  const words = (name.match(/[A-Z]?[a-z]+|[A-Z]+/g) ?? []).map((word) => word.toLowerCase());
  const text = ` ${words.join(" ")} `;
  const self = words.some((word, k) => word === "self" && SELF_BEFORE.has(words[k + 1]));
  const said = new Set(ROLES.filter((role) => WORDS[role].some((word) => text.includes(` ${word} `))));
  // Of `self-distilled` the second word tells no other network.
  if (self) said.add("self-distilled");
  if (said.has("self-distilled")) said.delete("distilled");
  // `null-scratch` is a null line, and the teacher of `placebo-teacher` is no network that is measured.
  if (said.has("null-order")) {
    // An order is one of batches where nothing but a network from labels is spoken of: not in `first-order-distilled`.
    const labels = [...said].every((role) => role === "null-order" || role === "null" || role === "scratch");
    if (labels) return ["null-order"];
    said.delete("null-order");
  }
  // The baseline with more data is still one from scratch.
  if (said.has("more-data")) said.delete("scratch");
  if (said.has("null") && said.has("scratch") && said.size === 2) return ["null"];
  return said.size === 0 && words.includes(STUDENT) ? ["distilled"] : ROLES.filter((role) => said.has(role));
}
