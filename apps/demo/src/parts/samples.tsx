// The samples one can look at.

import type { JSX } from "preact";
import type { PackedSample } from "../pack/view-pack.ts";

export interface SamplesProps {
  readonly samples: readonly Pick<PackedSample, "id" | "title" | "group">[];
  readonly chosen: string | undefined;
  onChoose(id: string): void;
}

const GROUPS: Readonly<Record<string, string>> = { "held-out": "not seen in training", training: "seen in training" };

/** What a group of samples is, for people. */
export function groupWords(group: string): string {
  return GROUPS[group] ?? group;
}

export function Samples({ samples, chosen, onChoose }: SamplesProps): JSX.Element {
  return (
    <fieldset class="chips" aria-label="Samples">
      {samples.map(({ id, title, group }) => (
        <button key={id} type="button" class="chip" aria-pressed={id === chosen} onClick={() => onChoose(id)}>
          <b>{title}</b>
          <small>{groupWords(group)}</small>
        </button>
      ))}
    </fieldset>
  );
}
