import { describe, expect, it } from "vitest";
import { syntheticInput } from "../../../packages/report/fixtures/synthetic-report.ts";
import { type ComparableNumber, comparable, comparableText } from "./comparable.ts";
import { changeSentence, changes, sideBySide } from "./side-by-side.ts";

const raw = JSON.parse(JSON.stringify({ ...syntheticInput(), schema: "stillpoint.report/1" }));
const own = comparable(raw)!;
const words = (html: string): string => html.replace(/<[^>]*>/g, " ").replaceAll(/\s+/g, " ");
const number = (mean: number | null, verdict?: ComparableNumber["verdict"]): ComparableNumber => ({
  key: "k",
  title: "K",
  digits: 1,
  difference: { mean, low: mean === null ? null : mean - 1, high: mean === null ? null : mean + 1 },
  ...(verdict ? { verdict } : {}),
});

describe("comparableText", () => {
  it("reads the same from JSON and from a page", () => {
    const page = `<script type="application/json" id="stillpoint-data">${JSON.stringify({ report: raw, pictures: [] }).replaceAll("<", "\\u003c")}</script>`;
    expect(comparableText(JSON.stringify(raw))).toEqual(own);
    expect(comparableText(page)).toEqual(own);
    expect(own.tasks).toHaveLength(raw.tasks.length);
  });

  it("takes nothing for a report that is none, and no number on trust", () => {
    for (const text of [
      "",
      "{}",
      "[]",
      "null",
      '{"tasks":4}',
      '{"tasks":[4]}',
      "<html>",
      '{"tasks":[{"id":1,"layer":"a"}]}',
    ])
      expect(comparableText(text)).toBeUndefined();
    const odd = {
      tasks: [
        {
          id: "a",
          layer: "b",
          hypotheses: [{ id: "H3.stability", verdict: "<b>", difference: { mean: "<i>", low: Infinity } }, null],
          parts: { __proto__: null, "<u>": 3 },
        },
      ],
      names: { a: "<s>" },
    };
    const read = comparable(odd)!;
    expect(read.tasks[0]?.numbers).toContainEqual(
      expect.objectContaining({ key: "H3.stability", difference: { mean: null, low: null, high: null } }),
    );
    expect(sideBySide(own, read, "<img>")).not.toMatch(/<(img|s|u|i>)[ >]/);
  });
});

describe("changes", () => {
  it("tells verdicts, signs and intervals that changed, and nothing where nothing did", () => {
    expect(changes(number(2, "supported"), number(2, "supported"))).toEqual([]);
    expect(changes(number(2, "supported"), number(2.1, "supported"))).toEqual([]);
    expect(changes(number(2, "supported"), number(-2, "withheld"))).toEqual([
      "supported → withheld",
      "the sign turned",
      "the intervals lie apart",
    ]);
    expect(changes(number(null), number(1))).toEqual(["now defined"]);
    expect(changes(number(1), number(null))).toEqual(["no longer defined"]);
  });
});

describe("sideBySide", () => {
  it("changes nothing beside itself", () => {
    const html = sideBySide(own, own, "again.json");
    expect(html).not.toContain('class="changed"');
    expect(words(html)).toContain("Both were made alike");
    expect(changeSentence(own, own)).toContain(
      `${own.tasks.length} layers are in both. Of ${6 * own.tasks.length} verdicts 0 changed`,
    );
  });

  it("shows every cell of both, tasks of one alone, and what was made otherwise", () => {
    const [first, ...rest] = raw.tasks;
    const other = comparable({
      ...raw,
      seeds: [0],
      tasks: [...rest, { ...first, id: "new@x", layer: "x" }],
    })!;
    const text = words(sideBySide(own, other, "b.json"));
    expect(text).toContain("only in A");
    expect(text).toContain("only in B");
    expect(text).toMatch(/Seeds 0, 1, 2 0/);
    expect(changeSentence(own, other)).toContain("2 in one only");
    expect(changeSentence(own, { tasks: [], seeds: [] })).toBe("The two reports have no layer in common.");
  });
});
