// The work of a pass on our side: noise, forward to a layer, change, gradient to the input; on every core.

import { drawNormal, type Layer } from "@stillpoint/core";
import { loadNetwork, OnnxFeatureModel, type Runtime } from "@stillpoint/onnx";
import { image, type Subject } from "./subject.ts";

const SIGMA = 0.01;

/** A network opened once per worker, each with the clean features as target. Close it when done. */
export class PassLoop {
  readonly #models: readonly OnnxFeatureModel[];
  readonly #layers: readonly Layer[];
  readonly #targets: readonly Float32Array[];
  #drawn = 0;

  private constructor(models: readonly OnnxFeatureModel[], layers: readonly Layer[], targets: readonly Float32Array[]) {
    this.#models = models;
    this.#layers = layers;
    this.#targets = targets;
  }

  static async open(subject: Subject, runtime: Runtime): Promise<PassLoop> {
    const inputs = { [subject.input]: image(subject) };
    const network = await loadNetwork(subject.bytes, inputs, runtime);
    const about = { network, runtime, from: subject.input, to: subject.layer };
    const models = Array.from(
      { length: runtime.lanes },
      (_, lane) => new OnnxFeatureModel({ id: `${lane}`, ...about }),
    );
    const layers = await Promise.all(models.map((model) => model.bind(inputs)));
    const targets = await Promise.all(layers.map((layer) => layer.features(layer.x0, 1)));
    return new PassLoop(models, layers, targets);
  }

  /** m, scalars of one sample's features. */
  get featureSize(): number {
    return this.#layers[0]?.featureSize ?? 0;
  }

  /** `batches` batches of `batch` copies on every worker; returns wall milliseconds per pass. */
  async repeat(batches: number, batch: number): Promise<number> {
    const started = performance.now();
    await Promise.all(this.#layers.map((layer, lane) => this.#work(layer, lane, batches, batch)));
    return (performance.now() - started) / (batches * batch * this.#layers.length);
  }

  async close(): Promise<void> {
    for (const model of this.#models) await model.close();
  }

  // The next batch is drawn while ONNX Runtime works on this one, as the engine does.
  async #work(layer: Layer, lane: number, batches: number, batch: number): Promise<void> {
    const target = this.#targets[lane] ?? new Float32Array(0);
    let x = this.#perturbed(layer, batch);
    for (let k = 0; k < batches; k += 1) {
      const pending = layer.residual(x, target, batch);
      if (k + 1 < batches) x = this.#perturbed(layer, batch);
      const { change } = await pending;
      if (!change.every(Number.isFinite)) throw new RangeError("pass: expected finite changes; got NaN or infinity");
    }
  }

  #perturbed(layer: Layer, batch: number): Float32Array {
    const size = layer.x0.length;
    const x = new Float32Array(batch * size);
    for (let copy = 0; copy < batch; copy += 1) {
      this.#drawn += 1;
      const key = { seed: 1, sample: "speed", purpose: "pass", pass: this.#drawn };
      drawNormal(key, x, copy * size, (copy + 1) * size);
      for (let p = 0; p < size; p += 1) x[copy * size + p] = layer.x0[p]! + SIGMA * x[copy * size + p]!;
    }
    return x;
  }
}
