// Markup that this project's painters made: everything of users in it is escaped there.

import type { JSX } from "preact";

export interface MarkupProps {
  readonly html: string;
  readonly class?: string;
}

export function Markup({ html, class: name }: MarkupProps): JSX.Element {
  return <div class={name} dangerouslySetInnerHTML={{ __html: html }} />;
}
