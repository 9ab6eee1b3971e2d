// A choice with what it means below it, read with the choice and not as its name.

import type { ComponentChildren, JSX } from "preact";

export interface HelpedProps {
  /** Of the choice. */
  readonly id: string;
  readonly help: string | undefined;
  readonly children: ComponentChildren;
}

export function Helped({ id, help, children }: HelpedProps): JSX.Element {
  return (
    <div class="choice">
      {children}
      {help !== undefined && <small id={helpId(id, help)}>{help}</small>}
    </div>
  );
}

/** For `aria-describedby` of the choice. */
export function helpId(id: string, help: string | undefined): string | undefined {
  return help === undefined ? undefined : `${id}-help`;
}
