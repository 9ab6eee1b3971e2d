import { describe, expect, it } from "vitest";
import { z } from "zod";
import { type Misfit, misfitOf } from "./misfit.ts";
import { parseReport } from "./report-schema.ts";

function misfit(schema: z.ZodType, value: unknown): Misfit | undefined {
  const [issue] = schema.safeParse(value).error?.issues ?? [];
  return issue && misfitOf(issue, value);
}

describe("a value that does not fit is told in plain words", () => {
  it.each([
    [z.literal("a/1"), undefined, "a/1", "nothing"],
    [z.literal("a/1"), "a/2", "a/1", '"a/2"'],
    [z.array(z.int()), "x", "a list", '"x"'],
    [z.tuple([z.int(), z.int()]), {}, "a list", "{}"],
    [z.object({}), null, "an object", "null"],
    [z.record(z.string(), z.string()), 1, "an object", "1"],
    [z.string(), 5, "a text", "5"],
    [z.number(), "5", "a number", '"5"'],
    [z.number(), Number.NaN, "a number", "NaN"],
    [z.int(), 1.5, "a whole number", "1.5"],
    [z.boolean(), 0, "true or false", "0"],
    [z.enum(["a", "b"]), "c", "one of a, b", '"c"'],
    [z.int().min(1), 0, "at least 1", "0"],
    [z.number().positive(), -1, "more than 0", "-1"],
    [z.int().max(3), 4, "at most 3", "4"],
    [z.array(z.int()).min(1), [], "at least 1 entry", "[]"],
    [z.array(z.int()).max(2), [1, 2, 3], "at most 2 entries", "[1,2,3]"],
    [z.string().min(1), "", "at least 1 character", '""'],
    [z.string().regex(/^a$/, "the letter a"), "b", "the letter a", '"b"'],
    [z.string().regex(/^a$/), "b", "another form", '"b"'],
    [z.number({ error: "expected a share" }), "b", "a share", '"b"'],
    [z.union([z.string(), z.array(z.string())]), 5, "one of a text, a list", "5"],
    [z.union([z.string(), z.array(z.string())]), [5], "one of a text, a text at 0", "[5]"],
    [z.strictObject({}), { a: 1 }, "no a", '{"a":1}'],
  ])("%#: %o", (schema, value, expected, got) => {
    expect(misfit(schema, value)).toEqual({ place: "", expected, got });
  });

  it("names the place, and the forms that a field tells apart", () => {
    const form = z.discriminatedUnion("kind", [
      z.object({ kind: z.literal("grid") }),
      z.object({ kind: z.literal("words") }),
    ]);
    expect(misfit(z.object({ all: z.array(form) }), { all: [{ kind: "points" }] })).toEqual({
      place: "all.0.kind",
      expected: "one of grid, words",
      got: '"points"',
    });
  });

  it("and a report by its file and place, without a word of the checker's own", () => {
    for (const [text, message] of [
      ["{}", "report.json, schema: expected stillpoint.report/1; got nothing; make it with this version"],
      ["[]", "report.json: expected an object; got []; make it"],
      [
        '{"schema": "stillpoint.report/1", "seeds": ["a"], "tasks": []}',
        'report.json, seeds.0: expected a number; got "a"; make it',
      ],
    ] as const) {
      expect(() => parseReport(text)).toThrow(message);
      expect(() => parseReport(text)).not.toThrow(/Invalid|received/);
    }
  });
});
