// The samples one can look at.

import type { JSX } from "preact";
import type { PackedSample } from "../pack/view-pack.ts";

export interface SamplesProps {
  readonly samples: readonly Pick<PackedSample, "id" | "title" | "group">[];
  readonly chosen: string | undefined;
  onChoose(id: string): void;
}

export function Samples({ samples, chosen, onChoose }: SamplesProps): JSX.Element {
  return (
    <fieldset class="chips" aria-label="Samples">
      {samples.map(({ id, title, group }) => (
        <button key={id} type="button" class="chip" aria-pressed={id === chosen} onClick={() => onChoose(id)}>
          <b>{title}</b>
          <small>{group}</small>
        </button>
      ))}
    </fieldset>
  );
}
