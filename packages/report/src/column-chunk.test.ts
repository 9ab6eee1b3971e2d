import { ByteWriter, type ColumnSource, ParquetWriter, schemaFromColumnData } from "hyparquet-writer";
import { describe, expect, it } from "vitest";
import { uniform } from "../fixtures/random.ts";
import { writeRowGroup } from "./column-chunk.ts";

const TEXTS = ["", "a", "b", "patch (3, 7)", "naïve", "שלום", "\ue000", "𝕏", "👩‍🚀", "a\u0301", "\ud800", "z"];
const NUMBERS = [0, -0, Number.NaN, 1, -1, 0.1, 1e300, Number.MIN_VALUE, Number.POSITIVE_INFINITY, -3];

/** How the values of a column follow each other: all the same, in runs, in turn, at random from a few, all different. */
const PATTERNS: readonly ((row: number, next: number) => number)[] = [
  () => 3,
  (row) => Math.floor(row / 144),
  (row) => row % 9,
  (_, next) => Math.floor(next * 12),
  (row, next) => row + next,
];

function columns(rows: number, seed: number): ColumnSource[] {
  const next = uniform(seed);
  const pick = (pattern: number): number[] =>
    Array.from({ length: rows }, (_, row) => PATTERNS[pattern % PATTERNS.length]!(row, next()));
  const texts = (values: readonly number[]): string[] =>
    values.map((value) => TEXTS[Math.floor(value) % TEXTS.length]!);
  const numbers = (values: readonly number[]): number[] =>
    values.map((value) => (value < NUMBERS.length ? (NUMBERS[Math.floor(value)] ?? 0) : value));
  const some = <T>(values: readonly T[]): (T | null)[] => values.map((value) => (next() < 0.6 ? value : null));
  return PATTERNS.flatMap((_, pattern): ColumnSource[] => [
    { name: `text${pattern}`, data: texts(pick(pattern)), type: "STRING", nullable: false, encoding: "RLE_DICTIONARY" },
    { name: `part${pattern}`, data: some(texts(pick(pattern))), type: "STRING", nullable: true },
    { name: `whole${pattern}`, data: Int32Array.from(pick(pattern)), type: "INT32", nullable: false },
    {
      name: `long${pattern}`,
      data: BigInt64Array.from(pick(pattern), (value) => BigInt(Math.floor(value)) * 10_000_000_000n - 7n),
      type: "INT64",
      nullable: false,
    },
    { name: `number${pattern}`, data: Float64Array.from(numbers(pick(pattern))), type: "DOUBLE", nullable: false },
    {
      name: `plain${pattern}`,
      data: Float64Array.from(numbers(pick(pattern))),
      type: "DOUBLE",
      nullable: false,
      encoding: "PLAIN",
    },
    { name: `optional${pattern}`, data: some(numbers(pick(pattern))), type: "DOUBLE", nullable: true },
    { name: `all${pattern}`, data: Float64Array.from(numbers(pick(pattern))), type: "DOUBLE", nullable: true },
    { name: `flag${pattern}`, data: some(pick(pattern).map((value) => value > 2)), type: "BOOLEAN", nullable: true },
    { name: `count${pattern}`, data: some(pick(pattern).map(Math.floor)), type: "INT32", nullable: true },
    { name: `every${pattern}`, data: Int32Array.from(pick(pattern)), type: "INT32", nullable: true },
    { name: `none${pattern}`, data: new Array<null>(rows).fill(null), type: "DOUBLE", nullable: true },
    { name: `nobody${pattern}`, data: new Array<null>(rows).fill(null), type: "STRING", nullable: true },
  ]);
}

/** The file of some row groups, each written by `write`. */
function fileOf(
  groups: readonly ColumnSource[][],
  write: (parquet: ParquetWriter, columnData: ColumnSource[]) => void,
): Buffer {
  const writer = new ByteWriter();
  const parquet = new ParquetWriter({ writer, schema: schemaFromColumnData({ columnData: groups[0]! }) });
  for (const group of groups) write(parquet, group);
  parquet.finish();
  return Buffer.from(writer.getBytes());
}

describe("writeRowGroup", () => {
  it.each([[[1]], [[7, 8]], [[999, 1000, 1001]], [[5000, 20]], [[140_000]]])(
    "writes %j rows as the library does, to the byte",
    (sizes) => {
      const groups = sizes.map((rows, index) => columns(rows, 10 * rows + index));
      const theirs = fileOf(groups, (parquet, columnData) => {
        void parquet.write({ columnData, rowGroupSize: columnData[0]!.data.length });
      });
      const ours = fileOf(groups, writeRowGroup);
      expect(ours.length).toBe(theirs.length);
      expect(ours.equals(theirs)).toBe(true);
    },
  );
});
