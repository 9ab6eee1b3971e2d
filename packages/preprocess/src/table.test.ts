import { describe, expect, it } from "vitest";
import { columnOf, onlyColumn, readTable } from "./table.ts";

describe("a table", () => {
  it("has headings in small letters, and rows with the lines they begin on", () => {
    const text = '\ufeffFile, Label \r\n"a, b.png","two\r\nlines"\r\n\r\n , \nc.png,cat';
    const { headings, rows } = readTable({ place: "a.csv", text });
    expect(headings).toEqual(["file", "label"]);
    expect(rows.map(({ line }) => line)).toEqual([1, 2, 6]);
    expect(rows.at(-1)?.cells).toEqual(["c.png", "cat"]);
    expect(rows[1]?.cells).toEqual(["a, b.png", "two\r\nlines"]);
  });

  it("is separated by tabs where its name says so, and may be empty", () => {
    expect(readTable({ place: "A.TSV", text: "text\tlabel\na, b\t1\n" }).rows[1]?.cells).toEqual(["a, b", "1"]);
    expect(readTable({ place: "a.tsv", text: 'a\t"b\r\n"c\td"\n' }).rows.map(({ cells }) => cells)).toEqual([
      ["a", '"b'],
      ['"c', 'd"'],
    ]);
    expect(readTable({ place: "a.csv", text: "" })).toEqual({ headings: [], rows: [] });
  });

  it.each([
    ["does not close", 'a,b\n"c,d\ne,f\n', 2],
    ["closes before its cell ends", 'a,b\n"c"d,e\n', 2],
    ["closes on another line before its cell ends", 'a\n1\n"b\nc"d\n', 3],
  ])("is refused where a quote %s", (_, text, line) =>
    expect(() => readTable({ place: "a.csv", text })).toThrow(
      new RegExp(`^a\\.csv:${line}: expected cells whole in quotes`),
    ),
  );

  it.each([
    ["quotes within plain cells", 'a 5" pipe,b"c\n', [['a 5" pipe', 'b"c']]],
    [
      "doubled quotes, empty cells and lines in quotes",
      '"say ""so""",,"x\ny"\n,"",z',
      [
        ['say "so"', "", "x\ny"],
        ["", "", "z"],
      ],
    ],
  ])("has %s", (_, text, rows) =>
    expect(readTable({ place: "a.csv", text }).rows.map(({ cells }) => cells)).toEqual(rows),
  );

  it("has one column of a kind, or is refused", () => {
    expect(onlyColumn(["a", "mask"], new Set(["mask", "regions"]), "m.csv")).toBe(1);
    expect(onlyColumn(["a"], new Set(["mask"]), "m.csv")).toBe(-1);
    expect(() => onlyColumn(["mask", "regions"], new Set(["mask", "regions"]), "m.csv")).toThrow(
      /^m\.csv: expected one column of mask, regions; got "mask, regions"; rename the others$/,
    );
  });

  it("has a column by its likeliest name, wherever that stands", () => {
    const known = new Set(["file", "path", "id"]);
    expect(columnOf(["id", "text", "file"], known)).toBe(2);
    expect(columnOf(["text"], known)).toBe(-1);
    expect(columnOf([], known)).toBe(-1);
  });
});
