// The user's TensorFlow.js, which is optional.

import { StillpointError } from "@stillpoint/core";
import { openBackend } from "@stillpoint/tfjs";

/** Throws `RUNTIME` with one remedy where nothing is installed, else with the reason of each backend. */
export async function openTensorFlow(): ReturnType<typeof openBackend> {
  try {
    return await openBackend();
  } catch (cause) {
    if (cause instanceof StillpointError && /@tensorflow\/tfjs is not installed/.test(cause.message)) {
      throw new StillpointError(
        "RUNTIME",
        "TensorFlow.js: expected it for a model.json; got none installed; add @tensorflow/tfjs, or the faster @tensorflow/tfjs-node, to your project",
        { cause },
      );
    }
    throw cause;
  }
}
