// Which samples a report shows: as many as a page can hold, and of those the few whose training it shows first.

import type { SampleInfo, TaskSample } from "@stillpoint/core";

/** Samples shown first per task and group, and in all: folders of many classes are groups too. */
const PER_GROUP = 4;
const IN_ALL = 24;

/** Samples drawn, and characters of their drawings, beyond the first ones: a page is one file. */
const DRAWN = 128;
const DRAWN_CHARACTERS = 2_000_000;

/** A sample as a page draws it. */
export interface Drawing {
  readonly sample: TaskSample;
  readonly look: NonNullable<TaskSample["look"]>;
  readonly picture: string;
  readonly mask: string;
}

/**
 * The samples that a page draws, in the order of the task: all of them up to 128 and two million characters of drawings,
 * beyond that the first ones and others as far as there is room. One that cannot be drawn is left out.
 */
export function drawnSamples(samples: readonly TaskSample[]): Drawing[] {
  const first = shownSamples(samples);
  const drawn = new Map<TaskSample, Drawing>();
  let characters = 0;
  for (const sample of new Set([...first, ...samples])) {
    const { look } = sample;
    if (look === undefined) continue;
    const isFirst = first.includes(sample);
    if (!isFirst && (drawn.size >= DRAWN || characters >= DRAWN_CHARACTERS)) break;
    const drawing = { sample, look, picture: look.picture(), mask: look.annotation() };
    characters += drawing.picture.length + drawing.mask.length;
    drawn.set(sample, drawing);
  }
  return samples.flatMap((sample) => drawn.get(sample) ?? []);
}

/**
 * Some samples of each group, evenly spread over its list, which is sorted by name and so by class. One without a
 * foreground is in no number, and is shown by no report, where its group has others.
 */
export function shownSamples<Sample extends { readonly info: SampleInfo }>(samples: readonly Sample[]): Sample[] {
  const groups = [...new Set(samples.map(({ info }) => info.group))];
  const perGroup = Math.max(1, Math.min(PER_GROUP, Math.floor(IN_ALL / groups.length)));
  return groups
    .flatMap((group) => {
      const all = samples.filter(({ info }) => info.group === group);
      const counted = all.filter(({ info }) => info.units.some(({ region }) => region === "foreground"));
      const own = counted.length > 0 ? counted : all;
      const count = Math.min(perGroup, own.length);
      return Array.from({ length: count }, (_, k) => own[Math.floor((k * own.length) / count)]).filter(
        (sample) => sample !== undefined,
      );
    })
    .slice(0, IN_ALL);
}
