// onnxruntime-web on the graphics processor in a Web Worker.

import * as ort from "onnxruntime-web/webgpu";
import { serve } from "./serve.ts";

serve(ort);
