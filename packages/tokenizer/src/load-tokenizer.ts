// A tokenizer that @huggingface/transformers or @xenova/transformers has already loaded.

import { ensure } from "@stillpoint/core";
import { isRecord } from "@stillpoint/text";
import type { AddedToken } from "./added-tokens.ts";
import { longestByTokenizer } from "./longest-text.ts";
import { partsOf, stagesOf } from "./parts.ts";
import { type Tokenizer, tokenizerFrom } from "./tokenizer.ts";

/** What is used of the object `AutoTokenizer.from_pretrained` gives in both packages. */
export interface LoadedTokenizer {
  (text: string, options: { text_pair: string | null; return_tensor: boolean }): { readonly input_ids: unknown };
  readonly pad_token_id?: number | undefined;
  readonly model_max_length?: number | undefined;
}

/**
 * The same tokenizer with places. Ids are compared with the loaded tokenizer's own on every call, so a difference
 * between the packages is never silent.
 *
 * Throws `INPUT` for an object without a tokenizer's parts and, from `encode`, where ids differ.
 */
export function loadTokenizer(loaded: LoadedTokenizer): Tokenizer {
  // @huggingface/transformers 4 keeps its parts inside; the others are their parts.
  const inner: unknown = Reflect.get(loaded, "_tokenizer");
  const holder = isRecord(inner) ? inner : loaded;
  const config: unknown = Reflect.get(holder, "config") ?? Reflect.get(loaded, "_tokenizer_config");
  const { pad_token_id: padId } = loaded;
  const longest = longestByTokenizer(loaded.model_max_length);
  const tokenizer = tokenizerFrom({
    ...stagesOf(partsOf(holder), isRecord(config) ? config : {}),
    added: addedOf(holder),
    ...(typeof padId === "number" ? { padId } : {}),
    ...(longest === undefined ? {} : { longest }),
  });
  return {
    ...tokenizer,
    encode: (text, pair, options) => {
      const encoding = tokenizer.encode(text, pair, options);
      const theirs = idsOf(loaded(text, { text_pair: pair ?? null, return_tensor: false }).input_ids);
      const ours = encoding.tokens.filter((_, k) => encoding.attention[k] === 1).map((token) => token.id);
      const differs = ours.findIndex((id, k) => id !== theirs[k]);
      ensure(
        differs < 0 && ours.length === theirs.length,
        "INPUT",
        () =>
          `text "${text.slice(0, 40)}": expected the loaded tokenizer's ids [${theirs.slice(0, 8).join(", ")}, ...]; got [${ours.slice(0, 8).join(", ")}, ...]; pass the folder's tokenizer.json to createTokenizer`,
      );
      return encoding;
    },
  };
}

function addedOf(holder: object): AddedToken[] {
  const added: unknown = Reflect.get(holder, "added_tokens");
  if (!Array.isArray(added)) return [];
  return added.filter((token) => isRecord(token) && typeof token.id === "number" && typeof token.content === "string");
}

/** Ids from an array, an array of one array or a tensor. */
function idsOf(value: unknown): number[] {
  const row: unknown = isRecord(value) && "data" in value ? value.data : value;
  const flat: unknown = Array.isArray(row) && Array.isArray(row[0]) ? row[0] : row;
  ensure(
    Array.isArray(flat) || ArrayBuffer.isView(flat),
    "INPUT",
    () => `tokenizer: expected input_ids as numbers; got ${typeof value}; pass a tokenizer of transformers.js`,
  );
  return Array.from(Object.values(flat), Number);
}
