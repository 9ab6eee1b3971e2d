// A node of a JSON file changed, the rest left whole.

import type { Chance } from "@stillpoint/core";

/** What stands in for a node. */
const VALUES: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1.5,
  1e39,
  2 ** 53,
  2 ** 31,
  1e308,
  "",
  "a",
  "\u{1F600}",
  "__proto__",
  "(a+)+$",
  [],
  {},
  [[]],
  [null],
  { type: "Sequence" },
];

/** The file with one of its nodes, chosen on the way down, replaced, dropped or doubled; as it is where it is no JSON. */
export function changedJson(bytes: Uint8Array, chance: Chance): Uint8Array {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return new TextEncoder().encode(JSON.stringify(changed(value, chance)));
  } catch {
    // Too deep to be written is left as it is too.
    return bytes.slice();
  }
}

function changed(value: unknown, chance: Chance): unknown {
  const keys = typeof value === "object" && value !== null ? Object.keys(value) : [];
  const key = keys[keys.length > 0 ? chance.below(keys.length) : 0];
  if (key === undefined || chance.below(8) === 0) return VALUES[chance.below(VALUES.length)];
  const how = chance.below(8);
  if (Array.isArray(value)) {
    const at = Number(key);
    return value.toSpliced(
      at,
      1,
      ...(how === 0 ? [] : how === 1 ? [value[at], value[at]] : [changed(value[at], chance)]),
    );
  }
  const entries = Object.entries(Object(value)).flatMap(([name, item]): [string, unknown][] => {
    if (name !== key) return [[name, item]];
    return how === 0 ? [] : how === 1 ? [[`${name}x`, item]] : [[name, changed(item, chance)]];
  });
  return Object.fromEntries(entries);
}
