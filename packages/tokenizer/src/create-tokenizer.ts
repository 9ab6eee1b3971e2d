// tokenizer.json and tokenizer_config.json to a tokenizer.

import { Tokenizer as Library } from "@huggingface/tokenizers";
import { ensure, isRecord, jsonExcerpt, StillpointError } from "@stillpoint/core";
import type { AddedToken } from "./added-tokens.ts";
import { longestByTokenizer } from "./longest-text.ts";
import { partsOf, stagesOf } from "./parts.ts";
import { type Tokenizer, tokenizerFrom } from "./tokenizer.ts";

export interface TokenizerFiles {
  /** The parsed `tokenizer.json`. */
  readonly tokenizerJson: unknown;
  /** The parsed `tokenizer_config.json`; without it there is no padding token but a common one, and no longest text. */
  readonly tokenizerConfig?: unknown;
}

/** Names of padding tokens tried where no file names one. */
const PAD_NAMES = ["[PAD]", "<pad>"];

/**
 * A tokenizer from its Hugging Face files. Ids are those of `@huggingface/tokenizers`, cut word by word as the Rust
 * library does; places are our own. Truncation and padding stored in the file are ignored: nothing is cut off, and
 * padding is asked for by `length`.
 *
 * Throws `INPUT` for files that are not a tokenizer.
 */
export function createTokenizer({ tokenizerJson, tokenizerConfig = {} }: TokenizerFiles): Tokenizer {
  ensure(
    isRecord(tokenizerJson) && isRecord(tokenizerJson.model),
    "INPUT",
    () => 'tokenizer.json: expected an object with a "model"; got something else; pass the parsed file',
  );
  ensure(
    isRecord(tokenizerConfig),
    "INPUT",
    () =>
      `tokenizer_config.json: expected an object; got ${typeof tokenizerConfig}; pass the parsed file or leave it out`,
  );
  const absent = { added_tokens: [], normalizer: null, pre_tokenizer: null, post_processor: null, decoder: null };
  const complete = { ...absent, ...tokenizerJson };
  ensurePatterns([complete.normalizer, complete.pre_tokenizer]);
  let library: Library;
  try {
    library = new Library(complete, { ...unknownOf(tokenizerJson.model), ...tokenizerConfig });
  } catch (cause) {
    throw new StillpointError(
      "INPUT",
      `tokenizer.json: expected a tokenizer @huggingface/tokenizers knows; got "${cause instanceof Error ? cause.message : cause}"; save it again with a current transformers`,
      { cause },
    );
  }
  const parts = partsOf(library);
  const added: AddedToken[] = [...library.get_added_tokens_decoder().values()];
  ensureIds(parts.model.tokens_to_ids);
  ensureIds(new Map(added.map(({ id, content }) => [content, id])));
  const padId = padIdOf(library, complete, tokenizerConfig);
  const longest = longestByTokenizer(tokenizerConfig.model_max_length);
  const tokenizer = tokenizerFrom({
    ...stagesOf(parts, tokenizerConfig),
    added,
    ...(padId === undefined ? {} : { padId }),
    ...(longest === undefined ? {} : { longest }),
  });
  ensureEncodes(tokenizer);
  return tokenizer;
}

/** The library leaves out, with a warning, a stage whose pattern it does not know: other tokens, without an error. */
function ensurePatterns(stages: readonly unknown[]): void {
  // No recursion: files may lie deeper than the stack.
  const waiting = [...stages];
  while (waiting.length > 0) {
    const part = waiting.pop();
    if (Array.isArray(part)) for (const each of part) waiting.push(each);
    if (!isRecord(part)) continue;
    const { pattern, normalizers, pretokenizers } = part;
    waiting.push(normalizers, pretokenizers);
    const known = pattern === undefined || (isRecord(pattern) && isText(pattern.Regex ?? pattern.String));
    ensure(
      known,
      "INPUT",
      () =>
        `tokenizer.json: expected a pattern with a Regex or a String; got ${jsonExcerpt(pattern, 40)}; save it again with a current transformers`,
    );
  }
}

const isText = (value: unknown): value is string => typeof value === "string";

/** The library takes ids as the file says them. */
function ensureIds(ids: ReadonlyMap<unknown, unknown>): void {
  for (const [token, id] of ids)
    ensure(
      typeof token === "string" && Number.isSafeInteger(id) && Number(id) >= 0,
      "INPUT",
      () =>
        `tokenizer.json: expected tokens with ids that are whole numbers from 0; got ${typeof id === "number" ? id : jsonExcerpt(id, 40)} for ${jsonExcerpt(token, 40)}; save it again with a current transformers`,
    );
}

/** The library looks at some stages only when it encodes, and says of a broken one what the language says. */
function ensureEncodes(tokenizer: Tokenizer): void {
  try {
    tokenizer.encode("a");
    tokenizer.encode("a", "b");
  } catch (cause) {
    if (cause instanceof StillpointError) return;
    throw new StillpointError(
      "INPUT",
      `tokenizer.json: expected stages that @huggingface/tokenizers can run; got "${cause instanceof Error ? cause.message : cause}"; save it again with a current transformers`,
      { cause },
    );
  }
}

/** The library looks for a word list's unknown token in tokenizer_config.json alone, where the Rust library writes none. */
function unknownOf({ type, unk_token: token }: Readonly<Record<string, unknown>>): { readonly unk_token?: string } {
  return type === "WordLevel" && typeof token === "string" ? { unk_token: token } : {};
}

function padIdOf(
  library: Library,
  tokenizerJson: Readonly<Record<string, unknown>>,
  config: Readonly<Record<string, unknown>>,
): number | undefined {
  const { padding } = tokenizerJson;
  if (isRecord(padding) && typeof padding.pad_id === "number") {
    ensureIds(new Map([["padding", padding.pad_id]]));
    return padding.pad_id;
  }
  const named = isRecord(config.pad_token) ? config.pad_token.content : config.pad_token;
  const names = typeof named === "string" ? [named] : PAD_NAMES;
  return names.map((name) => library.token_to_id(name)).find((id) => id !== undefined);
}
