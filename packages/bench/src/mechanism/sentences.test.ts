import { describe, expect, it } from "vitest";
import { eitherWay, higher, points, pointsEitherWay } from "./sentences.ts";

describe("numbers in sentences", () => {
  it("have ends with the sign of the difference", () => {
    expect(points({ mean: 0.052, low: 0.031, high: 0.073 })).toBe("5.2 points more (95 %: 3.1 to 7.3)");
    expect(points({ mean: -0.052, low: -0.073, high: -0.0001 })).toBe("5.2 points fewer (95 %: -7.3 to 0.0)");
    expect(higher({ mean: -0.12, low: -0.14, high: 0.1 })).toBe("0.12 lower (95 %: -0.14 to 0.10)");
  });

  it("of an arbitrary sign have one end", () => {
    expect(pointsEitherWay({ mean: -0.019, low: -0.042, high: 0.042 })).toBe(
      "1.9 points (95 %: at most 4.2 either way)",
    );
    expect(eitherWay({ mean: 0.01, low: -0.05, high: 0.05 })).toBe("0.01 (95 %: at most 0.05 either way)");
  });

  it("of one seed have none", () => {
    const alone = { mean: 0.1, low: Number.NaN, high: Number.NaN };
    for (const told of [points(alone), higher(alone), pointsEitherWay(alone), eitherWay(alone)])
      expect(told).toMatch(/ \(no interval\)$/);
  });
});
