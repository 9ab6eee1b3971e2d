// One of several words.

import type { JSX } from "preact";
import { useId } from "preact/hooks";
import { Helped, helpId } from "./helped.tsx";

export interface ChoiceProps<Word extends string> {
  readonly label: string;
  readonly value: Word;
  readonly options: readonly { readonly value: Word; readonly name: string }[];
  readonly help?: string;
  onChange(value: Word): void;
}

export function Choice<Word extends string>({ label, value, options, help, onChange }: ChoiceProps<Word>): JSX.Element {
  const id = useId();
  return (
    <Helped id={id} help={help}>
      <label class="field" for={id}>
        <span>{label}</span>
        <select
          id={id}
          value={value}
          aria-describedby={helpId(id, help)}
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
    </Helped>
  );
}
