// TensorFlow.js in this worker, fetched when the first network needs it.

import type { Backend } from "@stillpoint/tfjs";

export type OpenTensorFlow = () => Promise<Backend>;

const PACKAGES: Readonly<Record<string, () => Promise<unknown>>> = {
  "@tensorflow/tfjs": () => import("@tensorflow/tfjs"),
  "@tensorflow/tfjs-backend-wasm": async () => (await import("./tensorflow-wasm.ts")).prepareWasm(),
};

async function open(): Promise<Backend> {
  const { openBackend } = await import("@stillpoint/tfjs");
  return openBackend({ order: ["wasm", "cpu"], load: async (specifier) => PACKAGES[specifier]?.() });
}

/** WebAssembly, else plain JavaScript; the same one every time. Throws `RUNTIME` where neither can be had. */
export function tensorFlowOpener(): OpenTensorFlow {
  let opening: Promise<Backend> | undefined;
  return async () => {
    opening ??= open();
    try {
      return await opening;
    } catch (cause) {
      // The next network may find a host again.
      opening = undefined;
      throw cause;
    }
  };
}
