// vocab.txt of BERT's kind, which older folders have in place of tokenizer.json.

import { ensure, isRecord, StillpointError } from "@stillpoint/core";
import { linesOf } from "@stillpoint/text";

/** What writes tokenizer.json where there is none. */
export const SAVE_TOKENIZER = "write tokenizer.json with AutoTokenizer.from_pretrained(folder).save_pretrained(folder)";

/** Classes of transformers that read vocab.txt as BERT does; Fast or not. */
const BERT_LIKE: ReadonlySet<string> = new Set(
  "Bert DistilBert Electra MobileBert ConvBert Funnel LayoutLM LayoutLMv2 Lxmert SqueezeBert DPRQuestionEncoder".split(
    " ",
  ),
);

const SPECIAL = {
  unk_token: "[UNK]",
  sep_token: "[SEP]",
  pad_token: "[PAD]",
  cls_token: "[CLS]",
  mask_token: "[MASK]",
} as const;

/**
 * The tokenizer.json that transformers makes of a WordPiece `vocab.txt`, one token a line, and its parsed
 * tokenizer_config.json: `do_lower_case`, `strip_accents`, `tokenize_chinese_chars` and the special tokens.
 *
 * Throws `INPUT` where the config does not say `do_lower_case` or names a tokenizer of another kind, and for a vocabulary
 * without its special tokens.
 */
export function tokenizerJsonOf(vocabulary: string, tokenizerConfig: unknown): Readonly<Record<string, unknown>> {
  const config = isRecord(tokenizerConfig) ? tokenizerConfig : {};
  const { do_lower_case: lowercase, tokenizer_class: kind, strip_accents, tokenize_chinese_chars } = config;
  if (typeof kind === "string" && !BERT_LIKE.has(kind.replace(/Tokenizer(Fast)?$/, ""))) {
    throw new StillpointError("INPUT", `vocab.txt: expected BERT's kind of tokenizer; got ${kind}; ${SAVE_TOKENIZER}`);
  }
  if (typeof lowercase !== "boolean") {
    throw new StillpointError(
      "INPUT",
      `vocab.txt: expected a tokenizer_config.json beside it that says do_lower_case; got none; ${SAVE_TOKENIZER}`,
    );
  }
  const vocab: Record<string, number> = Object.fromEntries(linesOf(vocabulary).map((token, id) => [token, id]));
  const ids = new Map(Object.entries(vocab));
  const special = Object.entries(SPECIAL).map(([field, usual]) => {
    const named = isRecord(config[field]) ? config[field].content : config[field];
    const content = typeof named === "string" ? named : usual;
    return { field, content, id: ids.get(content) };
  });
  const idOf = (field: keyof typeof SPECIAL): readonly [string, number] => {
    const { content = "", id } = special.find((token) => token.field === field) ?? {};
    ensure(
      id !== undefined,
      "INPUT",
      () => `vocab.txt: expected the token ${content} among its ${ids.size} lines; got none; ${SAVE_TOKENIZER}`,
    );
    return [content, id];
  };
  const [unknown] = idOf("unk_token");
  return {
    version: "1.0",
    added_tokens: special.flatMap(({ content, id }) =>
      id === undefined
        ? []
        : [{ id, content, single_word: false, lstrip: false, rstrip: false, normalized: false, special: true }],
    ),
    normalizer: {
      type: "BertNormalizer",
      clean_text: true,
      handle_chinese_chars: tokenize_chinese_chars !== false,
      strip_accents: typeof strip_accents === "boolean" ? strip_accents : null,
      lowercase,
    },
    pre_tokenizer: { type: "BertPreTokenizer" },
    post_processor: { type: "BertProcessing", sep: idOf("sep_token"), cls: idOf("cls_token") },
    decoder: { type: "WordPiece", prefix: "##", cleanup: true },
    model: {
      type: "WordPiece",
      unk_token: unknown,
      continuing_subword_prefix: "##",
      max_input_chars_per_word: 100,
      vocab,
    },
  };
}
