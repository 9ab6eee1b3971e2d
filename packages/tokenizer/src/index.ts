export { createTokenizer, type TokenizerFiles } from "./create-tokenizer.ts";
export { type LoadedTokenizer, loadTokenizer } from "./load-tokenizer.ts";
export * from "./model-folder.ts";
export type { EncodeOptions, Tokenizer } from "./tokenizer.ts";
export { PYTHON_ONLY, type TokenizerFolder, tokenizerSource } from "./tokenizer-source.ts";
export { tokenizerJsonOf } from "./vocabulary-file.ts";
