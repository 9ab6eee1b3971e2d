// The word pieces that all embedded text networks share.

/** Number of pieces in `data/vocabulary/tokenizer.json`; the networks' embedding tables have one row for each. */
export const VOCABULARY_SIZE = 2048;
