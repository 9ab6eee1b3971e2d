// onnxruntime-web on the graphics processor in a Web Worker, whichever build it is.

import { serve, type WebOnnxRuntime } from "./serve.ts";

/** What is used of a `GPUDevice`. */
interface Device {
  readonly lost: Promise<{ readonly message: string }>;
}

declare function reportError(error: Error): void;

export function serveWebgpu(ort: WebOnnxRuntime): void {
  serve(ort, endWithDevice);
}

/** ONNX Runtime does not recover from a lost device: what runs and what comes is refused by the worker's end. */
async function endWithDevice({ env }: WebOnnxRuntime): Promise<void> {
  const device = (await env.webgpu.device) as Device;
  const { message } = await device.lost;
  reportError(new Error(`the graphics device was lost: ${message || "no reason given"}`));
}
