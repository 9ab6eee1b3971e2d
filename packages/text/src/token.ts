// Sub-words as a network takes them, each with its place in the text it came from.

/** One sub-word. `text.slice(start, end)` is what it came from, counted in UTF-16 code units of its own text. */
export interface Token {
  readonly id: number;
  /** As the vocabulary writes it, such as `##ing` or `Ġthe`. */
  readonly text: string;
  /** 0 first text, 1 second text; -1 special token or padding, whose `start` and `end` are 0. */
  readonly source: -1 | 0 | 1;
  readonly start: number;
  readonly end: number;
}

/** A text, or a pair of texts, as tokens: `[L]` each. */
export interface Encoding {
  readonly tokens: readonly Token[];
  /** 1 for tokens the network reads, 0 for padding. */
  readonly attention: readonly number[];
  /** Segment of each token: 0 or 1. */
  readonly types: readonly number[];
}
