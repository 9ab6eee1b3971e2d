import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type CachedLogits, cachedLogits } from "./cached-logits.ts";
import { npyTable, readNpyArray } from "./npy-array.ts";
import { readTable } from "./read-table.ts";

const folder = new URL("../../fixtures/tables/", import.meta.url);
const bytesOf = (name: string): Uint8Array => new Uint8Array(readFileSync(new URL(name, folder)));
const expected: {
  readonly logits: readonly number[];
  readonly half: readonly number[];
  readonly labels: readonly number[];
  readonly ids: readonly string[];
  readonly classes: readonly string[];
} = JSON.parse(readFileSync(new URL("expected.json", folder), "utf8"));

function cached(name: string): CachedLogits {
  return cachedLogits(readTable(bytesOf(name), name));
}

function numbers(name: string): readonly number[] {
  const { values } = readNpyArray(bytesOf(name), name);
  return "numbers" in values ? Array.from(values.numbers) : [];
}

function texts(name: string): readonly string[] {
  const { values } = readNpyArray(bytesOf(name), name);
  return "texts" in values ? values.texts : [];
}

describe("readTable", () => {
  it("reads one table alike from all that pandas, pyarrow and numpy write by default, ids and labels with it", () => {
    const files = [
      ...["names.csv", "numbered.csv", "tabs.tsv", "stored.npz", "compressed.npz", "pandas.parquet", "names.parquet"],
      ...["index.parquet", "second-pages.parquet", "plain.parquet", "gzip.parquet", "required.parquet"],
    ];
    for (const name of files) {
      const { values, ids, labels, classes } = cached(name);
      expect({ name, classes, ids, labels: Array.from(labels ?? []) }).toEqual({
        name,
        classes: 4,
        ids: expected.ids,
        labels: expected.labels,
      });
      for (const [k, value] of values.entries()) expect(value).toBeCloseTo(expected.logits[k] ?? Number.NaN, 6);
    }
  });

  it("reads lists of logits, whole numbers as ids and booleans beside them", () => {
    for (const name of ["lists.parquet", "lists-second.parquet", "fixed-lists.parquet"]) {
      const { values, ids, labels } = cached(name);
      expect(Array.from(values)).toEqual(expected.logits);
      expect(ids?.[8]).toBe("108");
      expect(Array.from(labels ?? [])).toEqual(expected.labels);
    }
  });

  it("keeps the names of classes where columns have them, and maps labels by them", () => {
    expect(cached("names.csv").classNames).toEqual(expected.classes);
    expect(cached("names.parquet").classNames).toEqual(expected.classes);
    expect(cached("numbered.csv").classNames).toBeUndefined();
  });

  it("reads arrays of NumPy in every format, order of axes and order of bytes", () => {
    for (const name of ["f4", "f8-big", "f4-fortran", "f8-big-fortran", "format-2", "format-3"])
      expect(numbers(`${name}.npy`)).toEqual(expected.logits);
    expect(numbers("f2.npy")).toEqual(expected.half);
    expect(numbers("labels.npy")).toEqual(expected.labels);
    expect(numbers("labels-u1.npy")).toEqual(expected.labels);
    expect(texts("ids.npy")).toEqual(expected.ids);
    expect(texts("ids-bytes.npy")).toEqual(expected.ids);
    expect(texts("ids-hash.npy")[1]).toBe("9223372036854775809");
  });

  it("keeps numbers of 32 bits and fewer in 32 bits, and those that lie in place where they are", () => {
    for (const name of ["f4.npy", "f4-fortran.npy", "f2.npy", "half.parquet", "lists.parquet"])
      expect(cached(name).values, name).toBeInstanceOf(Float32Array);
    for (const name of ["f8-big.npy", "numbered.csv"]) expect(cached(name).values, name).toBeInstanceOf(Float64Array);
    const bytes = bytesOf("f4.npy");
    const array = readNpyArray(bytes, "f4.npy");
    expect("numbers" in array.values && array.values.numbers.buffer).toBe(bytes.buffer);
    // Where a typed array cannot begin, numbers are the same.
    const moved = new Uint8Array(bytes.length + 1);
    moved.set(bytes, 1);
    const again = readNpyArray(moved.subarray(1), "f4.npy");
    expect("numbers" in again.values && Array.from(again.values.numbers)).toEqual(expected.logits);
  });

  it("tells what float16 may have moved a logit by, and only where the numbers are float16's", () => {
    for (const name of ["half.parquet", "f2.npy"]) {
      const { values, rounding } = cached(name);
      expect(Array.from(values)).toEqual(expected.half);
      const error = expected.half.map((value, k) => Math.abs(value - (expected.logits[k] ?? 0)));
      expect(Math.max(...error)).toBeLessThanOrEqual(rounding ?? 0);
      expect(rounding).toBeLessThan(0.01);
    }
    expect(cached("f4.npy").rounding).toBeUndefined();
  });

  it("refuses what it does not read, by file, row and column", () => {
    const refusals: readonly [string, RegExp][] = [
      ["nulls.parquet", /nulls\.parquet: Parquet: expected a value in every row of logit_2; got null at value 3/],
      ["zstd.parquet", /expected snappy, gzip or no compression; got zstd; write it with compression=.snappy/],
      ["split-bytes.parquet", /got BYTE_STREAM_SPLIT/],
      ["ragged.parquet", /row [1-9]\d*: expected lists of one length, 3 as the first row has; got 2/],
      ["objects.npy", /got Python objects; save a plain array/],
      ["index.csv", /index\.csv, line 1: expected a name for every column; got none in column 1.*index=False/],
    ];
    for (const [name, message] of refusals) expect(() => cached(name)).toThrow(message);
  });

  it("ends on damaged files, with a refusal or with numbers", () => {
    for (const name of [
      "pandas.parquet",
      "lists.parquet",
      "half.parquet",
      "f8-big.npy",
      "compressed.npz",
      "names.csv",
    ]) {
      const bytes = bytesOf(name);
      for (let at = 0; at < bytes.length; at += name.endsWith("parquet") ? 29 : 7) {
        const changed = bytes.slice();
        changed[at] = (changed[at] ?? 0) ^ (1 << (at % 8));
        readOrRefused(changed, name);
        readOrRefused(bytes.slice(0, at), name);
      }
    }
  });
});

/** Throws for anything else than numbers or our own refusals. */
function readOrRefused(bytes: Uint8Array, name: string): void {
  try {
    cachedLogits(readTable(bytes, name));
  } catch (error) {
    expect(error).toMatchObject({ name: "StillpointError" });
  }
}

describe("cachedLogits", () => {
  const csv = (...lines: readonly string[]): CachedLogits =>
    cachedLogits(readTable(new TextEncoder().encode(lines.join("\n")), "t.csv"));

  it("names line and column of what is no number", () => {
    expect(() => csv("id,a,b", "x,1,2", "", "y,1,inf")).toThrow(
      /t\.csv, line 4, column b: expected a finite number; got inf/,
    );
    expect(() => csv("id,a,b", "x,1,")).toThrow(/line 2, column b: expected a finite number; got nothing/);
    expect(() => csv("id;a;b", "x;1,5;2")).toThrow(/line 2, column a: expected a finite number; got 1,5/);
    expect(() => csv("id,a,b", "x,1,2,3")).toThrow(/line 2: expected 3 fields as the header has; got 4/);
    expect(() => csv("0.5,1", "1,2")).toThrow(/a header with names; got numbers/);
    expect(() => csv("a,b,a", "1,2,3")).toThrow(/a twice/);
    expect(() => csv("id,a,b", '"x,1,2')).toThrow(/a quote that ends/);
  });

  it("knows what else people save under a table's name", () => {
    const read = (...bytes: readonly number[]): unknown => readTable(Uint8Array.from(bytes), "t.csv");
    expect(() => read(0x1f, 0x8b, 8, 0)).toThrow(/t\.csv: expected a table as text; got a gzip file; unpack it/);
    expect(() => read(0x50, 0x4b, 3, 4)).toThrow(/got a zip or spreadsheet file/);
    expect(() => read(0xff, 0xfe, 105, 0)).toThrow(/got UTF-16/);
    expect(() => read(...new TextEncoder().encode("id,a,b\rx,1,2\r"))).toThrow(/got lines that end in returns alone/);
    expect(() => csv("img_0,3,0.25,-1.5", "img_1,2,0.5,1")).toThrow(/line 1: expected a header with names/);
    expect(csv("id,label,0.5,1.5", "x,0,2,3").classNames).toEqual(["0.5", "1.5"]);
    expect(() => csv("id;logit_0;logit_1", "x;1,5;2")).toThrow(/got 1,5; write decimals with a point/);
    expect(() => csv("id,logits", 'x,"[1, 2]"')).toThrow(/write one column for each class/);
  });

  it("takes arrays of samples x classes alone, whatever an archive calls them", () => {
    const array = readNpyArray(bytesOf("f4.npy"), "f4.npy");
    const [rows = 0] = array.shape;
    expect(() => npyTable({ ...array, shape: [3, rows / 3, 4] }, "logits", "b.npy")).toThrow(
      /b\.npy: expected an array of samples x classes; got 3 x 3 x 4; put batches one below the other/,
    );
    expect(cachedLogits(npyTable({ ...array, shape: [rows, 4, 1, 1] }, "arr_0", "a.npz"))).toMatchObject({
      rows,
      classes: 4,
    });
    expect(cachedLogits(npyTable(array, "arr_0", "a.npz")).classNames).toBeUndefined();
    const empty = new TextDecoder("latin1")
      .decode(bytesOf("f4.npy"))
      .replace(/\(\d+, 4\)/, (shape) => `(0,${" ".repeat(shape.length - 5)}4)`);
    const header = Uint8Array.from(empty, (letter) => letter.charCodeAt(0)).subarray(0, 128);
    expect(() => readNpyArray(header, "e.npy")).toThrow(/e\.npy: expected rows; got an empty array, 0 x 4/);
  });

  it("takes no column for a class that looks like something else", () => {
    expect(() => csv("id,a,b,loss", "x,1,2,3")).toThrow(/column loss: expected the logits of a class/);
    expect(csv("id,logit_1,logit_0,loss", "x,1,2,3").values).toEqual(Float64Array.of(2, 1));
    expect(() => csv("id,logit_0,logit_2", "x,1,2")).toThrow(/got logit_2 in place of logit_1/);
    expect(() => csv("id,label", "x,1")).toThrow(/logits of at least 2 classes/);
  });

  it("refuses ids that come twice or are missing", () => {
    expect(() => csv("id,a,b", "x,1,2", "y,1,2", "x,3,4")).toThrow(
      /line 4: expected every id once; got x again, first in line 2/,
    );
    expect(() => csv("id,a,b", ",1,2")).toThrow(/line 2: expected an id; got nothing/);
  });

  it("finds labels by name where classes are called by numbers", () => {
    expect(Array.from(csv("label,5,3", "5,1,2", "3,1,2").labels ?? [])).toEqual([0, 1]);
    expect(Array.from(csv("label,1,0", "0,1,2", "1,1,2").labels ?? [])).toEqual([1, 0]);
    expect(() => csv("label,5,3", "5,1,2", "4,1,2")).toThrow(/line 2, label: expected one of 2 classes/);
  });

  it("takes whole numbers that became floats for the ids they were", () => {
    expect(csv("id,a,b", "0.0,1,2", "12.0,1,2").ids).toEqual(["0", "12"]);
    expect(csv("id,a,b", "0.0,1,2", "12.5,1,2").ids).toEqual(["0.0", "12.5"]);
  });

  it("says how labels are wrong: from 1, one-hot, beyond the classes, of other names", () => {
    expect(() => csv("label,a,b", "1,1,2", "2,1,2")).toThrow(/labels from 1 to 2; they count from 1/);
    expect(() => csv("label,a,b", "0,1,2", "2,1,2")).toThrow(/line 3, label: expected one of 2 classes, 0 to 1; got 2/);
    expect(() => csv("label,a,b", "-1,1,2")).toThrow(/line 2, label/);
    expect(() => csv("label,a,b", "0,1,2", "-1,1,2")).toThrow(/line 3, label: .*got -1; leave samples without a label/);
    expect(() => csv("label,a,b", "0,1,2", ",1,2")).toThrow(/line 3, label: .*got nothing/);
    expect(() => csv("label,logit_0,logit_1", "0,1,2", "x,1,2")).toThrow(/line 3, label: .*got x/);
    expect(() => csv("label,a,b", "a,1,2", "1,1,2")).toThrow(/line 3, label: expected one of a, b; got 1/);
    expect(() => csv("label,a,b", "c,1,2")).toThrow(/expected one of a, b; got c/);
    const oneHot = readTable(bytesOf("labels-one-hot.npy"), "labels-one-hot.npy");
    const [column] = oneHot.columns;
    if (column === undefined) throw new Error("one column");
    const logits = readTable(bytesOf("f4.npy"), "f4.npy");
    expect(() => cachedLogits(logits, { labels: { ...oneHot, column } })).toThrow(
      /one-hot rows of 4; save labels\.argmax\(1\)/,
    );
  });
});
