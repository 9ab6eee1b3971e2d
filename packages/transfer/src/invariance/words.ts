// Changes of a text's tokens: some left out, neighbours exchanged.

import { type Chance, ensure } from "@stillpoint/core";
import type { SampleInputs } from "@stillpoint/distill";
import { shuffled } from "./cloud.ts";
import type { Transform } from "./transform.ts";

/** A text's token ids `[1, L]` int64, and which of them may change. */
export interface WordInput {
  /** Default `input_ids`. */
  readonly ids?: string;
  /**
   * Whether the token at a place may be left out or moved: no special token, no padding, of a question and its passage only
   * the question's. A place is one token; where words are several, name a whole word by its first and leave the others.
   */
  readonly movable: (place: number, id: bigint, sample: SampleInputs) => boolean;
}

/**
 * A share `strength` of the movable tokens is replaced by `blank`, such as the tokenizer's token for unknown or masked words:
 * every other token keeps its place, and the answer to a question its numbers.
 */
export function wordDrop(input: WordInput & { readonly blank: bigint }): Transform {
  return {
    id: "word-drop",
    title: "words left out",
    strength: "share left out",
    pair: (sample, strength, chance) => {
      checkShare("word drop", strength);
      return [
        sample,
        retold(sample, input, (ids, places) => {
          for (const place of some(places, strength, chance)) ids[place] = input.blank;
        }),
      ];
    },
  };
}

/** A share `strength` of the places where two movable tokens are neighbours is drawn, and these exchanged, from left to right. */
export function wordSwap(input: WordInput): Transform {
  return {
    id: "word-order",
    title: "neighbouring words exchanged",
    strength: "share exchanged",
    pair: (sample, strength, chance) => {
      checkShare("word order", strength);
      return [
        sample,
        retold(sample, input, (ids, places) => {
          const movable = new Set(places);
          const pairs = places.filter((place) => movable.has(place + 1));
          for (const place of some(pairs, strength, chance).sort((a, b) => a - b)) {
            [ids[place], ids[place + 1]] = [ids[place + 1]!, ids[place]!];
          }
        }),
      ];
    },
  };
}

/**
 * A share `strength` of the tokens with a synonym is replaced by one, drawn among those that `synonyms` gives. It is the
 * caller's word that they are synonyms.
 */
export function wordSynonym(input: WordInput & { readonly synonyms: (id: bigint) => readonly bigint[] }): Transform {
  return {
    id: "synonyms",
    title: "synonyms",
    strength: "share replaced",
    pair: (sample, strength, chance) => {
      checkShare("synonyms", strength);
      return [
        sample,
        retold(sample, input, (ids, places) => {
          const known = places.filter((place) => input.synonyms(ids[place]!).length > 0);
          for (const place of some(known, strength, chance)) {
            const others = input.synonyms(ids[place]!);
            ids[place] = others[chance.below(others.length)]!;
          }
        }),
      ];
    },
  };
}

function checkShare(subject: string, strength: number): void {
  ensure(strength >= 0 && strength <= 1, "RANGE", () => `${subject}: expected a share from 0 to 1; got ${strength}`);
}

/** A share of the places, rounded to a whole number of them, drawn without repeating. */
function some(places: readonly number[], share: number, chance: Chance): number[] {
  return shuffled(places.length, chance)
    .slice(0, Math.round(share * places.length))
    .map((k) => places[k]!);
}

function retold(
  sample: SampleInputs,
  { ids = "input_ids", movable }: WordInput,
  change: (ids: BigInt64Array, places: readonly number[]) => void,
): SampleInputs {
  const tensor = sample[ids];
  ensure(
    tensor?.data instanceof BigInt64Array,
    "INPUT",
    () => `input ${ids}: expected int64 token ids; got ${tensor?.type ?? "none"}; name the ids' input`,
  );
  const { data } = tensor;
  const told = data.slice();
  const places = Array.from(data.keys()).filter((place) => movable(place, data[place]!, sample));
  change(told, places);
  return { ...sample, [ids]: { ...tensor, data: told } };
}
