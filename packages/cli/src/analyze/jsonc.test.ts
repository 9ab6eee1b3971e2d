import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseJsonc } from "./jsonc.ts";

describe("parseJsonc", () => {
  it("reads any JSON as JSON.parse does", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(0, 2), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        expect(parseJsonc(text)).toEqual(JSON.parse(text));
      }),
      { seed: 1 },
    );
  });

  it("passes over comments and commas at ends, not over what looks like them in a text", () => {
    const text = `\uFEFF// first\n{ "a//b": "/* no */", /* two\nlines */ "c": [1, 2, // three\n ], "d": ",]", }`;
    expect(parseJsonc(text)).toEqual({ "a//b": "/* no */", c: [1, 2], d: ",]" });
  });

  it.each([
    ["a name given twice", '{ "a": 1, "b": { "a": 2 }, "a": 3 }', /"a" twice/],
    ["two commas", "[1,,]", /JSON/],
    ["a comma alone", "[,]", /JSON/],
    ["an open comment", "[1] /* ", /JSON/],
    ["an open string", '["a', /JSON/],
  ])("refuses %s", (_, text, message) => expect(() => parseJsonc(text)).toThrow(message));

  it("takes the same name in another object", () => {
    expect(parseJsonc('[{ "a": 1 }, { "a": 2 }]')).toEqual([{ a: 1 }, { a: 2 }]);
  });
});
