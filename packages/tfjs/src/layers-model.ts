// Inner layers of a LayersModel: the functional graph, walked with concrete tensors.

import { ensure, type FeatureModel } from "@stillpoint/core";
import type * as tfjs from "@tensorflow/tfjs";
import { type CutNetwork, featureModelOf } from "./feature-model.ts";
import { fullTensorFlow, type TensorFlow } from "./tensorflow.ts";

/** A `LayersModel` of TensorFlow.js. */
export interface LayersNetwork {
  readonly name: string;
  readonly inputs: readonly object[];
  readonly layers: readonly { readonly name: string }[];
}

export interface LayersModelOptions {
  readonly tf: TensorFlow;
  /** What noise is added to: an input of the model, or a layer, whose output it is. The only input unless given. */
  readonly from?: string;
  /** Name of the feature layer; its first output is the feature tensor. `name:1` is its second use in the model. */
  readonly to: string;
  /** `<model name>:<to>` unless given. */
  readonly id?: string;
}

/**
 * A feature model of `model` between a raw input or inner layer and a later layer, at inference (no dropout, stored
 * statistics). Features lie row-major as TensorFlow.js has them: `[H, W, C]` for images. Gradients need the union
 * package `@tensorflow/tfjs`, which registers them; weights are read at every call and never changed.
 *
 * `bind` takes the raw inputs by the names of their input layers.
 *
 * @throws LAYER for a name that does not exist, and where features do not depend on the perturbed tensor; USAGE where
 *   several inputs leave open which one is perturbed, and for another kind of model; calls throw OPERATOR for an operator
 *   without a gradient
 */
export function fromLayersModel(model: LayersNetwork, options: LayersModelOptions): FeatureModel {
  ensure(isLayersModel(model), "USAGE", () => "model: expected a LayersModel; got something else; load it with tf");
  const { to } = options;
  const from = options.from ?? onlyName(inputNamesOf(model));
  const id = options.id ?? `${model.name}:${to}`;
  return featureModelOf(id, fullTensorFlow(options.tf), layersCut(model, from, to));
}

/** The name, where there is but one. */
export function onlyName(names: readonly string[]): string {
  const [name] = names;
  ensure(
    name !== undefined && names.length === 1,
    "USAGE",
    () => `from: expected which of ${names.join(", ")} is perturbed; got none; name it`,
  );
  return name;
}

/** A Sequential knows its own `inputNames` only after its first use. */
function inputNamesOf(model: tfjs.LayersModel): string[] {
  return model.inputs.map((symbol) => symbol.sourceLayer.name);
}

/** The stretch between two layers. Throws `LAYER` for a name the model does not have. */
export function layersCut(model: tfjs.LayersModel, fromName: string, toName: string): CutNetwork {
  const from = tensorNamed(model, fromName);
  const to = tensorNamed(model, toName);
  const rawInputs = (inputs: tfjs.NamedTensorMap): Walk => {
    const walk: Walk = new Map();
    for (const symbol of model.inputs) {
      const value = inputs[symbol.sourceLayer.name];
      if (value !== undefined) walk.set(symbol.id, { value });
    }
    return walk;
  };
  return {
    inputNames: inputNamesOf(model),
    perturbed: (inputs) => evaluate(from, rawInputs(inputs)).value,
    perturbedAt: (name, inputs) => evaluate(tensorNamed(model, name), rawInputs(inputs)).value,
    features(x, inputs) {
      const walk = rawInputs(inputs);
      const mask = maskAt(from, walk);
      walk.set(from.id, mask === undefined ? { value: x } : { value: x, mask });
      return evaluate(to, walk).value;
    },
  };
}

/** A concrete tensor and the mask that travels with it. */
interface Evaluated {
  readonly value: tfjs.Tensor;
  readonly mask?: tfjs.Tensor;
}

/** What has been computed, by the id of its symbol. */
type Walk = Map<number, Evaluated>;

function evaluate(symbol: tfjs.SymbolicTensor, walk: Walk): Evaluated {
  const known = walk.get(symbol.id);
  if (known !== undefined) return known;
  ensure(
    symbol.inputs.length > 0,
    "LAYER",
    () =>
      `tensor ${symbol.name}: expected it among the model's inputs; got none; perturb or feed an input of this model`,
  );
  const inputs = symbol.inputs.map((input) => evaluate(input, walk));
  const mask = inputs[0]?.mask;
  const values = inputs.map(({ value }) => value);
  const outputs = symbol.sourceLayer.apply(
    values,
    mask === undefined ? { training: false } : { training: false, mask },
  );
  const value = [outputs].flat()[symbol.outputTensorIndex ?? 0];
  ensure(
    isTensor(value),
    "MODEL",
    () => `layer ${symbol.sourceLayer.name}: expected a tensor from it; got none; choose another`,
  );
  const next = maskOf(symbol, inputs);
  const result = next === undefined ? { value } : { value, mask: next };
  walk.set(symbol.id, result);
  return result;
}

/** The mask of a symbol whose value is put in from outside; its inputs are walked only where its layer makes masks. */
function maskAt(symbol: tfjs.SymbolicTensor, walk: Walk): tfjs.Tensor | undefined {
  if (symbol.inputs.length === 0 || !symbol.sourceLayer.supportsMasking) return undefined;
  return maskOf(
    symbol,
    symbol.inputs.map((input) => evaluate(input, walk)),
  );
}

/** A layer's masks as they are: the declared type knows no input without a mask. */
interface Masking {
  computeMask(inputs: tfjs.Tensor[], masks?: tfjs.Tensor | (tfjs.Tensor | null)[]): tfjs.Tensor | tfjs.Tensor[] | null;
}

function maskOf({ sourceLayer }: tfjs.SymbolicTensor, inputs: readonly Evaluated[]): tfjs.Tensor | undefined {
  if (!sourceLayer.supportsMasking) return undefined;
  const masking: Masking = sourceLayer;
  const masks = masking.computeMask(
    inputs.map(({ value }) => value),
    inputs.map(({ mask }) => mask ?? null),
  );
  return [masks].flat()[0] ?? undefined;
}

function isLayersModel(value: LayersNetwork): value is LayersNetwork & tfjs.LayersModel {
  return "predict" in value && "layers" in value && "inputs" in value;
}

function isTensor(value: tfjs.Tensor | tfjs.SymbolicTensor | undefined): value is tfjs.Tensor {
  return value !== undefined && "dataSync" in value;
}

/** The first output of the layer `name`, or of its k-th use for `name:k`. */
function tensorNamed(model: tfjs.LayersModel, name: string): tfjs.SymbolicTensor {
  const input = model.inputs.find((symbol) => symbol.sourceLayer.name === name);
  if (input !== undefined) return input;
  const [, bare = name, use] = name.match(/^(.*):(\d+)$/) ?? [];
  const layer = model.layers.find((one) => one.name === name) ?? model.layers.find((one) => one.name === bare);
  ensure(
    layer !== undefined,
    "LAYER",
    () =>
      `layer ${name}: expected one of ${model.layers.map((one) => one.name).join(", ")}; got none of them; check its spelling`,
  );
  const uses = layer.inboundNodes.map((node) => node.outputTensors[0]);
  const found = uses[layer.name === name ? 0 : Number(use)];
  ensure(
    found !== undefined && (uses.length === 1 || layer.name !== name),
    "LAYER",
    () =>
      `layer ${name}: expected one of its uses ${layer.name}:0 to ${layer.name}:${uses.length - 1}; got ${name}; choose one`,
  );
  return found;
}
