// What a user's text network takes: its token inputs, its window, its tokenizer.

import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { embeddingSum, type Graph } from "@stillpoint/autodiff";
import { StillpointError } from "@stillpoint/core";
import type { Encoding, TokenInputs } from "@stillpoint/text";
import { createTokenizer, longestByConfig, type Tokenizer } from "@stillpoint/tokenizer";
import type { OwnNetwork } from "../analyze/own-data.ts";
import { parseJson } from "../storage/json.ts";
import { folderWith } from "./model-folder.ts";

export interface TextNetwork {
  readonly tokenizer: Tokenizer;
  readonly inputs: TokenInputs;
  /** Rows of its word embeddings; undefined where they are computed. */
  readonly words: number | undefined;
  /** Tokens, padding included, that every text must have; undefined where it takes any number. */
  readonly fixed: number | undefined;
  /** Most tokens of a text that network and tokenizer take, special ones included; undefined where neither says. */
  readonly longest: number | undefined;
  /** The embedding sum. */
  readonly from: string;
}

const NAMES = { ids: "input_ids", attention: "attention_mask", types: "token_type_ids" } as const;

/** Reads network and tokenizer. Throws `MODEL`, `LAYER`, `USAGE` or `INPUT`. */
export function textNetwork(network: OwnNetwork, tokenizerPath: string | undefined): TextNetwork {
  const { graph, file } = network;
  const inputs = tokenInputsOf(graph, file);
  const length = graph.inputs.find(({ name }) => name === NAMES.ids)?.dims?.[1];
  const fixed = typeof length === "number" ? length : undefined;
  const tokenizer = loadTokenizerFiles(tokenizerPath ?? folderWith(file, "tokenizer.json"), file);
  const known = [fixed ?? longestOf(file), tokenizer.longest].filter((tokens) => tokens !== undefined);
  return {
    tokenizer,
    inputs,
    words: wordsOfTable(graph),
    fixed,
    longest: known.length > 0 ? Math.min(...known) : undefined,
    from: embeddingSum(graph),
  };
}

function tokenInputsOf({ inputs }: Graph, file: string): TokenInputs {
  const names: readonly string[] = Object.values(NAMES);
  const present = new Set(inputs.map(({ name }) => name));
  const strange = [...present].filter((name) => !names.includes(name));
  if (!present.has(NAMES.ids) || strange.length > 0) {
    throw new StillpointError(
      "MODEL",
      `network ${file}: expected inputs among ${names.join(", ")}, the first of them required; got ${[...present].join(", ") || "none"}; check --modality or export it with these names`,
    );
  }
  return {
    ids: NAMES.ids,
    ...(present.has(NAMES.attention) ? { attention: NAMES.attention } : {}),
    ...(present.has(NAMES.types) ? { types: NAMES.types } : {}),
  };
}

function wordsOfTable({ nodes, initializers }: Graph): number | undefined {
  const lookup = nodes.find(({ op, inputs }) => op === "Gather" && inputs[1] === NAMES.ids);
  return initializers.get(lookup?.inputs[0] ?? "")?.dims[0];
}

/** Throws `INPUT` for a token the network has no embedding for: the tokenizer is another network's. */
export function checkTokens(
  subject: string,
  { tokens }: Encoding,
  { words = Number.POSITIVE_INFINITY }: TextNetwork,
): void {
  const strange = tokens.find(({ id }) => !(id < words));
  if (strange === undefined) return;
  throw new StillpointError(
    "INPUT",
    `${subject}: expected tokens below ${words}, the rows of the network's word embeddings; got ${strange.id} for "${strange.text}"; pass the network's own tokenizer with --tokenizer`,
  );
}

function loadTokenizerFiles(path: string | undefined, file: string): Tokenizer {
  if (path === undefined) {
    throw new StillpointError(
      "USAGE",
      `tokenizer: expected tokenizer.json beside ${file}; got none; pass --tokenizer with the file or its folder`,
    );
  }
  const isFolder = existsSync(path) && statSync(path).isDirectory();
  const main = isFolder ? join(path, "tokenizer.json") : path;
  const config = main.replace(/tokenizer\.json$/, "tokenizer_config.json");
  const tokenizerJson = readJson(main);
  try {
    return createTokenizer(
      config !== main && existsSync(config) ? { tokenizerJson, tokenizerConfig: readJson(config) } : { tokenizerJson },
    );
  } catch (cause) {
    if (!(cause instanceof StillpointError)) throw cause;
    throw new StillpointError(cause.code, `tokenizer ${main}: ${cause.message}`, { cause });
  }
}

function readJson(path: string): unknown {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new StillpointError(
      "INPUT",
      `tokenizer ${path}: expected a readable file; got ${reason}; check --tokenizer`,
      {
        cause,
      },
    );
  }
  const value = parseJson(text);
  if (value !== undefined) return value;
  throw new StillpointError("INPUT", `tokenizer ${path}: expected JSON; got something else; download it again`);
}

/** What the config beside the network says. */
function longestOf(file: string): number | undefined {
  const folder = folderWith(file, "config.json");
  return folder === undefined ? undefined : longestByConfig(readJson(join(folder, "config.json")));
}
