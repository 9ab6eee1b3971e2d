// How a picture is cut into units.

import { ensure } from "@stillpoint/core";

/** Rows and columns of patches, or one unit per pixel. */
export type Grid = readonly [rows: number, columns: number] | "pixel";

/** A grid laid over a picture. Where it does not divide the picture evenly, neighbouring cells differ by one pixel. */
export interface Cells {
  readonly rows: number;
  readonly columns: number;
  readonly height: number;
  readonly width: number;
  /** `[rows + 1]` first pixel row of each cell row, then H. */
  readonly rowStarts: readonly number[];
  /** `[columns + 1]` */
  readonly columnStarts: readonly number[];
}

/** Start i of n cells over `size` pixels is ceil(i·size/n): pixel p lies in cell floor(p·n/size), nearest up-sampling. */
const starts = (n: number, size: number): number[] =>
  Array.from({ length: n + 1 }, (_, i) => Math.ceil((i * size) / n));

/** Lays a grid over a picture of H x W pixels. Throws `RANGE` for a grid that is empty or finer than the picture. */
export function cellsOf(grid: Grid, height: number, width: number): Cells {
  const [rows, columns] = grid === "pixel" ? [height, width] : grid;
  ensure(
    Number.isInteger(rows) && Number.isInteger(columns) && rows > 0 && columns > 0,
    "RANGE",
    () => `grid: expected positive whole rows and columns; got ${rows}x${columns}; pass for example [8, 8] or "pixel"`,
  );
  ensure(
    rows <= height && columns <= width,
    "RANGE",
    () =>
      `grid: expected at most one cell per pixel of a ${height}x${width} image; got ${rows}x${columns}; use a coarser grid or "pixel"`,
  );
  return { rows, columns, height, width, rowStarts: starts(rows, height), columnStarts: starts(columns, width) };
}

/** `[H·W]` the cell of every pixel, row-major cells. */
export function cellOfPixels(cells: Cells): Int32Array {
  const { rows, columns, height, width } = cells;
  const cellOf = new Int32Array(height * width);
  for (let y = 0; y < height; y++) {
    const row = Math.floor((y * rows) / height);
    for (let x = 0; x < width; x++) cellOf[y * width + x] = row * columns + Math.floor((x * columns) / width);
  }
  return cellOf;
}

/** `[rows·columns]` mean of a `[H, W]` mask over each cell. */
export function coverage(cells: Cells, mask: Float32Array | Uint8Array): Float64Array {
  const cellOf = cellOfPixels(cells);
  const sum = new Float64Array(cells.rows * cells.columns);
  const count = new Float64Array(sum.length);
  for (let p = 0; p < cellOf.length; p++) {
    const cell = cellOf[p]!;
    sum[cell] = sum[cell]! + mask[p]!;
    count[cell] = count[cell]! + 1;
  }
  return sum.map((total, cell) => total / count[cell]!);
}
