// Samples as they lie in the page's data: what several share is there once.

import { type PackedMap, unpackedMap } from "./packed-map.ts";
import type { LayoutView, PictureView } from "./view.ts";

/** How a sample looks, the same at every layer. */
export interface PackedLook {
  readonly picture?: string;
  readonly mask?: string;
  readonly layout: LayoutView;
  /** Index into the lists of labels. */
  readonly labels?: number;
  readonly regions?: string;
  /** Units of each named part. */
  readonly parts?: Readonly<Record<string, readonly number[]>>;
}

export interface PackedPicture {
  readonly task: string;
  readonly sample: string;
  readonly title: string;
  readonly group: string;
  /** Index into the looks. */
  readonly look: number;
  readonly maps: readonly PackedMap[];
}

export interface PackedPictures {
  readonly pictures: readonly PackedPicture[];
  readonly looks: readonly PackedLook[];
  readonly labels: readonly (readonly string[])[];
}

function partsOf(parts: PackedLook["parts"], count: number): (string | null)[] {
  const names: (string | null)[] = new Array(count).fill(null);
  for (const [name, units] of Object.entries(parts ?? {}))
    for (const unit of units) if (unit < count) names[unit] = name;
  return names;
}

/** The samples of one task, or of all; those whose look is not there are left out. */
export function unpackedPictures({ pictures, looks, labels }: PackedPictures, task?: string): PictureView[] {
  return pictures.flatMap(({ look: at, maps, ...named }) => {
    const look = looks[at];
    if (!look || (task !== undefined && named.task !== task)) return [];
    const { labels: list, regions, parts, ...drawn } = look;
    const names = list === undefined ? undefined : labels[list];
    let unpacked: PictureView["maps"] | undefined;
    return [
      {
        ...named,
        ...drawn,
        ...(names ? { labels: names } : {}),
        ...(regions === undefined ? {} : { regions, parts: partsOf(parts, regions.length) }),
        // when they are first looked at: a report has thousands
        get maps() {
          unpacked ??= maps.map(unpackedMap);
          return unpacked;
        },
      },
    ];
  });
}
