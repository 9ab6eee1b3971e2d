// A page that is whole without its script: a title and a body in the shell that the viewer's build made.

import { escapeHtml } from "../escape.ts";

const TITLE = "__STILLPOINT_TITLE__";
const BODY = "__STILLPOINT_BODY__";

/** The shell with both in place; undefined for one that has no place for them. `body` is ready markup. */
export function staticPage(shell: string, title: string, body: string): string | undefined {
  const [beforeTitle, afterTitle] = shell.split(TITLE);
  const [between, after] = (afterTitle ?? "").split(BODY);
  if (beforeTitle === undefined || between === undefined || after === undefined) return undefined;
  return beforeTitle + escapeHtml(title) + between + body + after;
}
