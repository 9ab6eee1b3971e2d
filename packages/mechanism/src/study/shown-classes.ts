// Which classes a drawing of classes against classes has room for.

import type { Logits } from "../logits.ts";

/** Rows and columns that people can still read. */
const MOST = 40;

export interface ShownClasses {
  readonly places: readonly number[];
  readonly names: readonly string[];
  /** Which classes these are, for a caption; "" where they are all. */
  readonly note: string;
}

/** All classes that have an example, or those with most examples. */
export function shownClasses({ classes, labels }: Logits, classNames: readonly string[] | undefined): ShownClasses {
  const counts = new Float64Array(classes);
  for (const label of labels) counts[label]! += 1;
  const present = [...counts.keys()].filter((k) => counts[k]! > 0);
  const places = present
    .toSorted((a, b) => counts[b]! - counts[a]! || a - b)
    .slice(0, MOST)
    .toSorted((a, b) => a - b);
  const note = present.length > MOST ? ` Of ${present.length} classes the ${MOST} with most examples.` : "";
  return { places, names: places.map((k) => classNames?.[k] ?? `${k}`), note };
}
