// Which TensorFlow.js this machine has, fastest first.

import { ensure } from "@stillpoint/core";
import type { BackendName } from "./backend-name.ts";
import { borrowKernels } from "./borrowed-kernels.ts";
import { type FullTensorFlow, isObject, isTensorFlow, type TensorFlow } from "./tensorflow.ts";
import { whyNot } from "./why-not.ts";

/** What was opened, and what was passed over on the way. */
export interface Backend {
  readonly name: BackendName;
  /** The module that was loaded. It is the one the user's own `import * as tf` gives, which has all its types. */
  readonly tf: TensorFlow;
  /** One sentence for every faster choice that could not be had, with the remedy. */
  readonly passedOver: readonly { readonly name: BackendName; readonly reason: string }[];
}

/** Reads a package; rejects where it is missing. */
export type Load = (specifier: string) => Promise<unknown>;

export interface BackendOptions {
  /** Tried in this order; tfjs-node-gpu, tfjs-node, wasm, cpu. */
  readonly order?: readonly BackendName[];
  /** `import` as this package sees it; give your own where the optional peers lie elsewhere. */
  readonly load?: Load;
}

const ORDER: readonly BackendName[] = ["tfjs-node-gpu", "tfjs-node", "wasm", "cpu"];

const PACKAGES: Readonly<Record<BackendName, readonly [tensorFlow: string, ...more: string[]]>> = {
  "tfjs-node-gpu": ["@tensorflow/tfjs-node-gpu"],
  "tfjs-node": ["@tensorflow/tfjs-node"],
  wasm: ["@tensorflow/tfjs", "@tensorflow/tfjs-backend-wasm"],
  cpu: ["@tensorflow/tfjs"],
};

/**
 * Opens the first backend that computes a gradient here, and makes it the current one of its TensorFlow.js.
 *
 * Switches TensorFlow.js to production mode, which keeps it from printing to the console. On wasm, gradients it lacks
 * are computed by the plain backend.
 *
 * @throws RUNTIME where none can be had, with the reason of each
 */
export async function openBackend({ order = ORDER, load = importPackage }: BackendOptions = {}): Promise<Backend> {
  const passedOver: { readonly name: BackendName; readonly reason: string }[] = [];
  await silence(load);
  for (const name of order) {
    try {
      return { name, tf: await open(name, load), passedOver };
    } catch (error) {
      passedOver.push({ name, reason: whyNot(name, error) });
    }
  }
  const reasons = passedOver.map(({ name, reason }) => `${name}: ${reason}`).join(" ");
  ensure(false, "RUNTIME", () => `TensorFlow.js: expected a backend; got none; install one of these. ${reasons}`);
}

/** The choice and what was passed over, one line each. */
export function describeBackend({ name, tf, passedOver }: Backend): string {
  const lines = passedOver.map((other) => `  not ${other.name}: ${other.reason}`);
  return [`TensorFlow.js ${tf.version_core} on ${name}`, ...lines].join("\n");
}

const importPackage: Load = (specifier) => import(/* @vite-ignore */ specifier);

/** Two packages that fail halfway register the same kernels twice, which TensorFlow.js tells line by line. */
async function silence(load: Load): Promise<void> {
  const plain = await load("@tensorflow/tfjs").catch(() => undefined);
  if (plain !== undefined) tensorFlowIn(plain).enableProdMode();
}

async function open(name: BackendName, load: Load): Promise<FullTensorFlow> {
  const [main, ...more] = PACKAGES[name];
  const tf = tensorFlowIn(await load(main));
  tf.enableProdMode();
  for (const specifier of more) await load(specifier);
  const backend = name.startsWith("tfjs-node") ? "tensorflow" : name;
  const before = tf.getBackend();
  try {
    const ready = await tf.setBackend(backend);
    ensure(ready, "RUNTIME", () => `backend ${backend}: expected it to start; got one that did not; choose another`);
    if (name === "wasm") borrowKernels(tf, "cpu", "wasm");
    tryGradient(tf);
  } catch (error) {
    if (before !== backend && tf.findBackend(before) !== null) await tf.setBackend(before);
    throw error;
  }
  return tf;
}

/** Loading proves little: on a Node that is too new every operator of tfjs-node fails. */
function tryGradient(tf: FullTensorFlow): void {
  const [slope] = tf.tidy(() =>
    Array.from(
      tf
        .grad((x) => tf.sum(tf.square(x)))(tf.tensor1d([3]))
        .dataSync(),
    ),
  );
  ensure(slope === 6, "RUNTIME", () => `gradient of x² at 3: expected 6; got ${slope}; choose another backend`);
}

/** CommonJS packages arrive as the default export on some loaders. */
function tensorFlowIn(loaded: unknown): FullTensorFlow {
  const inner = isObject(loaded) && "default" in loaded ? loaded.default : undefined;
  for (const candidate of [loaded, inner]) if (isTensorFlow(candidate)) return candidate;
  ensure(false, "RUNTIME", () => "package: expected TensorFlow.js; got something else; install it again");
}
