// What checking checkpoint after checkpoint finds, put together layer by layer.

import { locateLayer, spliceFeatures, spliceVjp, toSize } from "@stillpoint/autodiff";
import type { ReferenceNoise, Role, Tensor } from "@stillpoint/core";
import { checkCopies, type Network, type Resolution, type Runtime, resolutionNote } from "@stillpoint/onnx";
import { hasTokenMaximum } from "@stillpoint/preprocess";

/** Where networks are cut, by tensors or paths of modules, and what they are run on. */
export interface ModelCheck {
  readonly layers: readonly string[];
  readonly from: string;
  readonly inputs: Readonly<Record<string, Tensor>>;
  /** The noise that maps are measured with. */
  readonly sigma0: ReferenceNoise;
  /** Told what is being done where it takes a while. */
  readonly say?: (text: string) => void;
}

/** A checkpoint at a layer. */
interface CheckedLayer {
  readonly role: Role;
  readonly file: string;
  readonly network: Network;
  readonly to: string;
}

/** What is known of a checkpoint at a layer. */
export interface FoundLayer extends Pick<CheckedLayer, "role" | "file" | "to"> {
  readonly resolution: Resolution;
  /** Number of features. */
  readonly size: number;
}

/** The least resolved checkpoint of a layer, and how many are. */
interface Unresolved {
  readonly file: string;
  readonly resolution: Resolution;
  readonly count: number;
}

export class Findings {
  readonly behindMaximum: Set<string> = new Set();
  readonly #layers: readonly string[];
  /** Graphs whose gradients were checked, by layer. */
  readonly #gradients: Set<string> = new Set();
  readonly #unresolved: Map<string, Unresolved> = new Map();
  /** Roles by number of features, by layer. */
  readonly #names: Set<string> = new Set();
  readonly #sizes: Map<string, Map<number, Set<Role>>> = new Map();

  constructor(layers: readonly string[]) {
    this.#layers = layers;
  }

  /** Cuts and runs a checkpoint at one layer. Throws `MODEL`, `LAYER`, `OPERATOR`, `SHAPE`. */
  async add({ role, file, network, to }: CheckedLayer, check: ModelCheck, runtime: Runtime): Promise<void> {
    const { from, inputs, sigma0 } = check;
    const graph = JSON.stringify([network.fingerprint, to]);
    const gradients = !this.#gradients.has(graph);
    const splice = { ...network, from: this.#tensor(network, "input", from), to: this.#tensor(network, "layer", to) };
    if (gradients) {
      spliceFeatures(splice);
      spliceVjp(splice);
      if (hasTokenMaximum({ ...splice, graph: network.model.graph })) this.behindMaximum.add(to);
    }
    const resolution = await checkCopies({ network, runtime, from, to, inputs, sigma0, gradients });
    this.#gradients.add(graph);
    this.found({ role, file, to, resolution, size: toSize(splice) });
  }

  /** Notes what the checks of one checkpoint at one layer gave, whichever engine ran them. */
  found({ role, file, to, resolution, size }: FoundLayer): void {
    this.#note(to, file, resolution);
    const sizes = this.#sizes.get(to) ?? new Map<number, Set<Role>>();
    this.#sizes.set(to, sizes.set(size, (sizes.get(size) ?? new Set()).add(role)));
  }

  /** The tensor a name stands for in one network; what there is to know of the name is noted once. */
  #tensor({ model }: Network, what: string, name: string): string {
    const { tensor, note } = locateLayer(model.graph, name);
    if (note !== undefined) this.#names.add(`${what} ${name}: ${note}`);
    return tensor;
  }

  #note(to: string, file: string, resolution: Resolution): void {
    if (resolutionNote(to, resolution) === undefined) return;
    const worst = this.#unresolved.get(to);
    const count = (worst?.count ?? 0) + 1;
    const worse = worst === undefined || resolution.entropyError > worst.resolution.entropyError;
    this.#unresolved.set(to, worse ? { file, resolution, count } : { ...worst, count });
  }

  /** A sentence for each layer that has something to say. */
  notes(): string[] {
    const layers = this.#layers.flatMap((to) => {
      const unresolved = this.#unresolved.get(to);
      const more = unresolved === undefined || unresolved.count === 1 ? "" : `, and ${unresolved.count - 1} more`;
      const resolution =
        unresolved === undefined
          ? []
          : [`${resolutionNote(to, unresolved.resolution)} (worst in ${unresolved.file}${more})`];
      return [...resolution, ...this.#sizeNotes(to)];
    });
    return [...this.#names, ...layers];
  }

  #sizeNotes(to: string): string[] {
    const sizes = [...(this.#sizes.get(to) ?? [])];
    if (sizes.length < 2) return [];
    const each = sizes.map(([size, roles]) => `${size} in ${[...roles].join(", ")}`).join("; ");
    return [`layer ${to}: another number of features by network, ${each}: entropies of unlike layers are compared`];
  }
}
