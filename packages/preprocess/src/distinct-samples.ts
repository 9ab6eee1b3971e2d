// Samples that are the same twice: they would count twice in every interval, as if they were two witnesses.

import { bytesOf, digest, type UnitInput } from "@stillpoint/core";
import type { FittedSamples } from "./fitted-samples.ts";
import type { Labels } from "./labels/labels.ts";

/** So many are named. */
const NAMED = 3;

/** Without samples that an earlier one is already, input, units and annotation alike; a note says which were left out. */
export function distinctSamples(fitted: FittedSamples): FittedSamples {
  const first = new Map<string, string>();
  const repeated: string[] = [];
  const kept = fitted.samples.flatMap(({ info, input }, s) => {
    const content = contentOf(input);
    const earlier = first.get(content);
    if (earlier === undefined) {
      first.set(content, info.id);
      return [s];
    }
    repeated.push(`${info.id} is ${earlier}`);
    return [];
  });
  if (repeated.length === 0) return fitted;
  const named = repeated.slice(0, NAMED).join(", ");
  const more = repeated.length > NAMED ? ` and ${repeated.length - NAMED} more` : "";
  const { labels } = fitted;
  return {
    ...fitted,
    samples: kept.map((s) => fitted.samples[s]!),
    ...(labels === undefined ? {} : { labels: labelsOf(labels, kept) }),
    notes: [
      ...fitted.notes,
      `${repeated.length} of ${fitted.samples.length} samples are there twice and measured once, or intervals would be too short: ${named}${more}`,
    ],
  };
}

function labelsOf(labels: Labels, kept: readonly number[]): Labels {
  return labels.kind === "class"
    ? { ...labels, names: kept.map((s) => labels.names[s]) }
    : { ...labels, questions: kept.flatMap((s) => labels.questions[s] ?? []) };
}

function contentOf({ inputs, unitOf, units }: UnitInput): string {
  const about = JSON.stringify([
    Object.entries(inputs).map(([name, { type, shape }]) => [name, type, shape]),
    unitOf.shape,
    units.map(({ region, part }) => [region, part]),
  ]);
  const data = Object.values(inputs).map((tensor) => bytesOf(tensor.data));
  return digest([new TextEncoder().encode(about), bytesOf(unitOf.data), ...data]);
}
