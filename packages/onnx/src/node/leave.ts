// Leaving the process while ONNX Runtime works.

import type { Runtime } from "../runtime.ts";

/**
 * Ends the process with `code` once every worker of `runtimes` has ended. `process.exit` would tear ONNX Runtime's addon
 * down in the middle of a call, which aborts Node (exit code 134); so the calls under way are waited for, nothing else.
 * Whoever cannot wait presses Ctrl-C once more: nobody listens to it any longer, so the signal itself ends the process,
 * which shells report as 130.
 */
export async function leave(code: number, runtimes: readonly Runtime[]): Promise<never> {
  process.removeAllListeners("SIGINT");
  await Promise.allSettled(runtimes.map((runtime) => runtime.close()));
  process.exit(code);
}
