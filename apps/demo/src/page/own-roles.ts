// Which role a dropped network has until its owner says otherwise.

import { type Role, rolesInName } from "@stillpoint/core";

/** Roles of networks whose names say nothing, in the order in which they are given. */
const USUAL: readonly Role[] = ["distilled", "scratch", "teacher", "placebo", "null"];

/** Roles by name: what a name says, else the first role that is free. `said` are the owner's own choices. */
export function rolesOf(names: readonly string[], said: ReadonlyMap<string, Role>): ReadonlyMap<string, Role> {
  const roles = new Map<string, Role>();
  const sure = names.map((name) => {
    const [only, ...others] = rolesInName(name.replace(/(\.onnx|(^|[/._-])model\.json)$/i, ""));
    return said.get(name) ?? (others.length === 0 ? only : undefined);
  });
  const taken = new Set(sure);
  for (const [k, name] of names.entries()) {
    const role = sure[k] ?? USUAL.find((free) => !taken.has(free)) ?? "distilled";
    taken.add(role);
    roles.set(name, role);
  }
  return roles;
}
