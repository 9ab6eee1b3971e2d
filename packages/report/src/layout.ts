// How the units of a shown sample lie: on a grid, in space, in a text.

import { ensure, type PictureLayout, type WordsLayout } from "@stillpoint/core";

function wordUnits({ blocks }: WordsLayout): number {
  const units = new Set(blocks.flatMap(({ segments }) => segments.flatMap(({ unit }) => unit ?? [])));
  for (const unit of units) {
    ensure(
      Number.isInteger(unit) && unit >= 0 && unit < units.size,
      "SHAPE",
      () =>
        `words layout: expected units 0..${units.size - 1}, each in some segment; got unit ${unit}; ` +
        "give every unit a segment and everything else `unit: null`",
    );
  }
  return units.size;
}

/**
 * n, the number of units a layout has room for.
 *
 * @throws StillpointError SHAPE when units of a text are numbered with gaps, or coordinates come in other than threes;
 * NOT_FINITE when a coordinate is not a number.
 */
export function layoutUnits(layout: PictureLayout): number {
  if (layout.kind === "grid") return layout.rows * layout.cols;
  if (layout.kind === "words") return wordUnits(layout);
  const { positions } = layout;
  ensure(
    positions.length % 3 === 0,
    "SHAPE",
    () => `points layout: expected x, y, z for each unit; got ${positions.length} numbers; pass [n*3] positions`,
  );
  const bad = positions.findIndex((value) => !Number.isFinite(value));
  ensure(
    bad < 0,
    "NOT_FINITE",
    () => `points layout: expected finite positions; got ${positions[bad]} at ${bad}; leave broken points out`,
  );
  return positions.length / 3;
}

/** Drawn from three decimals. */
export function compactLayout(layout: PictureLayout): PictureLayout {
  if (layout.kind === "grid") return { kind: "grid", rows: layout.rows, cols: layout.cols };
  if (layout.kind === "points") {
    return { kind: "points", positions: layout.positions.map((value) => Math.round(value * 1000) / 1000 + 0) };
  }
  return {
    kind: "words",
    blocks: layout.blocks.map(({ title, segments }) => ({
      ...(title === undefined ? {} : { title }),
      segments: segments.map(({ text, unit }) => ({ text, unit })),
    })),
  };
}
