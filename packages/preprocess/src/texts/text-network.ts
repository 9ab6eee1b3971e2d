// What a user's text network takes: its token inputs, its window, its tokenizer.

import { batchRank, type Dim, embeddingSum, type Graph, wordTable } from "@stillpoint/autodiff";
import { StillpointError } from "@stillpoint/core";
import type { Encoding, TokenInputs } from "@stillpoint/text";
import type { Tokenizer } from "@stillpoint/tokenizer";
import type { FittedNetwork } from "../fitted-samples.ts";
import type { LongTexts } from "./long-texts.ts";

/** How texts are fitted to a network, whatever they are. */
export interface TextOptions {
  /** The network's own. */
  readonly tokenizer: Tokenizer;
  /** Most tokens the model's config allows; see `longestByConfig`. */
  readonly longest?: number | undefined;
  /** Tokens of a text, for networks that take any number. */
  readonly window?: number | undefined;
  /** Whether texts longer than the window are refused, the default, measured in pieces, or left out and counted. */
  readonly long?: LongTexts | undefined;
  /** Only the first so many. */
  readonly samples?: number | undefined;
  /** Whether an entry that cannot be read is an error even where at most one in ten is; else they are left out. */
  readonly strict?: boolean | undefined;
}

export interface TextNetwork {
  readonly tokenizer: Tokenizer;
  readonly inputs: TokenInputs;
  /** Rows of its word embeddings; undefined where they are computed. */
  readonly words: number | undefined;
  /** Tokens, padding included, that every text must have; undefined where it takes any number. */
  readonly fixed: number | undefined;
  /** Most tokens of a text that network and tokenizer take, special ones included; undefined where neither says. */
  readonly longest: number | undefined;
  /** Most tokens of a text by the network's positions, whatever its tokenizer says; undefined where its config says none. */
  readonly positions: number | undefined;
  /** The embedding sum. */
  readonly from: string;
}

const NAMES = { ids: "input_ids", attention: "attention_mask", types: "token_type_ids" } as const;

/** What the network says of its texts. Throws `MODEL` or `LAYER`. */
export function textNetwork({ graph, name }: FittedNetwork, { tokenizer, longest }: TextOptions): TextNetwork {
  const inputs = tokenInputsOf(graph, name);
  const length = tokensOf(graph.inputs.find((port) => port.name === NAMES.ids)?.dims ?? []);
  const fixed = typeof length === "number" ? length : undefined;
  const known = [fixed ?? longest, tokenizer.longest].filter((tokens) => tokens !== undefined);
  return {
    tokenizer,
    inputs,
    words: wordTable(graph, NAMES.ids)?.dims[0],
    fixed,
    longest: known.length > 0 ? Math.min(...known) : undefined,
    positions: longest,
    from: embeddingSum(graph),
  };
}

function tokenInputsOf({ inputs }: Graph, network: string): TokenInputs {
  const names: readonly string[] = Object.values(NAMES);
  const present = new Set(inputs.map(({ name }) => name));
  const strange = [...present].filter((name) => !names.includes(name));
  if (!present.has(NAMES.ids) || strange.length > 0) {
    throw new StillpointError(
      "MODEL",
      `network ${network}: expected inputs among ${names.join(", ")}, the first of them required; got ${[...present].join(", ") || "none"}; check --modality or export it with these names`,
    );
  }
  return {
    ids: NAMES.ids,
    ...(present.has(NAMES.attention) ? { attention: NAMES.attention } : {}),
    ...(present.has(NAMES.types) ? { types: NAMES.types } : {}),
  };
}

/** The axis of token ids that is not the batch: `[b, L]`, or `[L, b]` where the sequence comes first. */
function tokensOf([first, second]: readonly Dim[]): Dim | undefined {
  if (first === 1 && batchRank(second) > 0) return second;
  const batchLast = second === 1 || batchRank(second) < batchRank(first);
  return batchLast ? first : second;
}

/** Throws `INPUT` for a token the network has no embedding for: the tokenizer is another network's. */
export function checkTokens(
  subject: string,
  { tokens }: Encoding,
  { words = Number.POSITIVE_INFINITY }: TextNetwork,
): void {
  const strange = tokens.find(({ id }) => !(id >= 0 && id < words));
  if (strange === undefined) return;
  throw new StillpointError(
    "INPUT",
    `${subject}: expected tokens below ${words}, the rows of the network's word embeddings; got ${strange.id} for "${strange.text}"; pass the network's own tokenizer with --tokenizer`,
  );
}
