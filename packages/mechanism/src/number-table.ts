// Numbers in rows and columns, from whatever a caller holds them in.

import { ensure } from "@stillpoint/core";

/** `[rows, columns]`, row by row; every number finite. Made by `numberTable`, which checks it. */
export interface NumberTable {
  readonly values: Float64Array | Float32Array;
  readonly rows: number;
  readonly columns: number;
}

/** One array for each row, or all of them in one flat array, which is not copied. */
export type TableSource =
  | readonly ArrayLike<number>[]
  | { readonly values: Float64Array | Float32Array; readonly columns: number };

/**
 * A checked table; `name` is what messages call it.
 *
 * @throws StillpointError SHAPE for no row, no column or rows of different lengths; NOT_FINITE naming row and column.
 */
export function numberTable(name: string, source: TableSource): NumberTable {
  const { values, columns } = "columns" in source ? source : joined(name, source);
  ensure(
    Number.isInteger(columns) && columns > 0 && values.length > 0 && values.length % columns === 0,
    "SHAPE",
    () => `${name}: expected whole rows of ${columns} numbers, at least one; got ${values.length} numbers`,
  );
  const odd = values.findIndex((value) => !Number.isFinite(value));
  ensure(
    odd === -1,
    "NOT_FINITE",
    () =>
      `${name}, row ${Math.floor(odd / columns)}, column ${odd % columns}: expected a finite number; got ${values[odd]}; give masked classes a large negative logit such as -1e4`,
  );
  return { values, rows: values.length / columns, columns };
}

function joined(name: string, rows: readonly ArrayLike<number>[]): { values: Float64Array; columns: number } {
  const columns = rows[0]?.length ?? 0;
  const values = new Float64Array(rows.length * columns);
  for (const [index, row] of rows.entries()) {
    ensure(
      row.length === columns,
      "SHAPE",
      () => `${name}, row ${index}: expected ${columns} numbers as in row 0; got ${row.length}`,
    );
    values.set(row, index * columns);
  }
  return { values, columns };
}
