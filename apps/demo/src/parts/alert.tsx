// What went wrong, read aloud at once.

import type { ComponentChildren, JSX } from "preact";

export interface AlertProps {
  /** Nothing went wrong where it is undefined. */
  readonly children: ComponentChildren;
}

export function Alert({ children }: AlertProps): JSX.Element | null {
  if (children === undefined) return null;
  return (
    <p class="error" role="alert">
      {children}
    </p>
  );
}
