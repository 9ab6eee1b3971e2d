// Which embedded sample is looked at.

import { useState } from "preact/hooks";
import type { PackedSample } from "../pack/view-pack.ts";
import type { Address } from "./address.ts";
import type { PagePack } from "./use-pack.ts";

export interface ChosenSample {
  /** Undefined only for a pack without samples. */
  readonly sample: PackedSample | undefined;
  choose(id: string): void;
}

/** First the one the address asks for, else the pack's first. */
export function useSample({ pack }: Pick<PagePack, "pack">, { sample: asked }: Address["choices"]): ChosenSample {
  const { samples } = pack;
  const [id, choose] = useState(asked);
  return { sample: samples.find((sample) => sample.id === id) ?? samples[0], choose };
}
