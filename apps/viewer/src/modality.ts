// What a modality and its units are called: the report says it; neutral words where it does not.

import type { ModalityNames } from "@stillpoint/core";
import type { ReportView } from "./view.ts";

/** Words for anything measured in units. */
export const NEUTRAL_NAMES: Omit<ModalityNames, "title"> = { unit: "unit", units: "units", foreground: "foreground" };

/** The names of a modality; its id is the title where the report gives none. */
export function modalityNames({ modalities = {} }: Pick<ReportView, "modalities">, modality: string): ModalityNames {
  const given = Object.hasOwn(modalities, modality) ? modalities[modality] : undefined;
  return given ?? { title: modality, ...NEUTRAL_NAMES };
}

/** Things of one modality together: in the order of the report's names, others as they come. */
export function byModality<T extends { readonly modality: string }>(
  { modalities = {} }: Pick<ReportView, "modalities">,
  things: readonly T[],
): readonly { readonly modality: string; readonly things: readonly T[] }[] {
  const found = things.map(({ modality }) => modality);
  const order = new Set([...Object.keys(modalities).filter((name) => found.includes(name)), ...found]);
  return [...order].map((modality) => ({ modality, things: things.filter((thing) => thing.modality === modality) }));
}
