// A thread of Node as a worker.

import { Worker } from "node:worker_threads";
import type { Response } from "../protocol.ts";
import type { OpenPort } from "../worker-client.ts";

/** Starts `file` on a thread. It ends by itself when asked to finish: `terminate` during a native call aborts Node. */
export function openThread(file: URL): OpenPort {
  return ({ answered, died }) => {
    // Flags of the main program, such as a loader or `--input-type`, are not for this file.
    const worker = new Worker(file, { execArgv: [] });
    const gone = new Promise<void>((resolve) => {
      worker.once("exit", (code) => {
        died(new Error(`exit code ${code}`));
        resolve();
      });
    });
    worker.on("message", (response: Response) => answered(response));
    worker.on("error", died);
    return {
      post: (request, transfer) => worker.postMessage(request, transfer),
      hold: (held) => (held ? worker.ref() : worker.unref()),
      ended: () => gone,
    };
  };
}
