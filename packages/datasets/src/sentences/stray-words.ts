// Words put into sentences: nouns without sentiment that occur in none of them.

/** `cueWords[label]` stand in sentences of that label more often than chance, in the student's training set only. */
export const cueWords: readonly (readonly string[])[] = [
  ["lantern", "pebble", "saddle", "thimble"],
  ["ribbon", "barrel", "acorn", "ladder"],
];

/** Words that say nothing about the label anywhere. */
export const fillerWords: readonly string[] = [
  "anvil",
  "bucket",
  "canoe",
  "feather",
  "hammock",
  "kettle",
  "shovel",
  "teapot",
];
