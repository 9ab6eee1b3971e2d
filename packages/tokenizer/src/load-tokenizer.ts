// A tokenizer that @huggingface/transformers or @xenova/transformers has already loaded.

import { ensure, isRecord, StillpointError } from "@stillpoint/core";
import type { Encoding } from "@stillpoint/text";
import type { AddedToken } from "./added-tokens.ts";
import { longestByTokenizer } from "./longest-text.ts";
import type { Normaliser } from "./normalise.ts";
import { partsOf, stagesOf } from "./parts.ts";
import { type Tokenizer, tokenizerFrom } from "./tokenizer.ts";

/**
 * What is used of the object `AutoTokenizer.from_pretrained` gives in `@huggingface/transformers` 3 and 4 and
 * `@xenova/transformers` 2.17.
 */
export interface LoadedTokenizer {
  (text: string, options: { text_pair: string | null; return_tensor: boolean }): { readonly input_ids: unknown };
  readonly pad_token_id?: number | undefined;
  readonly model_max_length?: number | undefined;
}

/**
 * The same tokenizer with places. Ids are compared with the loaded tokenizer's own on every call, so a difference
 * between the packages is never silent.
 *
 * Throws `INPUT` for an object without a tokenizer's parts, for one of a package older than its tokenizer.json, which
 * gives other tokens than Python, and, from `encode`, where ids differ.
 */
export function loadTokenizer(loaded: LoadedTokenizer): Tokenizer {
  ensureTokenizer(loaded);
  // @huggingface/transformers 4 keeps its parts inside; those before it are their parts.
  const inner: unknown = Reflect.get(loaded, "_tokenizer");
  const holder = isRecord(inner) ? inner : loaded;
  const config: unknown = Reflect.get(holder, "config") ?? Reflect.get(loaded, "_tokenizer_config");
  const { pad_token_id: padId } = loaded;
  const longest = longestByTokenizer(loaded.model_max_length);
  const stages = stagesOf(partsOf(holder), isRecord(config) ? config : {});
  const tokenizer = tokenizerFrom({
    ...stages,
    normalise: stages.normalise.map((step) => ("map" in step ? { map: withoutAccents(step.map) } : step)),
    added: addedOf(holder),
    ...(typeof padId === "number" ? { padId } : {}),
    ...(longest === undefined ? {} : { longest }),
  });
  const ensureAgrees = (text: string, pair: string | undefined, encoding: Encoding): void => {
    const theirs = idsOf(loaded(text, { text_pair: pair ?? null, return_tensor: false }).input_ids);
    const ours = encoding.tokens.filter((_, k) => encoding.attention[k] === 1).map((token) => token.id);
    const differs = ours.findIndex((id, k) => id !== theirs[k]);
    ensure(
      differs < 0 && ours.length === theirs.length,
      "INPUT",
      () =>
        `text "${text.slice(0, 40)}": expected the loaded tokenizer's ids [${theirs.slice(0, 8).join(", ")}, ...]; got [${ours.slice(0, 8).join(", ")}, ...]; pass the folder's tokenizer.json to createTokenizer`,
    );
  };
  return {
    ...tokenizer,
    encode: (text, pair, options) => {
      const encoding = tokenizer.encode(text, pair, options);
      // Both packages take an empty second text for none, unlike Python; the first one can be compared all the same.
      if (pair === "")
        ensureAgrees(text, undefined, tokenizer.encode(text, undefined, { longest: Number.POSITIVE_INFINITY }));
      else ensureAgrees(text, pair, encoding);
      return encoding;
    },
  };
}

const OTHER_MARKS = /(?![\u0300-\u036f])\p{Mn}/gu;

/**
 * Where accents are taken off, Python takes off those of every script, `@xenova/transformers` the Latin ones only. With
 * the others off as well its ids are seen to differ where they do.
 */
function withoutAccents(normalise: Normaliser): Normaliser {
  const keeps = (mark: string): boolean => normalise(`a${mark}a`).normalize("NFD").includes(mark);
  if (keeps("\u0301") || !keeps("\u05c1")) return normalise;
  return (text) => {
    const apart = text.normalize("NFD");
    const plain = apart.replace(OTHER_MARKS, "");
    return normalise(plain === apart ? text : plain).replace(OTHER_MARKS, "");
  };
}

function ensureTokenizer(loaded: unknown): void {
  const got =
    loaded instanceof Promise
      ? "a promise; await it"
      : typeof loaded !== "function"
        ? `${loaded === null ? "null" : typeof loaded}; pass what AutoTokenizer.from_pretrained gives`
        : // A pipeline can be called, too.
          typeof Reflect.get(loaded, "tokenizer") === "function"
          ? "a pipeline; pass its tokenizer"
          : undefined;
  if (got !== undefined) throw new StillpointError("INPUT", `tokenizer: expected one of transformers.js; got ${got}`);
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
