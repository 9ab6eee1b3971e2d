// Which role a dropped network has until its owner says otherwise.

import { type Role, rolesInName } from "@stillpoint/core";

/** Roles of networks whose names say nothing, in the order in which they are given. */
const USUAL: readonly Role[] = [
  "distilled",
  "scratch",
  "teacher",
  "placebo",
  "null",
  "self-distilled",
  "null-order",
  "more-data",
];

/** Roles by name: what a name says, else the first role that is free. `said` are the owner's own choices. */
export function rolesOf(names: readonly string[], said: ReadonlyMap<string, Role>): ReadonlyMap<string, Role> {
  const roles = new Map<string, Role>();
  const sure = names.map((name) => {
    return said.get(name) ?? roleIn(name.replace(/(\.onnx|(^|[/._-])model\.json)$/i, ""));
  });
  const taken = new Set(sure);
  for (const [k, name] of names.entries()) {
    const role = sure[k] ?? USUAL.find((free) => !taken.has(free)) ?? "distilled";
    taken.add(role);
    roles.set(name, role);
  }
  return roles;
}

/** The one role that a path speaks of, outer folders left out until it is one: of `kd/teacher` the teacher. */
function roleIn(path: string): Role | undefined {
  const [only, ...others] = rolesInName(path);
  if (others.length === 0) return only;
  return path.includes("/") ? roleIn(path.slice(path.indexOf("/") + 1)) : undefined;
}
