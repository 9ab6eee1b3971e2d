// Runs onnxruntime-web in a thread of Node, for machines onnxruntime-node has no binary for.

import * as ort from "onnxruntime-web";
import { serve } from "./serve.ts";

// Parallelism comes from workers.
ort.env.wasm.numThreads = 1;
serve(ort);
