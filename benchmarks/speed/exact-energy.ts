// The Jacobian energy of every unit, exactly: one probe per feature, summed as they come.

import { type Layer, mapUnits, sumUnits, type UnitInput } from "@stillpoint/core";

/** `[n]` G_i = Σ over features and over the scalars p of unit i of (∂f/∂x_p)² at the clean input, in float64. */
export async function exactEnergies(layer: Layer, input: UnitInput, batch = 32): Promise<Float64Array> {
  const units = mapUnits(input, layer);
  const energies = new Float64Array(units.count);
  const d = layer.x0.length;
  const m = layer.featureSize;
  for (let start = 0; start < m; start += batch) {
    const count = Math.min(batch, m - start);
    const cotangent = new Float32Array(count * m);
    for (let row = 0; row < count; row += 1) cotangent[row * m + start + row] = 1;
    const rows = await layer.vjp(layer.x0.slice(), cotangent, count);
    const squares = Float64Array.from(rows, (value) => value * value);
    for (let row = 0; row < count; row += 1) {
      const part = sumUnits(units, squares, row * d);
      for (let i = 0; i < units.count; i += 1) energies[i]! += part[i]!;
    }
  }
  return energies;
}
