// The stages inside tokenizer objects of @huggingface/tokenizers, @huggingface/transformers and @xenova/transformers.

import { ensure, isRecord, jsonExcerpt, StillpointError } from "@stillpoint/core";
import { charsmapRewrites, readCharsmap } from "./charsmap.ts";
import type { Normaliser, NormaliserStep } from "./normalise.ts";
import type { PostProcessor, TokenModel } from "./stages.ts";
import type { TokenizerStages } from "./tokenizer.ts";

interface NormalizerPart {
  normalize(text: string): string;
}

/** Parts as all three libraries name them. */
export interface TokenizerParts {
  readonly normalizer: NormalizerPart | null;
  readonly pre_tokenizer: { pre_tokenize(text: string, options?: { section_index?: number }): string[] } | null;
  readonly model: TokenModel;
  readonly post_processor: { post_process: PostProcessor; readonly config?: unknown } | null;
}

const hasMethod = (value: unknown, name: string): boolean =>
  value !== null &&
  (typeof value === "object" || typeof value === "function") &&
  typeof Reflect.get(value, name) === "function";

/** Throws `INPUT` unless an object has the parts of a tokenizer. */
export function partsOf(loaded: object): TokenizerParts {
  const part = (name: string): unknown => Reflect.get(loaded, name);
  const fits =
    hasMethod(part("model"), "encode") &&
    (part("normalizer") == null || hasMethod(part("normalizer"), "normalize")) &&
    (part("pre_tokenizer") == null || hasMethod(part("pre_tokenizer"), "pre_tokenize")) &&
    (part("post_processor") == null || hasMethod(part("post_processor"), "post_process"));
  if (!fits)
    throw new StillpointError(
      "INPUT",
      "tokenizer: expected one of @huggingface/transformers 3 or 4, @xenova/transformers 2.17 or @huggingface/tokenizers; got an object without its parts; pass tokenizer.json to createTokenizer",
    );
  ensureMarker(part("pre_tokenizer"));
  ensureModel(Object(part("model")));
  // Checked above: the one place where foreign classes get our types.
  return loaded as TokenizerParts;
}

/** The libraries take over what the file says of unknown and partial words, whatever it is. */
function ensureModel(model: object): void {
  const config: unknown = Reflect.get(model, "config");
  const said = (name: string): unknown => Reflect.get(model, name) ?? (isRecord(config) ? config[name] : undefined);
  const words = ["unk_token", "end_of_word_suffix", "continuing_subword_prefix", "continuing_subword_suffix"];
  const strange = words.find((name) => !["string", "undefined"].includes(typeof (said(name) ?? undefined)));
  ensure(
    strange === undefined,
    "INPUT",
    () =>
      `tokenizer.json: expected a text for ${strange}; got ${jsonExcerpt(said(strange ?? ""), 40)}; save it again with a current transformers`,
  );
  const id = said("unk_token_id") ?? 0;
  ensure(
    Number.isSafeInteger(id) && Number(id) >= 0,
    "INPUT",
    () =>
      `tokenizer.json: expected an unknown token with an id that is a whole number from 0; got ${typeof id === "number" ? id : jsonExcerpt(id, 40)}; save it again with a current transformers`,
  );
}

/** Pre-tokenizers of a part, those of a sequence one by one. */
function preTokenizersOf(part: unknown): object[] {
  if (part === null || (typeof part !== "object" && typeof part !== "function")) return [];
  const inner: unknown = Reflect.get(part, "tokenizers");
  return Array.isArray(inner) ? inner.flatMap(preTokenizersOf) : [part];
}

/**
 * Before 3.8 transformers.js goes by `add_prefix_space`, in whose place today's files say
 * `prepend_scheme` alone: the marker before a text is left out, without a word.
 */
function ensureMarker(preTokenizer: unknown): void {
  const forgets = preTokenizersOf(preTokenizer).some(
    (part) =>
      "addPrefixSpace" in part &&
      part.addPrefixSpace === undefined &&
      "prepend_scheme" in part &&
      part.prepend_scheme !== "never",
  );
  if (forgets)
    throw new StillpointError(
      "INPUT",
      "tokenizer: expected a package that reads prepend_scheme of Metaspace; got an older one, whose tokens are not Python's; use @huggingface/transformers 3.8 or later or pass tokenizer.json to createTokenizer",
    );
}

/** Post-processors of a configuration, those of a sequence one by one. */
function processorsOf(config: unknown): Readonly<Record<string, unknown>>[] {
  if (!isRecord(config)) return [];
  return config.type === "Sequence" && Array.isArray(config.processors)
    ? config.processors.flatMap(processorsOf)
    : [config];
}

/** Puts special tokens around texts. Roberta's has one segment only, which the JavaScript libraries overlook. */
function postProcessOf(processor: NonNullable<TokenizerParts["post_processor"]>): PostProcessor {
  const oneSegment = processorsOf(processor.config).some(({ type }) => type === "RobertaProcessing");
  return (tokens, pair, add) => {
    const done = processor.post_process(tokens, pair, add);
    return oneSegment ? { ...done, token_type_ids: done.tokens.map(() => 0) } : done;
  };
}

const isNormalizer = (value: unknown): value is NormalizerPart => hasMethod(value, "normalize");

/** Normalisers of a part, those of a sequence one by one. */
function normalizersOf(part: NormalizerPart): NormalizerPart[] {
  const inner: unknown = Reflect.get(part, "normalizers");
  return Array.isArray(inner) ? inner.filter(isNormalizer).flatMap(normalizersOf) : [part];
}

/** The rules of a `Precompiled` normaliser. All three libraries do NFKC and a few characters more, whatever they say. */
function rulesOf(part: NormalizerPart): NormaliserStep | undefined {
  const config: unknown = Reflect.get(part, "config");
  if (!isRecord(config) || config.type !== "Precompiled") return undefined;
  const charsmap = readCharsmap(config.precompiled_charsmap);
  return { rewrites: (text) => charsmapRewrites(charsmap, text) };
}

/** Steps of a normaliser, behind what else is done before it. Neighbours that can only be tried are one step. */
function stepsOf(first: readonly Normaliser[], normalizer: NormalizerPart | null): NormaliserStep[] {
  const steps: NormaliserStep[] = [];
  let tried = [...first];
  const closeStep = (): void => {
    const maps = tried;
    if (maps.length > 0) steps.push({ map: (text) => maps.reduce((before, map) => map(before), text) });
    tried = [];
  };
  for (const part of normalizer === null ? [] : normalizersOf(normalizer)) {
    const rules = rulesOf(part);
    if (rules === undefined) tried.push((text) => part.normalize(text));
    else {
      closeStep();
      steps.push(rules);
    }
  }
  closeStep();
  return steps;
}

/** Stages of a tokenizer object. `config` is its `tokenizer_config.json`. */
export function stagesOf(
  parts: TokenizerParts,
  config: Readonly<Record<string, unknown>>,
): Pick<TokenizerStages, "normalise" | "preTokenize" | "model" | "postProcess" | "trimsPlaces"> {
  const { normalizer, pre_tokenizer: preTokenizer, model, post_processor: postProcessor } = parts;
  const oneSpace = config.remove_space === true;
  const lower = config.do_lowercase_and_remove_accent === true;
  const plain: Normaliser = (text) => {
    const spaced = oneSpace ? text.trim().split(/\s+/).join(" ") : text;
    return lower ? spaced.toLowerCase().replace(/\p{M}/gu, "") : spaced;
  };
  return {
    normalise: stepsOf(oneSpace || lower ? [plain] : [], normalizer),
    preTokenize: preTokenizer === null ? null : (text, options) => preTokenizer.pre_tokenize(text, options),
    model,
    postProcess: postProcessor === null ? null : postProcessOf(postProcessor),
    // Hugging Face decides in the post-processor whether places leave out spaces.
    trimsPlaces: processorsOf(postProcessor?.config).some(
      ({ type, trim_offsets }) => (type === "RobertaProcessing" || type === "ByteLevel") && trim_offsets !== false,
    ),
  };
}
