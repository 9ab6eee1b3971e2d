// Where a command prints, and what happens when nobody reads it or there is no room.

import { ExitCode } from "./failure.ts";
import type { Terminal } from "./session.ts";

/** Of this process. */
export function processTerminal(): Terminal {
  process.stdout.on("error", closedEarly);
  // Whoever reads no errors may still want the results.
  process.stderr.on("error", (error) => {
    if (!isClosed(error)) throw error;
  });
  return {
    isTerminal: process.stderr.isTTY === true && process.env.TERM !== "dumb" && process.env.CI === undefined,
    columns: process.stderr.columns ?? 80,
    out: (text) => void process.stdout.write(text),
    error: (text) => void process.stderr.write(text),
    now: () => performance.now(),
  };
}

/**
 * Of `stillpoint ... | head`: a run stops as by Ctrl-C and keeps what is finished, everything else ends unheard. What
 * cannot be written for another reason is told where errors are.
 */
function closedEarly(error: Error): void {
  process.stdout.off("error", closedEarly);
  process.stdout.on("error", () => undefined);
  const closed = isClosed(error);
  if (!closed) {
    process.stderr.write(
      `stillpoint: standard output: expected room for what is printed; got ${error.message}; print to another place\n`,
    );
  }
  if (process.listenerCount("SIGINT") > 0) process.emit("SIGINT");
  else if (!closed) process.exit(ExitCode.failed);
}

function isClosed(error: Error): boolean {
  return "code" in error && error.code === "EPIPE";
}
