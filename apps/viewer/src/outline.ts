// The border around a set of cells of a grid.

/**
 * SVG path data around cells of a grid with unit cells: an edge is drawn where a cell of the set meets one that is
 * not, so that neighbours share one outline.
 */
export function outlinePath(cells: Iterable<number>, cols: number): string {
  const set = new Set(cells);
  let path = "";
  for (const cell of set) {
    const row = Math.floor(cell / cols);
    const col = cell % cols;
    if (!set.has(cell - cols)) path += `M${col} ${row}h1`;
    if (!set.has(cell + cols)) path += `M${col} ${row + 1}h1`;
    if (col === 0 || !set.has(cell - 1)) path += `M${col} ${row}v1`;
    if (col === cols - 1 || !set.has(cell + 1)) path += `M${col + 1} ${row}v1`;
  }
  return path;
}
