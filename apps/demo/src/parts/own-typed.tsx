// A text typed by the visitor.

import type { JSX } from "preact";
import type { TypedTexts } from "../page/own-source.ts";

export interface OwnTypedProps {
  readonly kind: "sentence" | "question";
  readonly value: TypedTexts;
  onChange(value: TypedTexts): void;
}

const FIELDS = {
  sentence: [["sentence", "Sentence"]],
  question: [
    ["question", "Question"],
    ["context", "Context"],
    ["answer", "Answer, as it stands in the context"],
  ],
} as const;

export function OwnTyped({ kind, value, onChange }: OwnTypedProps): JSX.Element {
  return (
    <>
      {FIELDS[kind].map(([field, label]) => (
        <label key={field} class="field">
          <span>{label}</span>
          <textarea
            rows={field === "context" ? 5 : 2}
            value={value[field]}
            onInput={({ currentTarget }) => onChange({ ...value, [field]: currentTarget.value })}
          />
        </label>
      ))}
    </>
  );
}
