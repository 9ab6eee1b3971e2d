/// <reference lib="esnext.disposable" />
// A classifier open for questions that need its gradients: answers, a layer's values, what moves them.

import {
  type Fragment,
  fromTensor,
  gatherModel,
  perturbable,
  prefixModel,
  resolveLayer,
  type Splice,
  spliceFeatures,
  spliceVjp,
  toTensor,
} from "@stillpoint/autodiff";
import { ensure, StillpointError, type Tensor } from "@stillpoint/core";
import { inputCount, type SampleInputs } from "@stillpoint/distill";
import { type Lane, type Network, type Runtime, readInputs, type Session } from "@stillpoint/onnx";
import { type AnswerRow, answerRow, inRow, rowOf } from "./answer-row.ts";
import { answersOf, type LogitShape } from "./answers.ts";
import { lastMap } from "./last-map.ts";
import { product, runRows } from "./rows.ts";
import { labelCotangent, type Signal } from "./signal.ts";

export interface ProbeOptions {
  readonly network: Network;
  readonly runtime: Runtime;
  /** The float tensor that is moved: by default the first float input, or the embedding sum of a text network. */
  readonly at?: string;
  /** The tensor or module with places that is asked where it looks; by default `lastMap`. */
  readonly layer?: string;
  /** The logits `[b, classes]` or `[b, rows, classes]`; by default the network's first output. */
  readonly output?: string;
  /** The row that is the answer, of logits `[b, rows, classes]`; by default all of them together are. */
  readonly row?: number;
}

/** A tensor of a network and the shape of one sample of it. */
export interface ProbedTensor {
  readonly name: string;
  readonly shape: readonly number[];
}

/**
 * Answers and gradients of one network over whole sets of samples `[s, ...]`, batch by batch. Each of its parts (answers,
 * gradient at the input, values of the layer, gradient at the layer) is spliced and opened when first asked for, once, all
 * on one lane. Arrays passed in stay the caller's. Close it when done.
 */
export class Probe {
  /** What is moved. */
  readonly at: ProbedTensor;
  readonly logitShape: LogitShape;
  readonly #network: Network;
  readonly #output: string;
  readonly #layer: string | undefined;
  readonly #row: AnswerRow;
  readonly #lane: Lane;
  readonly #parts: Map<string, Promise<Part>> = new Map();
  #map: ProbedTensor | undefined;
  #closing: Promise<void> | undefined;

  /** Throws `StillpointError` `LAYER` or `MODEL`, also for outputs that are probabilities. */
  constructor({ network, runtime, ...named }: ProbeOptions) {
    const { graph } = network.model;
    const at = named.at ?? perturbable(graph);
    ensure(at !== undefined, "LAYER", () => "probe: expected a float tensor to move; got none; name one with at");
    this.#network = network;
    this.#output = resolveLayer(graph, named.output ?? graph.outputs[0]?.name ?? "");
    const producer = graph.nodes.find(({ outputs }) => outputs.includes(this.#output));
    ensure(
      !/Softmax$/.test(producer?.op ?? ""),
      "MODEL",
      () => `output ${this.#output}: expected logits; got ${producer?.op}; name the tensor before it with output`,
    );
    this.#layer = named.layer;
    const splice = this.#between(resolveLayer(graph, at), this.#output);
    this.at = { name: splice.from, shape: fromTensor(splice).sample };
    const { sample } = toTensor(splice);
    ensure(
      sample.length === 1 || sample.length === 2,
      "SHAPE",
      () =>
        `output ${this.#output}: expected logits of classes or rows x classes; got ${sample.join("x")}; name the logits`,
    );
    const all = sample.length === 1 ? 1 : sample[0]!;
    this.#row = answerRow(this.#output, all, named.row);
    this.logitShape = { rows: named.row === undefined ? all : 1, classes: sample.at(-1)! };
    this.#lane = runtime.lane();
  }

  /** The layer that is asked where it looks. Throws `StillpointError LAYER` where the network has none. */
  get layer(): ProbedTensor {
    if (this.#map !== undefined) return this.#map;
    const { graph } = this.#network.model;
    const whole = this.#between(this.at.name, this.#output);
    const name = this.#layer === undefined ? lastMap(whole) : resolveLayer(graph, this.#layer);
    this.#map = { name, shape: toTensor(this.#between(this.at.name, name)).sample };
    return this.#map;
  }

  /** The moved tensor of samples, `[s·d]`: an input itself, or what the network makes of its inputs up to there. */
  async values(inputs: SampleInputs): Promise<Float32Array> {
    const { name } = this.at;
    const { model, axes, fixed } = this.#network;
    if (model.graph.inputs.some((port) => port.name === name)) {
      const { data } = given(inputs, name);
      ensure(
        data instanceof Float32Array,
        "INPUT",
        () => `input ${name}: expected float32; got other numbers; convert it`,
      );
      return data.slice();
    }
    const { session } = await this.#part("prefix", async () => ({ model: prefixModel(model, [name]) }));
    const rows = chosen(inputs, [...readInputs(model.graph, [name])]);
    const { axis = 0 } = fromTensor(this.#between(name, this.#output));
    return runRows(session, { rows, count: inputCount(rows), axes, size: fixed?.size, output: name, outputAxis: axis });
  }

  /** Logits `[s·rows·classes]` at `values` `[s·d]` of the moved tensor, by default the samples' own. */
  async logits(inputs: SampleInputs, values?: Float32Array): Promise<Float32Array> {
    const logits = await this.#features("answers", this.#output, inputs, values ?? (await this.values(inputs)));
    return rowOf(logits, this.#row, this.logitShape.classes);
  }

  /** The answers `[s]` to them, as `answersOf` counts. */
  async answers(inputs: SampleInputs, values?: Float32Array): Promise<Float64Array> {
    return answersOf(await this.logits(inputs, values), this.logitShape);
  }

  /** Values `[s·m]` of the layer. */
  async layerValues(inputs: SampleInputs, values?: Float32Array): Promise<Float32Array> {
    return this.#features("layer", this.layer.name, inputs, values ?? (await this.values(inputs)));
  }

  /** The gradient of a signal with respect to the moved tensor, `[s·d]`, each sample its own. */
  async inputGradient(inputs: SampleInputs, signal: Signal, values?: Float32Array): Promise<Float32Array> {
    const at = values ?? (await this.values(inputs));
    const cotangent = await this.#cotangent(signal, at.length / product(this.at.shape), () => this.logits(inputs, at));
    return this.#gradient("input gradient", this.at, inputs, at, cotangent);
  }

  /** The gradient of a signal with respect to the layer, `[s·m]`, at its `values` `[s·m]` for the same samples. */
  async layerGradient(inputs: SampleInputs, signal: Signal, values?: Float32Array): Promise<Float32Array> {
    const at = values ?? (await this.layerValues(inputs));
    const cotangent = await this.#cotangent(signal, at.length / product(this.layer.shape), () => this.logits(inputs));
    return this.#gradient("layer gradient", this.layer, inputs, at, cotangent);
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
    // One that could not be opened holds nothing.
    const opened = await Promise.all([...this.#parts.values()].map((part) => part.catch(() => undefined)));
    await Promise.all(opened.map((part) => part?.session.close()));
    this.#lane.close();
  }

  #between(from: string, to: string): Splice {
    const { model, shapes, fixed } = this.#network;
    return { model, shapes, fixed, from, to };
  }

  async #cotangent(signal: Signal, samples: number, logits: () => Promise<Float32Array>): Promise<Float32Array> {
    const { rows, classes } = this.logitShape;
    if (signal.of !== "cotangent") {
      const read = signal.of === "loss" ? await logits() : new Float32Array(0);
      return inRow(labelCotangent(signal, this.logitShape, samples, read), this.#row, classes);
    }
    const size = samples * rows * classes;
    ensure(
      signal.values.length === size,
      "SHAPE",
      () => `cotangent: expected ${size} values; got ${signal.values.length}; give one for each logit`,
    );
    return inRow(signal.values, this.#row, classes);
  }

  async #features(key: string, to: string, inputs: SampleInputs, values: Float32Array): Promise<Float32Array> {
    const part = await this.#fragment(key, () => spliceFeatures(this.#between(this.at.name, to)));
    return this.#run(part, part.fragment.names.features, this.at, inputs, values);
  }

  async #gradient(
    key: string,
    from: ProbedTensor,
    inputs: SampleInputs,
    values: Float32Array,
    cotangent: Float32Array,
  ): Promise<Float32Array> {
    const part = await this.#fragment(key, () => spliceVjp(this.#between(from.name, this.#output)));
    return this.#run(part, part.fragment.names.gradient, from, inputs, values, cotangent);
  }

  #run(
    { session, fragment }: FragmentPart,
    output: string,
    from: ProbedTensor,
    inputs: SampleInputs,
    values: Float32Array,
    cotangent?: Float32Array,
  ): Promise<Float32Array> {
    const size = product(from.shape);
    const count = values.length / size;
    ensure(
      Number.isInteger(count) && count > 0,
      "SHAPE",
      () =>
        `tensor ${from.name}: expected ${size} values of each sample; got ${values.length}; check the samples' size`,
    );
    const { names } = fragment;
    const sides = chosen(
      inputs,
      fragment.sideInputs.map(({ name }) => name),
    );
    for (const [name, { shape }] of Object.entries(sides)) {
      ensure(
        shape[0] === count,
        "SHAPE",
        () => `input ${name}: expected ${count} samples; got ${shape[0]}; give side inputs for each sample`,
      );
    }
    const own: Record<string, Tensor> = { [names.perturbed]: floats([count, ...from.shape], values) };
    if (cotangent !== undefined) own[names.cotangent] = floats([count, cotangent.length / count], cotangent);
    const rows = {
      ...chosen(
        own,
        Object.keys(own).filter((name) => fragment.inputs.includes(name)),
      ),
      ...sides,
    };
    const { axes, fixed } = this.#network;
    // The fragment itself puts what it is moved by, and its cotangent, where the network has its batch.
    const sideAxes = new Map([...axes].filter(([name]) => name in sides));
    return runRows(session, { rows, count, axes: sideAxes, size: fixed?.size, output });
  }

  async #fragment(key: string, splice: () => Fragment): Promise<FragmentPart> {
    const { session, fragment } = await this.#part(key, async () => {
      const made = splice();
      return { model: made.model, fragment: made };
    });
    ensure(fragment !== undefined, "MODEL", () => `probe ${key}: expected a spliced graph; got none; open a new probe`);
    return { session, fragment };
  }

  #part(
    key: string,
    make: () => Promise<Omit<Part, "session"> & { readonly model: Fragment["model"] }>,
  ): Promise<Part> {
    ensure(
      this.#closing === undefined,
      "MODEL",
      () => "probe: expected an open one; got a closed one; ask before closing",
    );
    const known = this.#parts.get(key);
    if (known !== undefined) return known;
    const opening = make().then(async ({ model, ...rest }) => {
      return { ...rest, session: await this.#lane.open(await gatherModel(model)) };
    });
    this.#parts.set(key, opening);
    return opening;
  }
}

interface Part {
  readonly session: Session;
  readonly fragment?: Fragment;
}

interface FragmentPart {
  readonly session: Session;
  readonly fragment: Fragment;
}

function floats(shape: readonly number[], data: Float32Array): Tensor {
  return { type: "float32", shape, data };
}

function chosen(inputs: SampleInputs, names: readonly string[]): SampleInputs {
  return Object.fromEntries(names.map((name) => [name, given(inputs, name)]));
}

function given(inputs: SampleInputs, name: string): Tensor {
  const tensor = inputs[name];
  if (tensor !== undefined) return tensor;
  throw new StillpointError(
    "INPUT",
    `input ${name}: expected values for it; got ${Object.keys(inputs).join(", ") || "none"}; give every input`,
  );
}
