// Runs ONNX Runtime off the main thread: its `run` blocks whatever thread it is called on.

import * as ort from "onnxruntime-node";
import { serve } from "./serve.ts";

serve(ort);
