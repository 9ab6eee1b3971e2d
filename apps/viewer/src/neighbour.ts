// Which unit of a map an arrow key leads to.

/** How units lie for the arrow keys: cells in columns, or words one after the other in a reading direction. */
export type Walk =
  | { readonly kind: "cells"; readonly count: number; readonly cols: number }
  | { readonly kind: "words"; readonly count: number; readonly rightToLeft: boolean };

function cellAt(at: number, key: string, count: number, cols: number): number | undefined {
  const col = at % cols;
  const row = at - col;
  switch (key) {
    case "ArrowLeft":
      return col > 0 ? at - 1 : undefined;
    case "ArrowRight":
      return col < cols - 1 && at + 1 < count ? at + 1 : undefined;
    case "ArrowUp":
      return at >= cols ? at - cols : undefined;
    case "ArrowDown":
      return at + cols < count ? at + cols : undefined;
    case "Home":
      return row;
    case "End":
      return Math.min(row + cols, count) - 1;
    default:
      return undefined;
  }
}

/** The place in the map that `key` leads to from the place `at`; undefined for other keys and at an edge. */
export function neighbour(at: number, key: string, walk: Walk): number | undefined {
  if (walk.kind === "cells") return cellAt(at, key, walk.count, walk.cols);
  const along = walk.rightToLeft ? -1 : 1;
  const step = key === "ArrowRight" ? along : key === "ArrowLeft" ? -along : 0;
  const to = key === "Home" ? 0 : key === "End" ? walk.count - 1 : at + step;
  return to === at || to < 0 || to >= walk.count ? undefined : to;
}
