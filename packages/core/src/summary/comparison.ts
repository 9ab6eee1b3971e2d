// Which networks are compared: roles are data.

import type { Role } from "../contract.ts";
import { ensure } from "../errors.ts";

/** Two roles whose difference is treated − reference. */
export interface RolePair {
  readonly treated: Role;
  readonly reference: Role;
}

/** What a summary compares. */
export interface Comparison extends RolePair {
  /** Differs from `reference` by chance alone: null − reference is the line of no meaning. Absent: no such line. */
  readonly null?: Role;
}

/** The comparison of the paper. */
export const DISTILLED_WITH_SCRATCH: Comparison = { treated: "distilled", reference: "scratch", null: "null" };

/** @throws StillpointError USAGE where two of the roles are the same. */
export function comparisonOf(comparison: Comparison = DISTILLED_WITH_SCRATCH): Comparison {
  const { treated, reference } = comparison;
  const roles = [treated, reference, ...(comparison.null === undefined ? [] : [comparison.null])];
  ensure(
    new Set(roles).size === roles.length,
    "USAGE",
    () => `comparison: expected different roles; got ${roles.join(", ")}; name each network once`,
  );
  return comparison;
}

/** The null line's own pair; undefined where there is none. */
export function nullPairOf({ reference, null: treated }: Comparison): RolePair | undefined {
  return treated === undefined ? undefined : { treated, reference };
}

/** The other role of a pair; undefined for a role that is not of it. */
export function partnerOf(role: Role, { treated, reference }: RolePair): Role | undefined {
  if (role === treated) return reference;
  return role === reference ? treated : undefined;
}
