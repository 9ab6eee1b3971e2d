// Work on files from anywhere that must end: patterns of a tokenizer can take years, damaged files go in circles.

import { createContext, Script } from "node:vm";
import { StillpointError } from "@stillpoint/core";

const context = createContext({});
const script = new Script("job()");

/**
 * What `run` returns, ended after `seconds`, even within a regular expression. Throws what `run` throws, and `INPUT` with
 * `subject` and `remedy` where it takes longer. Costs a tenth of a millisecond.
 */
export function withinDeadline<T>(subject: string, remedy: string, seconds: number, run: () => T): T {
  let result: { readonly value: T } | undefined;
  context.job = () => {
    result = { value: run() };
  };
  try {
    script.runInContext(context, { timeout: Math.ceil(1000 * seconds) });
  } catch (cause) {
    // The error is one of the context's own, no `Error` of ours.
    const code: unknown = typeof cause === "object" && cause !== null && "code" in cause ? cause.code : undefined;
    if (code !== "ERR_SCRIPT_EXECUTION_TIMEOUT") throw cause;
    throw new StillpointError(
      "INPUT",
      `${subject}: expected to be through within ${seconds} s; got no end; ${remedy}`,
      {
        cause,
      },
    );
  } finally {
    context.job = undefined;
  }
  if (result === undefined) throw new StillpointError("INPUT", `${subject}: expected an end; got none; ${remedy}`);
  return result.value;
}
