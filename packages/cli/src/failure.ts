// From an error to what the user reads and the exit code the shell sees.

import { StillpointError } from "@stillpoint/core";

export const ExitCode = { done: 0, failed: 1, usage: 2, interrupted: 130 } as const;

/**
 * The messages of an error and its causes, outermost first, without repeats. Below one of our errors only ours are
 * told: it already says in plain words what a library's exception meant.
 */
export function messages(error: unknown): string[] {
  const found: string[] = [];
  let ours = false;
  for (const link of chain(error)) {
    const text = link instanceof Error ? link.message : String(link);
    const told = found.some((earlier) => earlier.includes(text));
    if (!told && !(ours && !(link instanceof StillpointError))) found.push(text);
    ours ||= link instanceof StillpointError;
  }
  return found;
}

/** The error and its causes. */
function chain(error: unknown): unknown[] {
  const links: unknown[] = [];
  for (let link = error; link !== undefined && link !== null && links.length < 10; ) {
    links.push(link);
    link = link instanceof Error ? link.cause : undefined;
  }
  return links;
}

export function exitCode(error: unknown): number {
  const codes = chain(error).flatMap((link) => (link instanceof StillpointError ? [link.code] : []));
  const telling = codes.find((code) => code === "INTERRUPTED" || code === "USAGE");
  if (telling === "INTERRUPTED") return ExitCode.interrupted;
  return telling === "USAGE" ? ExitCode.usage : ExitCode.failed;
}

/** A stack trace only for what we did not expect. */
export function isUnexpected(error: unknown): boolean {
  return !chain(error).some((link) => link instanceof StillpointError);
}
