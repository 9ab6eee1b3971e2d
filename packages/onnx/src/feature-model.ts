/// <reference lib="esnext.disposable" />
// A layer of a network as the entropy engine needs it, computed by ONNX Runtime in a worker.

import {
  type Fragment,
  fromShape,
  prefixModel,
  type Splice,
  spliceFeatures,
  spliceResidual,
  spliceVjp,
  toSize,
} from "@stillpoint/autodiff";
import { ensure, type FeatureModel, type Layer, type Residual, StillpointError, type Tensor } from "@stillpoint/core";
import { ensureOpen, LazySession, Turns } from "./lazy-session.ts";
import { type Network, readInputs, repeat } from "./network.ts";
import type { Feeds } from "./protocol.ts";
import { joinRows } from "./rows.ts";
import type { Lane, Runtime } from "./runtime.ts";

export interface FeatureModelOptions {
  readonly id: string;
  readonly network: Network;
  readonly runtime: Runtime;
  /** The tensor noise is added to: a float input or any inner tensor. */
  readonly from: string;
  /** The feature tensor, axis 0 the batch. */
  readonly to: string;
}

/** One spliced-out graph and its session. */
class Part {
  readonly fragment: Fragment;
  readonly session: LazySession;

  constructor(id: string, fragment: Fragment, lane: Lane, turns: Turns) {
    this.fragment = fragment;
    this.session = new LazySession(id, lane, () => fragment.model, turns);
  }

  run(feeds: Feeds): Promise<Readonly<Record<string, Tensor>>> {
    return this.session.run(
      Object.fromEntries(Object.entries(feeds).filter(([name]) => this.fragment.inputs.includes(name))),
    );
  }
}

/**
 * Cuts `network` between two tensors. Cutting is lazy: an operator without a rule is reported by the first gradient.
 * Its layers throw `StillpointError` `OPERATOR`, `SHAPE`, `RUNTIME`, and `MODEL` once the model is closed.
 */
export class OnnxFeatureModel implements FeatureModel {
  readonly id: string;
  readonly #splice: Splice;
  readonly #lane: Lane;
  readonly #parts: Map<string, Part> = new Map();
  readonly #prefix: LazySession;
  readonly #turns: Turns = new Turns();
  #closing: Promise<void> | undefined;

  constructor(options: FeatureModelOptions) {
    const { id, network, from, to } = options;
    this.id = id;
    this.#lane = options.runtime.lane();
    this.#splice = { ...network, from, to };
    this.#prefix = new LazySession(id, this.#lane, () => prefixModel(network.model, [from]), this.#turns);
  }

  /** Runs the part before the perturbed tensor once. Throws `MODEL`, `LAYER`, `RUNTIME`. */
  async bind(inputs: Readonly<Record<string, Tensor>>): Promise<Layer> {
    ensureOpen(this.id, this.#closing === undefined);
    const features = this.#part("features", spliceFeatures);
    const sides = features.fragment.sideInputs.map(({ name }) => [name, given(inputs, name)] as const);
    const x0 = await this.#perturbed(inputs);
    return new OnnxLayer(this.#splice, (kind) => this.#part(kind, SPLICES[kind]), Object.fromEntries(sides), x0);
  }

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
    const { model, from } = this.#splice;
    const isInput = model.graph.inputs.some((port) => port.name === from);
    if (isInput) return floats(given(inputs, from), from);
    const needed = [...readInputs(model.graph, [from])];
    const outputs = await this.#prefix.run(
      Object.fromEntries(needed.map((name) => [name, repeat(given(inputs, name), 1)])),
    );
    return floats(given(outputs, from), from);
  }
}

type PartKind = "features" | "residual" | "vjp";

const SPLICES: Readonly<Record<PartKind, (splice: Splice) => Fragment>> = {
  features: spliceFeatures,
  residual: spliceResidual,
  vjp: spliceVjp,
};

class OnnxLayer implements Layer {
  readonly x0: Float32Array;
  readonly shape: readonly number[];
  readonly featureSize: number;
  readonly #splice: Splice;
  readonly #part: (kind: PartKind) => Part;
  readonly #sides: Feeds;
  /** Networks exported with a fixed batch of one take copies one at a time. */
  readonly #single: boolean;

  constructor(splice: Splice, part: (kind: PartKind) => Part, sides: Feeds, x0: Float32Array) {
    this.#splice = splice;
    this.#part = part;
    this.#sides = sides;
    this.x0 = x0;
    this.shape = fromShape(splice);
    this.featureSize = toSize(splice);
    this.#single = typeof splice.shapes.get(splice.from)?.[0] !== "string";
  }

  async features(x: Float32Array, batch: number): Promise<Float32Array> {
    checkSize("perturbed copies", x, batch * this.x0.length);
    if (this.#single && batch > 1) {
      return joinRows(await oneByOne(batch, (copy) => this.features(row(x, copy, this.x0.length), 1)));
    }
    const { features } = this.#names("features");
    const outputs = await this.#run("features", batch, { [this.#splice.from]: this.#perturbed(x, batch) });
    return floats(given(outputs, features), features);
  }

  async residual(x: Float32Array, target: Float32Array, batch: number): Promise<Residual> {
    checkSize("perturbed copies", x, batch * this.x0.length);
    checkSize("target", target, this.featureSize);
    if (this.#single && batch > 1) {
      const copies = await oneByOne(batch, (copy) => this.residual(row(x, copy, this.x0.length), target, 1));
      return {
        change: joinRows(copies.map((residual) => residual.change)),
        gradient: joinRows(copies.map((residual) => residual.gradient)),
      };
    }
    const names = this.#names("residual");
    const outputs = await this.#run("residual", batch, {
      [this.#splice.from]: this.#perturbed(x, batch),
      [names.target]: { type: "float32", shape: [1, this.featureSize], data: target.slice() },
    });
    return {
      change: floats(given(outputs, names.change), names.change),
      gradient: floats(given(outputs, names.gradient), names.gradient),
    };
  }

  async vjp(x: Float32Array, cotangent: Float32Array, batch: number): Promise<Float32Array> {
    const shared = x.length === this.x0.length && batch > 1;
    if (!shared) checkSize("perturbed copies", x, batch * this.x0.length);
    checkSize("cotangent", cotangent, batch * this.featureSize);
    if (this.#single && batch > 1) {
      return joinRows(
        await oneByOne(batch, (copy) =>
          this.vjp(shared ? x : row(x, copy, this.x0.length), row(cotangent, copy, this.featureSize), 1),
        ),
      );
    }
    const copies = shared && this.#part("vjp").fragment.sharesPrimal ? 1 : batch;
    const perturbed =
      shared && copies === batch
        ? repeat({ type: "float32", shape: [1, ...this.shape], data: x }, batch)
        : this.#perturbed(x, shared ? 1 : batch);
    const names = this.#names("vjp");
    const outputs = await this.#run("vjp", copies, {
      [this.#splice.from]: perturbed,
      [names.cotangent]: { type: "float32", shape: [batch, this.featureSize], data: cotangent.slice() },
    });
    return floats(given(outputs, names.gradient), names.gradient);
  }

  #perturbed(x: Float32Array, batch: number): Tensor {
    // Buffers are moved to the worker, so what the caller owns is copied.
    return { type: "float32", shape: [batch, ...this.shape], data: x.slice() };
  }

  /** What a part calls the tensors it adds; no network has them. */
  #names(kind: PartKind): Fragment["names"] {
    return this.#part(kind).fragment.names;
  }

  async #run(kind: PartKind, batch: number, feeds: Feeds): Promise<Readonly<Record<string, Tensor>>> {
    const sides = Object.entries(this.#sides).map(([name, tensor]) => [name, repeat(tensor, batch)] as const);
    return this.#part(kind).run({ ...Object.fromEntries(sides), ...feeds });
  }
}

/** Copies run one by one are cut from the batch, where a wrong size would go unnoticed. */
function checkSize(what: string, values: Float32Array, size: number): void {
  ensure(
    values.length === size,
    "SHAPE",
    () => `${what}: expected ${size} numbers; got ${values.length}; slice to size`,
  );
}

function row(values: Float32Array, index: number, size: number): Float32Array {
  return values.subarray(index * size, (index + 1) * size);
}

async function oneByOne<Result>(batch: number, run: (copy: number) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = [];
  for (let copy = 0; copy < batch; copy += 1) results.push(await run(copy));
  return results;
}

function given(tensors: Readonly<Record<string, Tensor>>, name: string): Tensor {
  const tensor = tensors[name];
  if (tensor !== undefined) return tensor;
  throw new StillpointError(
    "MODEL",
    `input ${name}: expected a tensor for it; got ${Object.keys(tensors).join(", ") || "none"}`,
  );
}

function floats(tensor: Tensor, name: string): Float32Array {
  if (tensor.data instanceof Float32Array) return tensor.data;
  throw new StillpointError(
    "MODEL",
    `tensor ${name}: expected float32; got ${tensor.type}; noise and features need floats`,
  );
}
