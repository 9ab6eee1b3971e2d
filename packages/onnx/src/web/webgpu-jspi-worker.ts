// onnxruntime-web with WebGPU, for browsers that can suspend WebAssembly (JavaScript Promise Integration).

import * as ort from "onnxruntime-web/jspi";
import { serveWebgpu } from "./serve-webgpu.ts";

serveWebgpu(ort);
