// A field that text of any script is typed in.

import type { JSX, Ref } from "preact";

export interface WordsFieldProps {
  readonly label: string;
  readonly value: string;
  readonly rows: number;
  readonly field?: Ref<HTMLTextAreaElement>;
  onInput(text: string): void;
}

export function WordsField({ label, value, rows, field, onInput }: WordsFieldProps): JSX.Element {
  return (
    <label class="typed">
      <span>{label}</span>
      <textarea
        ref={field ?? null}
        dir="auto"
        rows={rows}
        value={value}
        spellcheck={false}
        autocomplete="off"
        onInput={({ currentTarget }) => onInput(currentTarget.value)}
      />
    </label>
  );
}
