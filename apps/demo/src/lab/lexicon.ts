// Words with a sentiment, part of the page: AFINN, as npm's sentiment 5.0.2 brings it.

/** JSON, fetched when the first sentence is fitted. */
export async function lexicon(): Promise<string> {
  const { default: text } = await import("sentiment/languages/en/labels.json?raw");
  return text;
}
