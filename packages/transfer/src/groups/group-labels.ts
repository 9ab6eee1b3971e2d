// Which group every example belongs to, checked once. n examples, G groups.

import { ensure } from "@stillpoint/core";

export interface Groups {
  /** `[G]` names, unique. */
  readonly names: readonly string[];
  /** `[n]` the group of each example, 0 to G − 1. */
  readonly of: ArrayLike<number>;
  /** Names of groups of which the teacher saw no example. */
  readonly unseenByTeacher?: readonly string[];
}

/**
 * The groups as they are, checked against n examples.
 *
 * @throws StillpointError SHAPE for another number of examples, RANGE for one in no group, INPUT for names given twice, a group
 * without an example, or an unseen group that is none
 */
export function checkedGroups(groups: Groups, examples: number): Groups {
  const { names, of, unseenByTeacher = [] } = groups;
  ensure(
    of.length === examples,
    "SHAPE",
    () => `groups: expected one for each of ${examples} examples; got ${of.length}; give every example its group`,
  );
  const counts = new Float64Array(names.length);
  for (let k = 0; k < examples; k++) {
    const own = of[k]!;
    ensure(
      Number.isInteger(own) && own >= 0 && own < names.length,
      "RANGE",
      () => `groups, example ${k}: expected 0 to ${names.length - 1}; got ${own}; groups are counted from 0`,
    );
    counts[own]! += 1;
  }
  const empty = names.findIndex((_, k) => counts[k] === 0);
  ensure(empty === -1, "INPUT", () => `groups: expected examples of ${names[empty]}; got none; leave the group out`);
  ensure(
    new Set(names).size === names.length,
    "INPUT",
    () => `groups: expected names that differ; got ${names.join(", ")}; name each group once`,
  );
  const stranger = unseenByTeacher.find((name) => !names.includes(name));
  ensure(
    stranger === undefined && unseenByTeacher.length < names.length,
    "INPUT",
    () =>
      `unseen groups: expected some of ${names.join(", ")}, not all; got ${unseenByTeacher.join(", ")}; name groups as above`,
  );
  return groups;
}
