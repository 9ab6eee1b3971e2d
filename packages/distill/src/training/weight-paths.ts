// How far checkpoints have moved, from their weights alone.

import { type Graph, type ModelSource, openNetwork, resolveLayer } from "@stillpoint/autodiff";
import type { PathOrigin, WeightPath } from "@stillpoint/core";
import { mayBeFolded, movementByScale, namedFolded, type ScaleMovement } from "./folded.ts";
import { type StoredWeight, storedPieces } from "./stored-weights.ts";
import { firstDifference, normalisationsApart, type WeightPlaces, weightPlaces } from "./weight-places.ts";
import { weightBehind } from "./weights.ts";

/** A checkpoint's file. */
export interface WeightFile {
  readonly step: number;
  /** What messages call it; its step by default. */
  readonly name?: string;
  /** Called once; large networks must not pile up in memory. */
  read(): Promise<ModelSource>;
}

/** Relative path lengths since the first file, of the weight matrix behind a layer and of all weights. */
export interface WeightPaths {
  readonly layer: WeightPath;
  readonly network: WeightPath;
}

/** The paths of a training's checkpoints, and what they are worth. */
export interface TrainingPaths {
  readonly steps: ReadonlyMap<number, WeightPaths>;
  /** `exported`, or `folded` or `unknown` where the path is NaN, with the reason. */
  readonly layer: PathOrigin;
  readonly network: PathOrigin;
}

/**
 * Paths summed over checkpoints in the order given, by step. The path per step is NaN: the steps between are not known.
 * Weights are matched by their place in the graph; one that is used twice in every checkpoint counts once.
 *
 * A path is NaN with a reason where the files are not one network's, where a weight is not a number, where the first
 * weights are 0, and where weights hold a folded batch normalisation: those move as its statistics do.
 *
 * `layer` is a tensor or the path of a module.
 *
 * Throws `MODEL` for a file that is no network, `LAYER` for a name it does not have and where no weight lies behind the layer.
 */
export async function weightPaths(files: readonly WeightFile[], layer: string): Promise<TrainingPaths> {
  let course: Course | undefined;
  for (const file of files) {
    const model = await openNetwork(await file.read());
    const own = weightPlaces(model.graph);
    course ??= new Course(own, model.graph, layer, called(file));
    const parted = course.difference(own, called(file));
    if (parted !== undefined) {
      const folded = course.foldedBeside(own);
      const what = folded ? "one with batch normalisations folded, or unfolded" : "another";
      const reason = `${called(file)}: expected the graph of ${course.name}; got ${what}: ${parted}`;
      return unknown(files, { source: folded ? "folded" : "unknown", reason });
    }
    await course.add(own, called(file));
  }
  if (course === undefined) return unknown(files, { source: "unknown", reason: "there is no checkpoint" });
  const known = course;
  const [one, all] = [known.path(known.layer), known.path(known.all())];
  return {
    steps: new Map(
      files.map(({ step }, t) => {
        const at = (lengths: readonly number[]): WeightPath => ({ perStep: Number.NaN, perCheckpoint: lengths[t]! });
        return [step, { layer: at(one.lengths), network: at(all.lengths) }];
      }),
    ),
    layer: one.origin,
    network: all.origin,
  };
}

function called({ name, step }: WeightFile): string {
  return `checkpoint ${name ?? `of step ${step}`}`;
}

function unknown(files: readonly WeightFile[], origin: PathOrigin): TrainingPaths {
  const nowhere: WeightPath = { perStep: Number.NaN, perCheckpoint: Number.NaN };
  return {
    steps: new Map(files.map(({ step }) => [step, { layer: nowhere, network: nowhere }])),
    layer: origin,
    network: origin,
  };
}

/** Checkpoints of one network as they come. p places, t checkpoints. */
class Course {
  readonly name: string;
  /** The places of the layer's weight. */
  readonly layer: readonly number[];
  readonly #first: WeightPlaces;
  readonly #mayBeFolded: readonly boolean[];
  readonly #folded: Set<number> = new Set();
  /** `[t][p]` names of the stored tensors: weights of one name in all checkpoints are one. */
  readonly #names: (readonly string[])[] = [];
  /** `[t][p]` squared distances to the checkpoint before; the first ones to 0. */
  readonly #squares: (readonly number[])[] = [];
  /** The checkpoint before; its weights are read again, piece by piece, so that no network is in memory whole. */
  #last: WeightPlaces["places"] | undefined;
  #broken: string | undefined;

  constructor(first: WeightPlaces, graph: Graph, layer: string, name: string) {
    this.name = name;
    this.#first = withoutValues(first);
    const used = weightBehind(graph, resolveLayer(graph, layer));
    // An output of the network may not need the layer; its weight then has a place elsewhere, or none.
    const own = first.places.findIndex(({ node, input }) => node === used.node && input === used.input);
    this.layer = own < 0 ? [] : [own];
    const could = mayBeFolded(graph);
    this.#mayBeFolded = first.places.map(could);
    for (const [p, place] of first.places.entries()) if (namedFolded(place)) this.#folded.add(p);
  }

  difference(own: WeightPlaces, name: string): string | undefined {
    return firstDifference(own, this.#first, [name, this.name]);
  }

  foldedBeside(own: WeightPlaces): boolean {
    return normalisationsApart(this.#first, own);
  }

  async add({ places }: WeightPlaces, name: string): Promise<void> {
    const names = places.map(({ weight }) => weight.name);
    const squares: number[] = [];
    for (const [p, place] of places.entries()) {
      const scaling = this.#mayBeFolded[p] === true ? movementByScale(place) : undefined;
      squares.push(await squaredDistance(place.weight, this.#last?.[p]?.weight, scaling));
      if (this.#last !== undefined && scaling?.found() === true) this.#folded.add(p);
    }
    if (!squares.every(Number.isFinite)) this.#broken ??= `${name} holds weights that are not numbers`;
    this.#names.push(names);
    this.#squares.push(squares);
    this.#last = places;
  }

  /** One place for each weight. */
  all(): number[] {
    const identities = new Map<string, number>();
    for (const p of this.#first.places.keys()) {
      const identity = JSON.stringify(this.#names.map((names) => names[p]));
      if (!identities.has(identity)) identities.set(identity, p);
    }
    return [...identities.values()];
  }

  path(places: readonly number[]): { readonly lengths: readonly number[]; readonly origin: PathOrigin } {
    const sums = this.#squares.map((squares) => places.reduce((sum, p) => sum + squares[p]!, 0));
    const initial = Math.sqrt(sums[0]!);
    const why = this.#whyNot(places, initial);
    if (why !== undefined) return { lengths: sums.map(() => Number.NaN), origin: why };
    let length = 0;
    const lengths = sums.map((sum, t) => {
      length += t === 0 ? 0 : Math.sqrt(sum);
      return length / initial;
    });
    return { lengths, origin: { source: "exported" } };
  }

  #whyNot(places: readonly number[], initial: number): PathOrigin | undefined {
    if (places.length === 0) return { source: "unknown", reason: "no output of the network needs the layer's weight" };
    if (this.#broken !== undefined) return { source: "unknown", reason: this.#broken };
    const folded = places.filter((p) => this.#folded.has(p));
    if (folded.length > 0) {
      const names = folded.slice(0, 2).map((p) => this.#first.places[p]!.weight.name);
      const more = folded.length > 2 ? ` and ${folded.length - 2} more` : "";
      const reason = `the exporter folded a batch normalisation into ${names.join(", ")}${more}, so these are not the trained weights`;
      return { source: "folded", reason };
    }
    return initial > 0 ? undefined : { source: "unknown", reason: "the first weights are all 0" };
  }
}

/** The places without the file they were read from. */
function withoutValues({ structure, nodes, places }: WeightPlaces): WeightPlaces {
  const bare = places.map(({ node, input, weight: { name, tensor } }) => {
    return { node, input, weight: { name, tensor: { ...tensor, data: new Uint8Array() } } };
  });
  return { structure, nodes, places: bare };
}

/** Σ (now − before)², of the first checkpoint Σ now²; NaN for weights of other lengths. `scaling` sees the same numbers. */
async function squaredDistance(
  now: StoredWeight,
  before: StoredWeight | undefined,
  scaling: ScaleMovement | undefined,
): Promise<number> {
  const earlier = before && storedPieces(before);
  let sum = 0;
  for await (const piece of storedPieces(now)) {
    const last = earlier && (await earlier.next());
    const other: Float32Array | undefined = last?.done === false ? last.value : undefined;
    if (earlier !== undefined && other?.length !== piece.length) return Number.NaN;
    for (let index = 0; index < piece.length; index += 1) sum += (piece[index]! - (other?.[index] ?? 0)) ** 2;
    if (other !== undefined) scaling?.add(other, piece);
  }
  return earlier === undefined || (await earlier.next()).done === true ? sum : Number.NaN;
}
