// A map that no network is asked for: how far removal takes each unit.

import { sumUnits, type UnitMap } from "@stillpoint/core";
import { difference, type Scene } from "../scene.ts";

/** `[n]` ‖x_i − baseline_i‖. */
export function inputMap(scene: Scene): Float64Array {
  return norms(scene.units, difference(scene));
}

/** `[n]` norm of `[d]` over each unit's scalars. */
export function norms(units: UnitMap, scalars: Float64Array): Float64Array {
  return sumUnits(
    units,
    scalars.map((value) => value ** 2),
  ).map(Math.sqrt);
}
