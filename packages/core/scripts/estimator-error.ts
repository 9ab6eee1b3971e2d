// Error of `limit` against the exact energy, by spectrum, width and passes: `npx tsx packages/core/scripts/estimator-error.ts`.
// Columns: RMS error over units with the map's mean removed, the error the map states, the shift of the mean entropy
// (RMS over seeds), realised D over budget (mean over seeds; 1 on these linear layers). 144 units of 48 scalars.

import { measureEntropy, type UnitInput } from "@stillpoint/core";
import { linearEnergies, linearLayer, type Spectrum, syntheticMatrix } from "@stillpoint/testing";

const UNITS = 144;
const SIZE = 48;
const SEEDS = 6;
const spectra: readonly Spectrum[] = ["flat", "half-power", "power", "low-rank"];

function rms(values: readonly number[]): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
}

const unitOf = Int32Array.from({ length: UNITS * SIZE }, (_, p) => Math.floor(p / SIZE));
const input: UnitInput = {
  inputs: {},
  unitOf: { data: unitOf, shape: [unitOf.length] },
  units: Array.from({ length: UNITS }, (_, i) => ({ label: `unit ${i}`, region: "foreground" as const })),
};

const widths = process.argv[2] === "wide" ? [256, 4096] : [256];
console.log(
  "| spectrum | m | passes | error | stated | shift | D / budget |\n| --- | --- | --- | --- | --- | --- | --- |",
);
for (const spectrum of spectra) {
  for (const features of widths) {
    const weights = syntheticMatrix(spectrum, features, UNITS, SIZE, 1);
    const layer = linearLayer(weights);
    const energies = linearEnergies(weights, unitOf, UNITS);
    const d0 = 0.01 ** 2 * energies.reduce((sum, energy) => sum + energy, 0);
    for (const passes of [16, 32, 64]) {
      const errors: number[] = [];
      const stated: number[] = [];
      const shifts: number[] = [];
      const spent: number[] = [];
      for (let seed = 0; seed < SEEDS; seed++) {
        const map = await measureEntropy(layer, input, { seed, sample: spectrum, sigma0: 0.01, smoothing: 0, passes });
        const offsets = map.entropies.map(
          (entropy, i) =>
            entropy - 0.5 * Math.log((3.5 * d0) / (UNITS * energies[i]!)) - 0.5 * Math.log(2 * Math.PI * Math.E),
        );
        const shift = offsets.reduce((sum, value) => sum + value, 0) / UNITS;
        errors.push(rms(Array.from(offsets, (value) => value - shift)));
        shifts.push(shift);
        stated.push(map.monteCarloError);
        spent.push(map.nonLinearity);
      }
      const mean = spent.reduce((sum, value) => sum + value, 0) / SEEDS;
      const row = [rms(errors), rms(stated), rms(shifts), mean].map((value) => value.toFixed(3));
      console.log(`| ${spectrum} | ${features} | ${passes} | ${row.join(" | ")} |`);
    }
  }
}
