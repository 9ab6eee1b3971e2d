export { createTokenizer, type TokenizerFiles } from "./create-tokenizer.ts";
export type { EncodeOptions, Tokenizer } from "./tokenizer.ts";
