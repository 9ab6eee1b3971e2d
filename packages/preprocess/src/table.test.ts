import { describe, expect, it } from "vitest";
import { columnOf, readTable } from "./table.ts";

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
    expect(readTable({ place: "a.csv", text: "" })).toEqual({ headings: [], rows: [] });
  });

  it("has a column by its likeliest name, wherever that stands", () => {
    const known = new Set(["file", "path", "id"]);
    expect(columnOf(["id", "text", "file"], known)).toBe(2);
    expect(columnOf(["text"], known)).toBe(-1);
    expect(columnOf([], known)).toBe(-1);
  });
});
