// Where the paths of several runs come from, in one word.

import { ROLES, type Role } from "../contract.ts";
import { PATH_SOURCES, type PathOrigin, type PathOrigins, type Run } from "../measurement.ts";
import type { RolePair } from "./comparison.ts";

/** The origin that is known least, in the order of `PATH_SOURCES`; undefined for none. */
export function leastKnown(origins: readonly PathOrigin[]): PathOrigin | undefined {
  return origins.reduce<PathOrigin | undefined>((least, origin) => {
    const rank = ({ source }: PathOrigin): number => PATH_SOURCES.indexOf(source);
    return least === undefined || rank(origin) > rank(least) ? origin : least;
  }, undefined);
}

/** Where H2's path comes from: the layer's of the two compared roles. */
export function comparedOrigin(runs: readonly Run[], { treated, reference }: RolePair): PathOrigin | undefined {
  return leastKnown(
    runs.flatMap(({ role, origins }) => (origins && (role === treated || role === reference) ? [origins.layer] : [])),
  );
}

/** Of every role the origins that are known least over its seeds; undefined where no run says. */
export function originsByRole(runs: readonly Run[]): Readonly<Partial<Record<Role, PathOrigins>>> | undefined {
  const entries = ROLES.flatMap((role) => {
    const own = runs.flatMap((run) => (run.role === role && run.origins !== undefined ? [run.origins] : []));
    const layer = leastKnown(own.map((origins) => origins.layer));
    const network = leastKnown(own.map((origins) => origins.network));
    return layer === undefined || network === undefined ? [] : [[role, { layer, network }] as const];
  });
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}
