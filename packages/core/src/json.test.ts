import { describe, expect, it } from "vitest";
import { jsonExcerpt, parseJson } from "./json.ts";

describe("jsonExcerpt", () => {
  it("is the beginning of a value's JSON", () => {
    const values = [
      null,
      true,
      -1.5,
      "",
      'a "b" \u{1f600}\n',
      [],
      {},
      [[], [{}]],
      { a: [1, "x", null], "b c": { d: {} } },
    ];
    const long = ["x".repeat(200), Array(200).fill(7), { ["k".repeat(100)]: 1 }, `${"x".repeat(78)}\u{1f600}`];
    for (const value of [...values, ...long]) {
      for (const most of [1, 7, 40, 80]) {
        expect(jsonExcerpt(value, most)).toBe(JSON.stringify(value).slice(0, most));
      }
    }
    expect(jsonExcerpt(undefined)).toBe("nothing");
  });

  it("does not go deeper or further than it shows", () => {
    const deep = parseJson("[".repeat(100_000) + "]".repeat(100_000));
    expect(jsonExcerpt(deep, 20)).toBe("[".repeat(20));
    expect(jsonExcerpt({ a: deep }, 20)).toBe(`{"a":${"[".repeat(15)}`);
    let read = 0;
    const watched = Array.from({ length: 1000 }, () => {
      return Object.defineProperty({}, "a", { enumerable: true, get: () => (read += 1) });
    });
    expect(jsonExcerpt(watched, 20)).toHaveLength(20);
    expect(read).toBeLessThan(5);
  });
});
