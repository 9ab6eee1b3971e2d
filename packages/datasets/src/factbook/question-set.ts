// Every question that a country's fields answer.

import type { Country, Factbook } from "./country.ts";
import type { Field, FieldAnswer } from "./field-rules.ts";

/** One thing to ask about one country, before it is put into words. */
export interface FactbookQuestion {
  /** Country and kind, such as `europe/au/capital`. */
  readonly id: string;
  readonly kind: string;
  readonly country: Country;
  readonly field: Field;
  readonly answer: FieldAnswer;
}

/** All questions, country by country in the order of its fields. */
export function questionsOf({ countries }: Factbook): FactbookQuestion[] {
  return countries.flatMap((country) =>
    country.fields.flatMap((field) =>
      field.answers.map((answer) => ({
        id: `${country.id}/${answer.kind}`,
        kind: answer.kind,
        country,
        field,
        answer,
      })),
    ),
  );
}
