// A Web Worker as a worker.

import type { Response } from "../protocol.ts";
import type { OpenPort } from "../worker-client.ts";
import type { PageWorker } from "./browser.ts";
import type { Hello, Ready } from "./hello.ts";

/** A worker that is up, and the version of onnxruntime-web inside. */
export interface ReadyWorker {
  readonly open: OpenPort;
  readonly version: string;
  end(): void;
}

type Message = Response | Ready;

/** Greets `worker` and waits for its answer. Rejects with the browser's message when it cannot be loaded. */
export function greet(worker: PageWorker, hello: Hello): Promise<ReadyWorker> {
  return new Promise((resolve, reject) => {
    worker.addEventListener("error", ({ message }) => reject(new Error(message ?? "it cannot be loaded")));
    worker.addEventListener("message", ({ data }) => {
      const message = data as Message;
      if (!("kind" in message)) return;
      resolve({ version: message.version, open: portOf(worker), end: () => worker.terminate() });
    });
    worker.postMessage(hello, []);
  });
}

function portOf(worker: PageWorker): OpenPort {
  return ({ answered, died }) => {
    worker.addEventListener("message", ({ data }) => answered(data as Response));
    worker.addEventListener("error", ({ message }) => died(new Error(message ?? "an error in the worker")));
    worker.addEventListener("messageerror", () => died(new Error("a message that cannot be read")));
    return {
      post: (request, transfer) => worker.postMessage(request, transfer),
      // A page lives as long as it is looked at.
      hold: () => undefined,
      ended: async () => worker.terminate(),
    };
  };
}
