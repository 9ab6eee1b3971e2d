// What modalities and their units are called, in the order in which the page tells of them.

import type { ModalityNames } from "@stillpoint/core";
import { z } from "zod";

export const modalitiesSchema: z.ZodType<Readonly<Record<string, ModalityNames>>> = z.record(
  z.string(),
  z.object({ title: z.string(), unit: z.string(), units: z.string(), foreground: z.string() }),
);

/** The names as JSON data: modalities stay in the order given, their fields come in one. */
export function modalitiesRecord(names: Readonly<Record<string, ModalityNames>>): Record<string, ModalityNames> {
  return Object.fromEntries(
    Object.entries(names).map(([id, { title, unit, units, foreground }]) => [id, { title, unit, units, foreground }]),
  );
}
