// Operators the wasm backend lacks, computed by the kernels of the plain backend.

import type * as tfjs from "@tensorflow/tfjs";
import type { FullTensorFlow } from "./tensorflow.ts";

/**
 * Registers for backend `to` every kernel that only backend `from` has; those it has stay as they are.
 *
 * wasm lacks gradients that common networks need: of convolutions without an activation, depthwise convolutions and
 * embeddings. Borrowed, they run at the speed of `from`, and numbers travel there and back.
 */
export function borrowKernels(tf: FullTensorFlow, from: string, to: string): void {
  const lender = tf.findBackend(from);
  const borrower = tf.findBackend(to);
  if (lender === null || borrower === null) return;
  for (const { kernelName, kernelFunc } of tf.getKernelsForBackend(from)) {
    if (tf.getKernel(kernelName, to) !== undefined) continue;
    tf.registerKernel({ kernelName, backendName: to, kernelFunc: borrowed(kernelFunc, lender, borrower) });
  }
}

function borrowed(run: tfjs.KernelFunc, lender: tfjs.KernelBackend, borrower: tfjs.KernelBackend): tfjs.KernelFunc {
  const send = (info: tfjs.TensorInfo, from: tfjs.KernelBackend, to: tfjs.KernelBackend): tfjs.TensorInfo => {
    const { dataId, shape, dtype } = info;
    return { dataId: to.write(from.readSync(dataId), shape, dtype), shape, dtype };
  };
  return ({ inputs, attrs = {} }) => {
    const sent = Object.entries(inputs).flatMap(([name, info]) =>
      info === undefined ? [] : [[name, send(info, borrower, lender)] as const],
    );
    // Kernels of any number of tensors, such as Einsum, take a list and look at its length.
    const lent: tfjs.NamedTensorInfoMap = Object.assign(Array.isArray(inputs) ? [] : {}, Object.fromEntries(sent));
    const results = run({ inputs: lent, attrs, backend: lender });
    const back = [results].flat().map((info) => send(info, lender, borrower));
    for (const { dataId } of [...sent.map(([, info]) => info), ...[results].flat()]) lender.disposeData(dataId);
    const [only] = back;
    return Array.isArray(results) || only === undefined ? back : only;
  };
}
