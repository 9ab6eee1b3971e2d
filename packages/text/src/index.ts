export * from "./align.ts";
export * from "./segments.ts";
export * from "./sentences.ts";
export * from "./spans.ts";
export * from "./token.ts";
export * from "./word-units.ts";
export * from "./words.ts";
