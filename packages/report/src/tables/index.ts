export { type BesideLogits, type CachedLogits, cachedLogits, idsOf } from "./cached-logits.ts";
export { classLabels, type LabelSource } from "./class-labels.ts";
export type { ColumnTable, Numbers, NumbersColumn, TableColumn, TextsColumn } from "./column-table.ts";
export { readCsvTable } from "./csv-table.ts";
export { type NpyArray, npyTable, readNpyArray } from "./npy-array.ts";
export { readNpzTable } from "./npz-table.ts";
export { readParquetTable } from "./parquet-table.ts";
export { readTable, TABLE_ENDINGS } from "./read-table.ts";
