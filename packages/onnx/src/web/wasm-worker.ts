// onnxruntime-web on the CPU in a Web Worker: its smallest build.

import * as ort from "onnxruntime-web/wasm";
import { serve } from "./serve.ts";

serve(ort);
