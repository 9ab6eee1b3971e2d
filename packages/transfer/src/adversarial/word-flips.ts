// Words exchanged to fool a network of texts: what an attack on embeddings is for networks that share words alone.

import { loadTensor, type Model, tensorValues, wordTable } from "@stillpoint/autodiff";
import { ensure } from "@stillpoint/core";
import type { SampleInputs } from "@stillpoint/distill";
import type { Probe } from "../probe/probe.ts";
import type { Attack } from "./attack.ts";

/** The table that a network looks its words up in: `[vocabulary, width]`. */
export interface WordVectors {
  readonly data: Float32Array;
  readonly width: number;
}

/** The word vectors of a network of texts; `ids` names its input of token ids where there are several. Throws `StillpointError LAYER`. */
export async function wordVectors({ graph }: Model, ids?: string): Promise<WordVectors> {
  const table = wordTable(graph, ids);
  const data = table && tensorValues(await loadTensor(table));
  const width = table?.dims[1] ?? 0;
  ensure(
    data instanceof Float32Array && width > 0,
    "LAYER",
    () => "word vectors: expected a table of float32 [vocabulary, width]; got none; name the input of token ids",
  );
  return { data, width };
}

export interface WordFlipOptions {
  readonly vectors: WordVectors;
  /** Input of token ids `[s, L]`, int64; default `input_ids`. */
  readonly ids?: string;
  /** Whether the token at a place of a text may be exchanged; no special token and no padding. */
  readonly movable: (place: number, id: bigint, text: number) => boolean;
  /** Whether a token may take another's place; no special token. */
  readonly allowed: (id: number) => boolean;
  /** Most exchanges in one text. */
  readonly most: number;
  /** Share of texts whose answer is to change; default 0.85. */
  readonly rate?: number;
}

/** Texts changed to fool one network; `flips` words of each at most. */
export interface WordAttack extends Pick<Attack, "before" | "after" | "fooled" | "rate" | "reached"> {
  readonly attacked: SampleInputs;
  readonly flips: number;
}

/**
 * Exchanges one word after another of every text that does not fool the network yet, until it changes its own answer on at
 * least `rate` of them, at most `most` each, with `reached` false where that is too few: the exchange (e_w − e_t) · ∇J that raises the cross-entropy with
 * `labels` the most to first order, ∇J at the sum of embeddings, no place twice (HotFlip, Ebrahimi et al. 2018, for words).
 * Whatever network reads the texts can be asked about them.
 *
 * Differs: the paper attacks pictures only.
 *
 * @throws StillpointError SHAPE for a probe whose moved tensor is not one vector of the table's width for each token, and for
 * ids that the table does not have
 */
export async function wordFlips(
  probe: Probe,
  inputs: SampleInputs,
  labels: ArrayLike<number>,
  options: WordFlipOptions,
): Promise<WordAttack> {
  const { vectors, ids = "input_ids", most, rate = 0.85 } = options;
  const given = inputs[ids];
  const [length = 0, width] = probe.at.shape;
  ensure(
    given?.data instanceof BigInt64Array && width === vectors.width && given.shape[1] === length && most >= 1,
    "SHAPE",
    () =>
      `word flips: expected int64 ids [s, ${length}], embeddings of ${vectors.width} values and at least one flip; got ${given?.type ?? "no"} ids ${given?.shape.join("x") ?? ""}, ${width} values and ${most}; probe the embedding sum`,
  );
  const before = await probe.answers(inputs);
  const known = vectors.data.length / vectors.width;
  ensure(
    given.data.every((id) => id >= 0n && id < known),
    "SHAPE",
    () =>
      `word flips: expected ids below the ${known} of this network's table; got others; give networks of one tokenizer`,
  );
  const words = given.data.slice();
  const taken = new Set<number>();
  const told = (): SampleInputs => ({ ...inputs, [ids]: { ...given, data: words.slice() } });
  let fooled = Array.from(before, () => false);
  for (let flips = 1; ; flips++) {
    const current = told();
    const gradient = await probe.inputGradient(current, { of: "loss", labels });
    for (let text = 0; text < before.length; text++) {
      // A text that fools is changed no further.
      if (fooled[text] === true) continue;
      const best = bestFlip({ words, gradient, text, length, taken, options });
      if (best === undefined) continue;
      words[best.place] = BigInt(best.word);
      taken.add(best.place);
    }
    const attacked = told();
    const after = await probe.answers(attacked);
    fooled = Array.from(after, (answer, k) => answer !== before[k]);
    const reachedRate = fooled.filter(Boolean).length / fooled.length;
    const reached = reachedRate >= rate;
    if (reached || flips >= most) return { attacked, before, after, fooled, rate: reachedRate, reached, flips };
  }
}

interface FlipSearch {
  readonly words: BigInt64Array;
  readonly gradient: Float32Array;
  readonly text: number;
  /** Of every text, in tokens. */
  readonly length: number;
  readonly taken: ReadonlySet<number>;
  readonly options: WordFlipOptions;
}

/** The exchange that raises the loss the most to first order; undefined where none does. */
function bestFlip({
  words,
  gradient,
  text,
  length,
  taken,
  options,
}: FlipSearch): { readonly place: number; readonly word: number } | undefined {
  const { vectors, movable, allowed } = options;
  const { data, width } = vectors;
  const start = text * length;
  let best: { place: number; word: number } | undefined;
  let most = 0;
  for (let place = start; place < start + length; place++) {
    const id = words[place]!;
    if (taken.has(place) || !movable(place - start, id, text)) continue;
    const along = (word: number): number => {
      let sum = 0;
      for (let k = 0; k < width; k++) sum += data[word * width + k]! * gradient[place * width + k]!;
      return sum;
    };
    const own = along(Number(id));
    for (let word = 0; word * width < data.length; word++) {
      if (!allowed(word)) continue;
      const gain = along(word) - own;
      if (gain > most) [most, best] = [gain, { place, word }];
    }
  }
  return best;
}
