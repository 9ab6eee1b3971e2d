// A Web Worker as a worker.

import type { Response } from "../protocol.ts";
import type { OpenPort } from "../worker-client.ts";
import type { PageWorker } from "./browser.ts";
import type { Failed, Hello, Ready } from "./hello.ts";

/** A worker that is up, and the version of onnxruntime-web inside. */
export interface ReadyWorker {
  readonly open: OpenPort;
  readonly version: string;
  end(): void;
}

type Message = Response | Ready | Failed;

/** Greets `worker` and waits for its answer. Rejects with the browser's message, or ONNX Runtime's, when it cannot be loaded. */
export function greet(worker: PageWorker, hello: Hello): Promise<ReadyWorker> {
  return new Promise((resolve, reject) => {
    const failed = (reason: string): void => {
      worker.terminate();
      reject(new Error(reason));
    };
    worker.addEventListener("error", ({ message }) => failed(message || "it cannot be loaded"));
    worker.addEventListener("message", ({ data }) => {
      const message = data as Message;
      if (!("kind" in message)) return;
      if (message.kind === "failed") failed(message.reason);
      else resolve({ version: message.version, open: portOf(worker), end: () => worker.terminate() });
    });
    worker.postMessage(hello, []);
  });
}

function portOf(worker: PageWorker): OpenPort {
  return ({ answered, died }) => {
    const dead = (reason: string): void => {
      worker.terminate();
      died(new Error(reason));
    };
    worker.addEventListener("message", ({ data }) => answered(data as Response));
    worker.addEventListener("error", ({ message }) => dead(message || "an error in the worker"));
    worker.addEventListener("messageerror", () => dead("a message that cannot be read"));
    return {
      post: (request, transfer) => worker.postMessage(request, transfer),
      // A page lives as long as it is looked at.
      hold: () => undefined,
      ended: async () => worker.terminate(),
    };
  };
}
