// onnxruntime-web on the graphics processor in a Web Worker.

import * as ort from "onnxruntime-web/webgpu";
import { serve } from "./serve.ts";

/** What is used of a `GPUDevice`. */
interface Device {
  readonly lost: Promise<{ readonly reason?: string; readonly message: string }>;
}

declare function reportError(error: Error): void;

serve(ort, async ({ env }) => {
  const device = (await env.webgpu.device) as Device;
  const { message } = await device.lost;
  // ONNX Runtime does not recover: what runs and what comes is refused by the worker's end.
  reportError(new Error(`the graphics device was lost: ${message || "no reason given"}`));
});
