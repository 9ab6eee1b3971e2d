// A thread's port in the service of one session host.

import { parentPort } from "node:worker_threads";
import type { Request } from "../protocol.ts";
import { type OnnxRuntime, SessionHost } from "../session-host.ts";

/** Answers the main thread until it asks to finish; then nothing keeps the thread and it ends by itself. */
export function serve(ort: OnnxRuntime): void {
  const port = parentPort;
  const host = new SessionHost(ort, (response, transfer) => port?.postMessage(response, transfer));
  port?.on("message", async (request: Request) => {
    if (await host.receive(request)) port.close();
  });
}
