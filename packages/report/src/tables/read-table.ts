// A table by the ending of its file's name.

import { type ColumnTable, tableFault } from "./column-table.ts";
import { readCsvTable } from "./csv-table.ts";
import { npyTable, readNpyArray } from "./npy-array.ts";
import { readNpzTable } from "./npz-table.ts";
import { readParquetTable } from "./parquet-table.ts";

/** Endings of files that are read as tables. */
export const TABLE_ENDINGS = ["csv", "tsv", "parquet", "npy", "npz"] as const;

/**
 * The table in a file: CSV or TSV, Parquet, NPZ, or NPY, whose one column is called `column`.
 *
 * @throws StillpointError INPUT naming the file
 */
export function readTable(bytes: Uint8Array, place: string, column = "logits"): ColumnTable {
  const ending = place.slice(place.lastIndexOf(".") + 1).toLowerCase();
  if (ending === "csv" || ending === "tsv") return readCsvTable(bytes, place);
  if (ending === "parquet") return readParquetTable(bytes, place);
  if (ending === "npz") return readNpzTable(bytes, place);
  if (ending === "npy") return npyTable(readNpyArray(bytes, place), column, place);
  throw tableFault(
    place,
    `a name that ends in ${TABLE_ENDINGS.map((one) => `.${one}`).join(", ")}`,
    `.${ending}`,
    "save the table as one of these",
  );
}
