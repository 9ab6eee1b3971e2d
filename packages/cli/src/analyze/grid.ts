// The grid of patches as it is typed.

import { StillpointError } from "@stillpoint/core";
import type { Grid } from "@stillpoint/image";

/** `16x16`, or `pixel`. Throws `USAGE`. */
export function gridOf(text: string): Grid {
  if (text === "pixel") return "pixel";
  const [rows = Number.NaN, columns = Number.NaN, ...rest] = text.split("x").map(Number);
  if (Number.isInteger(rows) && Number.isInteger(columns) && rows > 0 && columns > 0 && rest.length === 0) {
    return [rows, columns];
  }
  throw new StillpointError("USAGE", `--grid: expected ROWSxCOLUMNS, or pixel; got ${text}; write --grid 16x16`);
}
