// A layer bound to a sample: copies in, features and gradients out, in groups where the export fixed the batch.

import { type Fragment, fromShape, type Splice, toSize } from "@stillpoint/autodiff";
import { ensure, type Layer, type Residual, type Tensor } from "@stillpoint/core";
import { repeat } from "./copies.ts";
import { allFinite } from "./first-non-finite.ts";
import { floats, given, type Part, type PartKind } from "./part.ts";
import type { Feeds } from "./protocol.ts";
import { joinRows } from "./rows.ts";

/** An input that is read beside the perturbed tensor, for one sample, and the axis copies of it are joined along. */
export interface SideInput {
  readonly name: string;
  readonly tensor: Tensor;
  readonly axis: number;
}

/** Looks for the node whose numbers are not finite and throws `NOT_FINITE`. `feeds` makes new arrays each time. */
export type Explain = (kind: PartKind, feeds: () => Feeds, output: string) => Promise<void>;

export class OnnxLayer implements Layer {
  readonly x0: Float32Array;
  readonly shape: readonly number[];
  readonly featureSize: number;
  readonly #part: (kind: PartKind) => Part;
  readonly #explain: Explain;
  readonly #sides: readonly SideInput[];
  /** Networks exported with a fixed batch take so many copies at a time. */
  readonly #group: number | undefined;

  constructor(
    splice: Splice,
    part: (kind: PartKind) => Part,
    explain: Explain,
    sides: readonly SideInput[],
    x0: Float32Array,
  ) {
    this.#part = part;
    this.#explain = explain;
    this.#sides = sides;
    this.x0 = x0;
    this.shape = fromShape(splice);
    this.featureSize = toSize(splice);
    this.#group = splice.fixed?.size;
  }

  async features(x: Float32Array, batch: number): Promise<Float32Array> {
    checkSize("perturbed copies", x, batch * this.x0.length);
    const group = this.#group;
    if (group !== undefined && group !== batch) {
      const groups = await inGroups(batch, group, (copies) => {
        return this.features(rows(x, copies, this.x0.length), group);
      });
      return joinRows(groups.map((features, k) => filled(features, k, { batch, group })));
    }
    const names = this.#names("features");
    const [values] = await this.#run("features", batch, [names.features], () => ({
      [names.perturbed]: this.#perturbed(x, batch),
    }));
    return values!;
  }

  async residual(x: Float32Array, target: Float32Array, batch: number): Promise<Residual> {
    checkSize("perturbed copies", x, batch * this.x0.length);
    checkSize("target", target, this.featureSize);
    const group = this.#group;
    if (group !== undefined && group !== batch) {
      const groups = await inGroups(batch, group, (copies) => {
        return this.residual(rows(x, copies, this.x0.length), target, group);
      });
      const joined = (part: keyof Residual) => {
        return joinRows(groups.map((residual, k) => filled(residual[part], k, { batch, group })));
      };
      return { change: joined("change"), gradient: joined("gradient") };
    }
    const names = this.#names("residual");
    const [change, gradient] = await this.#run("residual", batch, [names.change, names.gradient], () => ({
      [names.perturbed]: this.#perturbed(x, batch),
      [names.target]: { type: "float32", shape: [1, this.featureSize], data: target.slice() },
    }));
    return { change: change!, gradient: gradient! };
  }

  async vjp(x: Float32Array, cotangent: Float32Array, batch: number): Promise<Float32Array> {
    const shared = x.length === this.x0.length && batch > 1;
    if (!shared) checkSize("perturbed copies", x, batch * this.x0.length);
    checkSize("cotangent", cotangent, batch * this.featureSize);
    const group = this.#group;
    if (group !== undefined && group !== batch) {
      const groups = await inGroups(batch, group, (copies) => {
        const own = shared || batch === 1 ? x : rows(x, copies, this.x0.length);
        return this.vjp(own, rows(cotangent, copies, this.featureSize), group);
      });
      return joinRows(groups.map((gradients, k) => filled(gradients, k, { batch, group })));
    }
    const copies = shared && this.#part("vjp").fragment.sharesPrimal ? 1 : batch;
    const perturbed = (): Tensor =>
      shared && copies === batch
        ? repeat({ type: "float32", shape: [1, ...this.shape], data: x }, batch)
        : this.#perturbed(x, shared ? 1 : batch);
    const names = this.#names("vjp");
    const [gradient] = await this.#run("vjp", copies, [names.gradient], () => ({
      [names.perturbed]: perturbed(),
      [names.cotangent]: { type: "float32", shape: [batch, this.featureSize], data: cotangent.slice() },
    }));
    return gradient!;
  }

  #perturbed(x: Float32Array, batch: number): Tensor {
    // Buffers are moved to the worker, so what the caller owns is copied.
    return { type: "float32", shape: [batch, ...this.shape], data: x.slice() };
  }

  /** What a part calls the tensors it adds; no network has them. */
  #names(kind: PartKind): Fragment["names"] {
    return this.#part(kind).fragment.names;
  }

  /** The named outputs, all finite. `feeds` makes new arrays, as a run moves them. */
  async #run(
    kind: PartKind,
    batch: number,
    names: readonly string[],
    feeds: () => Feeds,
  ): Promise<readonly Float32Array[]> {
    const all = (): Feeds => {
      const sides = this.#sides.map(({ name, tensor, axis }) => [name, repeat(tensor, batch, axis)] as const);
      return { ...Object.fromEntries(sides), ...feeds() };
    };
    const outputs = await this.#part(kind).run(all());
    const values = names.map((name) => floats(given(outputs, name), name));
    const bad = values.findIndex((numbers) => !allFinite(numbers));
    if (bad >= 0) await this.#explain(kind, all, names[bad]!);
    return values;
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

/** Rows of `values` by number, each of `size`. */
function rows(values: Float32Array, numbers: readonly number[], size: number): Float32Array {
  return joinRows(numbers.map((number) => values.subarray(number * size, (number + 1) * size)));
}

/** Runs copies in groups of one size, one group after the other; the last is filled up with its last copy. */
async function inGroups<Result>(
  batch: number,
  group: number,
  run: (copies: readonly number[]) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (let first = 0; first < batch; first += group) {
    results.push(await run(Array.from({ length: group }, (_, k) => Math.min(first + k, batch - 1))));
  }
  return results;
}

/** What belongs to copies of the batch in a result of group `k`; the copies that filled it up are dropped. */
function filled(
  values: Float32Array,
  k: number,
  { batch, group }: { readonly batch: number; readonly group: number },
): Float32Array {
  return values.subarray(0, (values.length / group) * Math.min(group, batch - k * group));
}
