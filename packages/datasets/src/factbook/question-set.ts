// Every question that a country's fields answer.

import { ensure } from "@stillpoint/core";
import type { Country, Factbook } from "./country.ts";
import { type Field, type FieldAnswer, phrasings } from "./field-rules.ts";

/** One thing to ask about one country, before it is put into words. */
export interface FactbookQuestion {
  /** Country and kind, such as `europe/au/capital`. */
  readonly id: string;
  readonly kind: string;
  readonly country: Country;
  readonly field: Field;
  readonly answer: FieldAnswer;
}

/** All questions of the given kinds, by default of all, country by country in the order of its fields. */
export function questionsOf(
  { countries }: Factbook,
  kinds: readonly string[] = Object.keys(phrasings),
): FactbookQuestion[] {
  for (const kind of kinds)
    ensure(
      phrasings[kind] !== undefined,
      "INPUT",
      () => `kinds: expected some of ${Object.keys(phrasings).join(", ")}; got ${kind}; choose among them`,
    );
  return countries.flatMap((country) =>
    country.fields.flatMap((field) =>
      field.answers
        .filter(({ kind }) => kinds.includes(kind))
        .map((answer) => ({
          id: `${country.id}/${answer.kind}`,
          kind: answer.kind,
          country,
          field,
          answer,
        })),
    ),
  );
}
