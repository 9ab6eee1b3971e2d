import { describe, expect, it } from "vitest";
import { normals, UNITS } from "../../fixtures/synthetic-task.ts";
import { entropyGap, partEntropyGap } from "./entropy-gap.ts";
import { spread, spreadFactor } from "./spread.ts";

const normal = normals(7);
const entropies = Float64Array.from(UNITS, () => -3 + normal());

describe("spread", () => {
  it("is the population standard deviation of counted units", () => {
    const counted = [...entropies].filter((_, i) => UNITS[i]!.region !== "border");
    const mean = counted.reduce((sum, value) => sum + value, 0) / counted.length;
    expect(spread(entropies, UNITS)).toBeCloseTo(
      Math.sqrt(counted.reduce((sum, value) => sum + (value - mean) ** 2, 0) / counted.length),
      12,
    );
  });

  it("scales with deviations, ignores shifts, and is exactly 0 for a constant map", () => {
    expect(
      spread(
        entropies.map((value) => 3 * value + 5),
        UNITS,
      ),
    ).toBeCloseTo(3 * spread(entropies, UNITS), 12);
    expect(spread(new Float64Array(16).fill(-3.3), UNITS)).toBe(0);
  });

  it("flat maps have no factor", () => {
    expect(spreadFactor(0, 1)).toBeNaN();
    expect(spreadFactor(0.5, 1)).toBe(2);
  });
});

describe("entropyGap", () => {
  it("is larger the sharper the object stands out, and does not see border", () => {
    const sharp = Float64Array.from(UNITS, ({ region }) => ({ foreground: -4, background: -3, border: 99 })[region]);
    expect(entropyGap(sharp, UNITS)).toBe(1);
    expect(
      entropyGap(
        sharp.map((value) => 2 * value + 1),
        UNITS,
      ),
    ).toBe(2);
  });

  it("of a part compares it with the foreground, border cells of the part left out", () => {
    const onPart = Float64Array.from(UNITS, ({ region, part }) =>
      region === "foreground" ? -4 : region === "border" ? 99 : part === undefined ? -3 : -4.5,
    );
    expect(partEntropyGap(onPart, UNITS, "distractor")).toBe(-0.5);
    expect(partEntropyGap(onPart, UNITS, "absent")).toBeNaN();
  });
});
