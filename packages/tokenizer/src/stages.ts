// The stages of a tokenizer, as tokenizers.js and both transformers.js packages have them.

/** Cuts a normalised text into pieces, each tokenized by itself. */
export type PreTokenizer = (text: string, options?: { section_index?: number }) => string[];

/** The part with the vocabulary. */
export interface TokenModel {
  /** Sub-words of pre-tokens, unknown ones not yet fused. */
  encode(tokens: string[]): string[];
  readonly tokens_to_ids: ReadonlyMap<string, number>;
  readonly unk_token?: string | undefined;
  readonly unk_token_id?: number | undefined;
  readonly end_of_word_suffix?: string | undefined;
  readonly fuse_unk?: boolean | undefined;
  readonly config?: {
    readonly continuing_subword_prefix?: string | null | undefined;
    readonly continuing_subword_suffix?: string | null | undefined;
  };
}

/** Puts special tokens around one or two texts. */
export type PostProcessor = (
  tokens: string[],
  pair: string[] | null,
  addSpecialTokens: boolean,
) => {
  readonly tokens: string[];
  readonly tokens_pair?: string[] | null;
  readonly token_type_ids?: number[];
};
