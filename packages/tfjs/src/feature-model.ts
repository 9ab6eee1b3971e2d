// A layer of a TensorFlow.js network as the entropy engine needs it.

import { ensure, type FeatureModel, type Layer, type Residual, type Tensor } from "@stillpoint/core";
import type * as tfjs from "@tensorflow/tfjs";
import { failureOf } from "./failure.ts";
import { type FullTensorFlow, takeFloats, toTensorFlow } from "./tensorflow.ts";

/** A network between two tensors, in terms of concrete tensors. Its functions are called inside `tf.tidy`. */
export interface CutNetwork {
  /** Names of the raw inputs. */
  readonly inputNames: readonly string[];
  /** The perturbed tensor `[b, ...]` of raw inputs. */
  perturbed(inputs: tfjs.NamedTensorMap): tfjs.Tensor;
  /** Any other tensor of the network. */
  perturbedAt(name: string, inputs: tfjs.NamedTensorMap): tfjs.Tensor;
  /** The feature tensor `[b, ...]`, with `x` in the place of the perturbed tensor. */
  features(x: tfjs.Tensor, inputs: tfjs.NamedTensorMap): tfjs.Tensor;
}

/** What is common to the layers of one model. */
interface Engine {
  readonly id: string;
  readonly tf: FullTensorFlow;
  readonly cut: CutNetwork;
  /** The batch that an export fixed; undefined where any number of copies runs at once. */
  readonly fixed: number | undefined;
}

/**
 * A `FeatureModel` of a cut network. No tensor outlives a call, so closing frees nothing: the network is the caller's.
 * A network with a batch of `fixed` size, or one that fails on two copies at once, gets every copy by itself.
 */
export function featureModelOf(id: string, tf: FullTensorFlow, cut: CutNetwork, fixed?: number): FeatureModel {
  let closed = false;
  const close = async (): Promise<void> => {
    closed = true;
  };
  const bind: FeatureModel["bind"] = async (inputs) => {
    ensure(!closed, "MODEL", () => `${id}: expected an open model; got a closed one; bind before closing`);
    return bindLayer({ id, tf, cut, fixed }, inputs);
  };
  return { id, bind, close, [Symbol.asyncDispose]: close };
}

async function bindLayer(engine: Engine, inputs: Readonly<Record<string, Tensor>>): Promise<Layer> {
  const sides = Object.fromEntries(engine.cut.inputNames.map((name) => [name, copyOf(given(inputs, name), name)]));
  const { tf, cut, fixed } = engine;
  const first = (tensor: tfjs.Tensor): tfjs.Tensor => {
    return fixed !== undefined && fixed > 1 && tensor.shape[0] === fixed ? tf.slice(tensor, 0, 1) : tensor.clone();
  };
  const [perturbed, features] = attempt(engine, () => {
    const raw = repeated(tf, namedTensors(tf, sides), fixed ?? 1);
    const x = cut.perturbed(raw);
    return [first(x), first(cut.features(x, raw))];
  });
  const { shape, dtype } = perturbed;
  const featureSize = features.size;
  const [batch] = features.shape;
  const x0 = await takeFloats(perturbed);
  features.dispose();
  ensure(
    dtype === "float32" && features.dtype === "float32",
    "MODEL",
    () =>
      `${engine.id}: expected float32; got ${dtype} perturbed, ${features.dtype} features; noise and features need floats`,
  );
  ensure(
    shape[0] === 1 && batch === 1,
    "LAYER",
    () => `${engine.id}: expected tensors with a batch axis in front; got [${shape}] and [${features.shape}]`,
  );
  const sizes = { x0, shape: shape.slice(1), featureSize };
  const layer = new TfjsLayer(engine, sides, sizes);
  if (fixed !== undefined || (await takesTwo(layer))) return layer;
  return new TfjsLayer({ ...engine, fixed: 1 }, sides, sizes);
}

/** Whether two copies can run at once: a graph may hold the batch of one among its constants. */
async function takesTwo(layer: TfjsLayer): Promise<boolean> {
  const two = new Float32Array(2 * layer.x0.length);
  two.set(layer.x0);
  two.set(layer.x0, layer.x0.length);
  try {
    await layer.features(two, 2);
    return true;
  } catch {
    return false;
  }
}

class TfjsLayer implements Layer {
  readonly x0: Float32Array;
  readonly shape: readonly number[];
  readonly featureSize: number;
  readonly #engine: Engine;
  readonly #sides: Readonly<Record<string, Tensor>>;

  constructor(
    engine: Engine,
    sides: Readonly<Record<string, Tensor>>,
    sizes: Pick<Layer, "x0" | "shape" | "featureSize">,
  ) {
    this.#engine = engine;
    this.#sides = sides;
    this.x0 = sizes.x0;
    this.shape = sizes.shape;
    this.featureSize = sizes.featureSize;
  }

  async features(x: Float32Array, batch: number): Promise<Float32Array> {
    this.#expect("copies", x, batch * this.x0.length);
    return takeFloats(attempt(this.#engine, () => this.#forward(batch)(this.#copies(x, batch))));
  }

  async residual(x: Float32Array, target: Float32Array, batch: number): Promise<Residual> {
    this.#expect("copies", x, batch * this.x0.length);
    this.#expect("target", target, this.featureSize);
    const { tf } = this.#engine;
    const { value, grad } = attempt(this.#engine, () => {
      const forward = this.#forward(batch);
      const goal = tf.tensor(target.slice(), [1, this.featureSize]);
      // Half the change per copy: with a cotangent of ones its gradient is J'(f(x) − t).
      const half = (at: tfjs.Tensor): tfjs.Tensor => tf.mul(tf.sum(tf.square(tf.sub(forward(at), goal)), 1), 0.5);
      return tf.valueAndGrad(half)(this.#copies(x, batch), tf.ones([batch]));
    });
    const change = await takeFloats(value);
    return { change: change.map((half) => 2 * half), gradient: await takeFloats(grad) };
  }

  /** TensorFlow.js cannot go back twice through one forward pass, so a shared x is repeated. */
  async vjp(x: Float32Array, cotangent: Float32Array, batch: number): Promise<Float32Array> {
    const shared = x.length === this.x0.length;
    if (!shared) this.#expect("copies", x, batch * this.x0.length);
    this.#expect("cotangent", cotangent, batch * this.featureSize);
    const { tf } = this.#engine;
    const gradient = attempt(this.#engine, () => {
      const at = shared ? repeat(tf, this.#copies(x, 1), batch) : this.#copies(x, batch);
      return tf.grad(this.#forward(batch))(at, tf.tensor(cotangent.slice(), [batch, this.featureSize]));
    });
    return takeFloats(gradient);
  }

  /** `[b, ...] -> [b, m]` with the raw inputs repeated for `batch` copies. */
  #forward(batch: number): (x: tfjs.Tensor) => tfjs.Tensor {
    const { tf, cut, fixed } = this.#engine;
    if (fixed !== undefined) return this.#oneByOne(batch, fixed);
    const raw = repeated(tf, namedTensors(tf, this.#sides), batch);
    return (x) => tf.reshape(cut.features(x, raw), [batch, this.featureSize]);
  }

  /** Every copy as often as the network wants; the first row is its features. */
  #oneByOne(batch: number, fixed: number): (x: tfjs.Tensor) => tfjs.Tensor {
    const { tf, cut } = this.#engine;
    const raw = repeated(tf, namedTensors(tf, this.#sides), fixed);
    const one = (x: tfjs.Tensor): tfjs.Tensor => {
      const features = cut.features(repeat(tf, x, fixed), raw);
      return tf.slice(tf.reshape(features, [fixed, this.featureSize]), 0, 1);
    };
    return (x) => (batch === 1 ? one(x) : tf.concat(tf.split(x, batch).map(one)));
  }

  #copies(x: Float32Array, batch: number): tfjs.Tensor {
    return this.#engine.tf.tensor(x.slice(), [batch, ...this.shape], "float32");
  }

  #expect(what: string, values: Float32Array, size: number): void {
    ensure(
      values.length === size,
      "SHAPE",
      () => `${this.#engine.id}, ${what}: expected ${size} numbers; got ${values.length}; slice the batch to size`,
    );
  }
}

/** Runs `work` in a tidy; what TensorFlow.js throws becomes a `StillpointError`. */
function attempt<Result extends tfjs.TensorContainer>({ id, tf }: Engine, work: () => Result): Result {
  try {
    return tf.tidy(work);
  } catch (cause) {
    dropTape(tf);
    throw failureOf(tf, id, cause);
  }
}

/** A gradient that fails leaves what its forward pass saved; TensorFlow.js frees it only after one that succeeds. */
function dropTape(tf: FullTensorFlow): void {
  const { state } = tf.engine();
  if (state.gradientDepth > 0) return;
  for (const { saved = [] } of state.activeTape ?? []) for (const tensor of saved) tensor.dispose();
  state.activeTape = [];
}

function namedTensors(tf: FullTensorFlow, inputs: Readonly<Record<string, Tensor>>): tfjs.NamedTensorMap {
  return Object.fromEntries(Object.entries(inputs).map(([name, tensor]) => [name, toTensorFlow(tf, tensor, name)]));
}

/** Every tensor `[1, ...]` as `[b, ...]`. */
function repeated(tf: FullTensorFlow, tensors: tfjs.NamedTensorMap, batch: number): tfjs.NamedTensorMap {
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, repeat(tf, tensor, batch)]));
}

/** `[1, ...] -> [b, ...]` */
function repeat(tf: FullTensorFlow, tensor: tfjs.Tensor, batch: number): tfjs.Tensor {
  if (batch === 1) return tensor;
  return tf.tile(tensor, [batch, ...Array.from({ length: tensor.rank - 1 }, () => 1)]);
}

function given(inputs: Readonly<Record<string, Tensor>>, name: string): Tensor {
  const tensor = inputs[name];
  ensure(
    tensor !== undefined,
    "MODEL",
    () => `input ${name}: expected a tensor for it; got ${Object.keys(inputs).join(", ") || "none"}; give every input`,
  );
  return tensor;
}

/** What the caller does with his arrays later is his business. */
function copyOf(tensor: Tensor, name: string): Tensor {
  ensure(
    tensor.shape[0] === 1,
    "SHAPE",
    () => `input ${name}: expected batch axis 1; got shape [${tensor.shape}]; bind one sample`,
  );
  return { ...tensor, data: tensor.data.slice() };
}
