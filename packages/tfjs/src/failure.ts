// What TensorFlow.js says when it cannot, in words that name operator, backend and way out.

import { StillpointError } from "@stillpoint/core";
import type { FullTensorFlow } from "./tensorflow.ts";

/** Every gradient rule is registered by the union package or none; this one is used everywhere. */
const COMMON = "Multiply";

/** A `StillpointError` for what `tf` threw while it worked on `subject`: OPERATOR, LAYER or MODEL. */
export function failureOf(tf: FullTensorFlow, subject: string, cause: unknown): StillpointError {
  if (cause instanceof StillpointError) return cause;
  const text = cause instanceof Error ? cause.message : String(cause);
  const backend = tf.getBackend();
  const fail = (code: "OPERATOR" | "LAYER" | "MODEL", message: string): StillpointError =>
    new StillpointError(code, `${subject}: ${message}`, { cause });
  const rule = text.match(/gradient function not found for (\w+)/)?.[1];
  if (rule !== undefined && tf.getGradient(COMMON) === undefined)
    return fail("MODEL", "expected TensorFlow.js with gradients; got none registered; import @tensorflow/tfjs once");
  if (rule !== undefined)
    return fail(
      "OPERATOR",
      `expected operators with gradients; got ${rule}, which has none on any backend (${backend} is used); choose a layer before it or perturb a tensor after it`,
    );
  const kernel = text.match(/Kernel '(\w+)' not registered for backend '(\w+)'/);
  if (kernel !== null)
    return fail(
      "OPERATOR",
      `expected a kernel for ${kernel[1]} on backend ${kernel[2]}; got none; use tfjs-node or the backend cpu`,
    );
  const dynamic = text.match(/the node '(.+)', which has the dynamic op '(\w+)'/);
  if (dynamic !== null)
    return fail(
      "OPERATOR",
      `expected operators of a fixed size; got ${dynamic[2]} at ${dynamic[1]} on backend ${backend}; perturb a tensor after it`,
    );
  if (/with respect to x|encloses all operations/.test(text))
    return fail(
      "LAYER",
      "expected features that depend on the perturbed tensor; got none that do; choose a later layer",
    );
  const unknown = text.match(/^Unknown (layer|initializer|regularizer|constraint): ([^.\s]+)/);
  if (unknown !== null)
    return fail(
      "MODEL",
      `TensorFlow.js says: ${unknown[0]}; expected a ${unknown[1]} it has; got one of your own; write the network with those of TensorFlow.js`,
    );
  const missing = text.match(/not part of graph|is not found in the graph/);
  return fail(missing === null ? "MODEL" : "LAYER", `TensorFlow.js says: ${text.split("\n", 1)[0]}`);
}
