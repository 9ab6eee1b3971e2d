// Plain tables of numbers, and the fold-out that holds them.

import { escapeHtml } from "./escape.ts";

/** A table whose cells are ready markup; the first column is the row's name. `label` names it for screen readers. */
export function numberTable(label: string, heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const head = heads.map((text) => `<th scope="col">${text}</th>`).join("");
  const body = rows
    .map(
      ([first = "", ...rest]) =>
        `<tr><th scope="row">${first}</th>${rest.map((cell) => `<td>${cell}</td>`).join("")}</tr>`,
    )
    .join("");
  return (
    `<div class="scroll" tabindex="0" role="region" aria-label="${escapeHtml(label)}">` +
    `<table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></div>`
  );
}

/** A fold-out with a short name; print shows it open. */
export function foldout(summary: string, body: string): string {
  return `<details class="fold"><summary>${summary}</summary><div>${body}</div></details>`;
}
