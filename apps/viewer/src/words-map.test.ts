import { describe, expect, it } from "vitest";
import type { WordsView } from "./view.ts";
import { wordsMap } from "./words-map.ts";

const TEXTS = ['Is <b>it</b> "good" & cheap?\n\t  don\'t…', "שלום, עולם! 👩‍🚀 a\u0301", ""];

/** Every run of letters is a unit, all else is not. */
function layout(texts: readonly string[]): { words: WordsView; count: number } {
  let count = 0;
  const blocks = texts.map((text) => ({
    segments: text
      .split(/([\p{L}\p{M}]+)/u)
      .map((piece, index) => ({ text: piece, unit: index % 2 === 1 ? count++ : null })),
  }));
  return { words: { kind: "words", blocks }, count };
}

/** What a browser shows of the markup. */
function shown(html: string): string[] {
  const entities: Readonly<Record<string, string>> = { lt: "<", gt: ">", quot: '"', "#39": "'", amp: "&" };
  return [...html.matchAll(/<p class="text" dir="auto">(.*?)<\/p>/gs)].map(([, inner = ""]) =>
    inner.replace(/<[^>]*>/g, "").replace(/&([a-z0-9#]+);/g, (_, name: string) => entities[name] ?? "?"),
  );
}

const { words, count } = layout(TEXTS);
const shares = Array.from({ length: count }, (_, unit) => unit / (count - 1));
const map = { role: "scratch", seed: 0, step: 0, entropies: shares, points: [1] };

describe("wordsMap", () => {
  it("keeps every text to the character, markup, white space and any script included", () => {
    expect(shown(wordsMap(words, {}, map, shares, "map"))).toEqual(TEXTS);
  });

  it("marks each unit once, and makes one word of the map reachable by the tab key", () => {
    const html = wordsMap(words, {}, map, shares, "map");
    expect([...html.matchAll(/data-unit="(\d+)"/g)].map(([, unit]) => Number(unit))).toEqual([...shares.keys()]);
    expect(html.match(/tabindex="0"/g)).toHaveLength(1);
  });

  it("tells foreground, part and knowledge point by more than colour", () => {
    const marks = { regions: `fb${"b".repeat(count - 2)}`, parts: [null, "stray"] };
    const html = wordsMap(words, marks, map, shares, "map");
    expect(html.match(/class="word object"/g)).toHaveLength(1);
    expect(html.match(/class="word part point"/g)).toHaveLength(1);
  });

  it("leaves a word without a number uncoloured in the page's ink", () => {
    const html = wordsMap(
      words,
      {},
      map,
      shares.map(() => null),
      "map",
    );
    expect(html).toContain("background:transparent;color:inherit");
  });

  it("names its texts without headings, which belong to the page around it", () => {
    const named = { kind: "words", blocks: [{ title: "a <context>", segments: [] }] } as const;
    const html = wordsMap(named, {}, map, shares, "map");
    expect(html).toContain("a &lt;context&gt;</p>");
    expect(html).not.toMatch(/<h[1-6]/);
  });
});
