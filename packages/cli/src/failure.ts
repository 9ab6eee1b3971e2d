// From an error to what the user reads and the exit code the shell sees.

import { StillpointError } from "@stillpoint/core";

export const ExitCode = { done: 0, failed: 1, usage: 2, interrupted: 130 } as const;

/** The messages of an error and its causes, outermost first, without repeats. */
export function messages(error: unknown): string[] {
  const found: string[] = [];
  let current = error;
  while (current !== undefined && current !== null && found.length < 10) {
    const text = current instanceof Error ? current.message : String(current);
    if (!found.some((earlier) => earlier.includes(text))) found.push(text);
    current = current instanceof Error ? current.cause : undefined;
  }
  return found;
}

export function exitCode(error: unknown): number {
  let current = error;
  while (current instanceof Error) {
    if (current instanceof StillpointError && current.code === "INTERRUPTED") return ExitCode.interrupted;
    if (current instanceof StillpointError && current.code === "USAGE") return ExitCode.usage;
    current = current.cause;
  }
  return ExitCode.failed;
}

/** A stack trace only for what we did not expect. */
export function isUnexpected(error: unknown): boolean {
  let current = error;
  while (current instanceof Error) {
    if (current instanceof StillpointError) return false;
    current = current.cause;
  }
  return true;
}
