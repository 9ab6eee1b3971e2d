// One of several words.

import type { JSX } from "preact";

export interface ChoiceProps<Word extends string> {
  readonly label: string;
  readonly value: Word;
  readonly options: readonly { readonly value: Word; readonly name: string }[];
  readonly help?: string;
  onChange(value: Word): void;
}

export function Choice<Word extends string>({ label, value, options, help, onChange }: ChoiceProps<Word>): JSX.Element {
  return (
    <label class="field" title={help}>
      <span>{label}</span>
      <select
        value={value}
        onChange={({ currentTarget }) => {
          const chosen = options.find((option) => option.value === currentTarget.value);
          if (chosen !== undefined) onChange(chosen.value);
        }}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.name}
          </option>
        ))}
      </select>
    </label>
  );
}
