// onnxruntime-web with WebGPU, for browsers that cannot suspend WebAssembly: its largest build.

import * as ort from "onnxruntime-web/webgpu";
import { serveWebgpu } from "./serve-webgpu.ts";

serveWebgpu(ort);
