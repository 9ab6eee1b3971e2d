// Which files of a Hugging Face model folder make a network, decided from their names and texts alone.

import { ensure, isRecord, jsonExcerpt, StillpointError } from "@stillpoint/core";
import { jsonAt } from "@stillpoint/text";
import { tokenizerSource } from "./tokenizer-source.ts";

export interface ModelFolder {
  /** Path of the network inside the folder. */
  readonly model: string;
  /** The parsed `tokenizer.json`, or what its `vocab.txt` says, and, where there is one, `tokenizer_config.json`: what `createTokenizer` takes. */
  readonly tokenizerJson: unknown;
  readonly tokenizerConfig?: unknown;
  /** `model_type` of config.json, such as `distilbert`; absent where it says none. */
  readonly modelType?: string;
  /** Most tokens by config.json, see `longestByConfig`; absent where it says none. */
  readonly longest?: number;
  /** Classes in order, from `id2label`; empty where there are none. */
  readonly labels: readonly string[];
}

/** Endings transformers.js and optimum give files of less than 32 bits, as in `model_q4f16.onnx`. */
const REDUCED = /_(quantized|int8|uint8|q4|q4f16|q8|bnb4|fp16|float16|q2|q2f16|q1|q1f16)$/i;

/** Whether a file's name says that its weights are of fewer than 32 bits. */
export function isReduced(path: string): boolean {
  return REDUCED.test(path.replace(/\.onnx$/i, "")) || /(^|[_./-])(quant(ized)?|int8|uint8|fp16)([_.-]|$)/i.test(path);
}

/** Endings of half precision, whose weights are those of the network but for their last digits. */
const HALF = /_(fp16|float16)$/i;

/** Whether a file's name says that its weights are of 16 bits and no fewer. */
function isHalf(path: string): boolean {
  return HALF.test(path.replace(/\.onnx$/i, "")) && !isReduced(path.replace(/_(fp16|float16)(?=\.onnx$)/i, ""));
}

/** Model types that count positions from the padding token's id on, so that these rows of their table are never used. */
const OFFSET_POSITIONS: ReadonlySet<string> = new Set(
  (
    "camembert data2vec-text esm ibert layoutlmv3 lilt longformer luke mpnet roberta roberta-prelayernorm xlm-roberta " +
    "xlm-roberta-xl xmod"
  ).split(" "),
);

/**
 * Most tokens of a text, special ones included, by a parsed config.json: its `max_position_embeddings`, less
 * `pad_token_id` + 1 (of 1 where it says none) for RoBERTa and its kin, whose 514 rows take 512 tokens. Undefined where
 * it says none. Throws `INPUT` for a number that leaves no position.
 */
export function longestByConfig(config: unknown): number | undefined {
  if (!isRecord(config) || typeof config.max_position_embeddings !== "number") return undefined;
  const { max_position_embeddings: rows, model_type: type, pad_token_id: padId } = config;
  const offset = typeof type === "string" && OFFSET_POSITIONS.has(type);
  const longest = offset ? rows - (typeof padId === "number" ? padId : 1) - 1 : rows;
  ensure(
    Number.isSafeInteger(longest) && longest > 0,
    "INPUT",
    () =>
      `config.json: expected a whole max_position_embeddings that leaves at least one position; got ${rows}${offset ? ` and a padding token ${padId ?? 1}` : ""}; mend the file`,
  );
  return longest;
}

/**
 * The fp32 network of a folder and what belongs to it. `files` are all paths inside the folder, with `/`; `textOf`
 * gives a file's text. `model` names another file than `onnx/model.onnx` (or `model.onnx` at the top).
 *
 * Throws `INPUT` for a missing file, by name; for a quantised one, with the name of the fp32 file to use, because
 * gradients through rounded weights are not the network's; for one of half precision beside that file; and for files that
 * are not JSON. Half precision alone is taken: it is measured in float32.
 */
export function readModelFolder(
  files: readonly string[],
  textOf: (path: string) => string,
  model?: string,
): ModelFolder {
  const json = (path: string): unknown => {
    ensure(
      files.includes(path),
      "INPUT",
      () => `model folder: expected ${path}; got ${listed(files)}; download the whole folder`,
    );
    return jsonAt(textOf(path), path);
  };
  const config = json("config.json");
  const tokenizer = tokenizerSource({ files, json, text: textOf });
  const longest = longestByConfig(config);
  const modelType = isRecord(config) ? config.model_type : undefined;
  return {
    model: networkIn(files, model),
    ...tokenizer,
    ...(typeof modelType === "string" ? { modelType } : {}),
    ...(longest === undefined ? {} : { longest }),
    labels: labelsByConfig(config),
  };
}

/** Classes in order of the network's outputs by a parsed config.json, from `id2label`; empty where there are none. */
export function labelsByConfig(config: unknown): readonly string[] {
  const labels = isRecord(config) && isRecord(config.id2label) ? config.id2label : {};
  return Object.entries(labels)
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([, name]) => (typeof name === "string" ? name : jsonExcerpt(name)));
}

/**
 * The fp32 network among the files of a folder, `asked` or `onnx/model.onnx` or `model.onnx`, whatever else is there.
 * Throws `INPUT` for none and for a quantised one, as `readModelFolder` does.
 */
export function networkIn(files: readonly string[], asked?: string): string {
  const networks = files.filter((path) => path.toLowerCase().endsWith(".onnx"));
  const full = ["onnx/model.onnx", "model.onnx"].find((path) => networks.includes(path));
  const half = ["onnx/model_fp16.onnx", "model_fp16.onnx"].find((path) => networks.includes(path));
  const chosen = asked ?? full ?? half;
  if (chosen === undefined) {
    const reduced = networks.find(isReduced);
    throw new StillpointError(
      "INPUT",
      reduced === undefined
        ? `model folder: expected onnx/model.onnx; got ${listed(networks)}; export the network with optimum-cli or name its file`
        : `${reduced}: expected 32-bit weights; got a quantised file; download ${fullNameOf(reduced)} beside it`,
    );
  }
  ensure(
    networks.includes(chosen),
    "INPUT",
    () => `model folder: expected ${chosen}; got ${listed(networks)}; name one of these`,
  );
  ensure(
    !isReduced(chosen) || (isHalf(chosen) && !networks.includes(fullNameOf(chosen))),
    "INPUT",
    () =>
      `${chosen}: expected 32-bit weights; got a quantised file; use ${fullNameOf(chosen)} ${networks.includes(fullNameOf(chosen)) ? "beside it" : "of the same model"}`,
  );
  return chosen;
}

/** `onnx/model_int8.onnx` to `onnx/model.onnx`. */
function fullNameOf(path: string): string {
  const full = path.replace(/\.onnx$/i, "").replace(REDUCED, "");
  return isReduced(full) ? `${path.slice(0, path.lastIndexOf("/") + 1)}model.onnx` : `${full}.onnx`;
}

const listed = (paths: readonly string[]): string => (paths.length === 0 ? "none" : paths.slice(0, 8).join(", "));
