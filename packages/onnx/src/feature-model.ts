/// <reference lib="esnext.disposable" />
// A layer of a network as the entropy engine needs it, computed by ONNX Runtime in a worker.

import {
  type Fragment,
  fromTensor,
  prefixModel,
  resolveLayer,
  type Splice,
  sizesAt,
  spliceFeatures,
} from "@stillpoint/autodiff";
import type { FeatureModel, Layer, Tensor } from "@stillpoint/core";
import { copyAt, repeat } from "./copies.ts";
import { fedTensor } from "./fed-tensor.ts";
import { explainNonFinite } from "./first-non-finite.ts";
import { ensureOpen, LazySession, Turns } from "./lazy-session.ts";
import { type Network, readInputs } from "./network.ts";
import { type Explain, OnnxLayer } from "./onnx-layer.ts";
import { floats, given, Part, type PartKind, SPLICES } from "./part.ts";
import type { Lane, Runtime } from "./runtime.ts";

export interface FeatureModelOptions {
  readonly id: string;
  readonly network: Network;
  readonly runtime: Runtime;
  /** The tensor noise is added to: a float input, any inner tensor or the path of a module; see `resolveLayer`. */
  readonly from: string;
  /** The feature tensor or the path of a module. */
  readonly to: string;
  /**
   * Whether ONNX Runtime may copy large weights into the order its kernels like, once for each use; true by default.
   * Without it a check of a large network stays small; its results differ in their last bits.
   */
  readonly packed?: boolean;
}

/**
 * Cuts `network` between two tensors. Cutting is lazy: an operator without a rule is reported by the first gradient.
 * Its layers throw `StillpointError` `OPERATOR`, `SHAPE`, `RUNTIME`, and `MODEL` once the model is closed.
 */
export class OnnxFeatureModel implements FeatureModel {
  readonly id: string;
  readonly #given: Splice;
  #cut: Splice | undefined;
  readonly #axes: Network["axes"];
  readonly #lane: Lane;
  readonly #parts: Map<string, Part> = new Map();
  readonly #prefix: LazySession;
  readonly #turns: Turns;
  #closing: Promise<void> | undefined;

  constructor(options: FeatureModelOptions) {
    const { id, network, from, to } = options;
    this.id = id;
    this.#lane = options.runtime.lane();
    this.#turns = new Turns(options.packed ?? true);
    this.#given = { ...network, from, to };
    this.#axes = network.axes;
    this.#prefix = new LazySession(id, this.#lane, () => prefixModel(network.model, [this.#splice.from]), this.#turns);
  }

  /** Names are looked up in the network's own graph when first needed: tensors of another export are called otherwise. */
  get #splice(): Splice {
    const { model, from, to } = this.#given;
    this.#cut ??= { ...this.#given, from: resolveLayer(model.graph, from), to: resolveLayer(model.graph, to) };
    return this.#cut;
  }

  /** Runs the part before the perturbed tensor once. Throws `MODEL`, `LAYER`, `RUNTIME`. */
  async bind(inputs: Readonly<Record<string, Tensor>>): Promise<Layer> {
    ensureOpen(this.id, this.#closing === undefined);
    const features = this.#part("features", spliceFeatures);
    const sides = features.fragment.sideInputs.map((port) => ({
      name: port.name,
      tensor: fedTensor(port, given(inputs, port.name)),
      axis: this.#axes.get(port.name) ?? 0,
    }));
    const x0 = await this.#perturbed(inputs);
    const part = (kind: PartKind) => this.#part(kind, SPLICES[kind]);
    return new OnnxLayer(this.#splice, part, this.#explain, sides, x0);
  }

  /** Throws `NOT_FINITE` naming the node; returns where the graph cannot say. */
  readonly #explain: Explain = async (kind, feeds, output) => {
    const { model, inputs } = this.#part(kind, SPLICES[kind]).fragment;
    const read = () => Object.fromEntries(Object.entries(feeds()).filter(([name]) => inputs.includes(name)));
    await explainNonFinite(model, read, output, this.#lane);
  };

  /** Frees all sessions after the calls under way and gives the lane back. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close(): Promise<void> {
    const sessions = [this.#prefix, ...[...this.#parts.values()].map(({ session }) => session)];
    await Promise.all(sessions.map((session) => session.close()));
    this.#lane.close();
  }

  #part(kind: string, splice: (splice: Splice) => Fragment): Part {
    const known = this.#parts.get(kind);
    if (known !== undefined) return known;
    ensureOpen(this.id, this.#closing === undefined);
    const part = new Part(this.id, splice(this.#splice), this.#lane, this.#turns);
    this.#parts.set(kind, part);
    return part;
  }

  async #perturbed(inputs: Readonly<Record<string, Tensor>>): Promise<Float32Array> {
    const { model, from, fixed } = this.#splice;
    const isInput = model.graph.inputs.some((port) => port.name === from);
    if (isInput) return floats(given(inputs, from), from);
    const needed = readInputs(model.graph, [from]);
    const copies = fixed?.size ?? 1;
    const outputs = await this.#prefix.run(
      Object.fromEntries(
        model.graph.inputs
          .filter(({ name }) => needed.has(name))
          .map((port) => {
            const own = fedTensor(port, given(inputs, port.name));
            return [port.name, repeat(own, copies, this.#axes.get(port.name) ?? 0)];
          }),
      ),
    );
    const { axis, dims } = fromTensor(this.#splice);
    const all = floats(given(outputs, from), from);
    // Of one copy the numbers come in the same order wherever its axis lies.
    return axis === undefined || copies === 1 ? all : copyAt(all, sizesAt(dims, copies), axis, 0);
  }
}
