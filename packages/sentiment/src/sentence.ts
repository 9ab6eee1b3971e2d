// Labelled sentences before they are tokenized.

export interface Sentence {
  readonly id: string;
  readonly text: string;
  /** 0 negative, 1 positive. */
  readonly label: 0 | 1;
}
