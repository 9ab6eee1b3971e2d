// NumPy's archives of several arrays.

import { unzipSync } from "fflate";
import { type ColumnTable, someOf, type TableColumn, tableFault } from "./column-table.ts";
import { npyTable, readNpyArray } from "./npy-array.ts";

/** Deflate makes no more of a byte. */
const MOST_EXPANSION = 1100;

/**
 * The arrays of an NPZ file, stored or compressed, as columns by their names; all have as many rows.
 *
 * @throws StillpointError INPUT naming file and array
 */
export function readNpzTable(bytes: Uint8Array, place: string): ColumnTable {
  let files: Readonly<Record<string, Uint8Array>>;
  try {
    files = unzipSync(bytes, {
      filter: ({ size, originalSize }) => originalSize <= MOST_EXPANSION * size + 64 && size <= bytes.length,
    });
  } catch {
    throw tableFault(place, "an NPZ file", "one that is torn or of another kind", "write it with numpy.savez");
  }
  const tables = Object.entries(files).map(([file, content]) => {
    const name = file.replace(/\.npy$/, "");
    return npyTable(readNpyArray(content, `${place}, array ${name}`), name, `${place}, array ${name}`);
  });
  const [first] = tables;
  if (first === undefined) throw tableFault(place, "arrays", "none", "write it with numpy.savez(file, logits=logits)");
  const columns = tables.flatMap((table): readonly TableColumn[] => {
    if (table.rows === first.rows) return table.columns;
    throw tableFault(
      place,
      "arrays of one number of rows",
      someOf(tables.map(({ rows, columns: [column] }) => `${column?.name} ${rows}`)),
      "save those of the same samples",
    );
  });
  return { place, rows: first.rows, columns, rowName: (row) => `row ${row}` };
}
