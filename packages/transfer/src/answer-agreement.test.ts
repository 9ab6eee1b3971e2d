import { uniformNumbers } from "@stillpoint/core";
import { describe, expect, it } from "vitest";
import { answerAgreement } from "./answer-agreement.ts";

describe("agreement", () => {
  it("is 1 between a network and itself", () => {
    expect(answerAgreement([0, 1, 2], [0, 1, 2], [0, 1, 1])).toEqual({
      share: 1,
      least: expect.closeTo(1 / 3),
      largest: 1,
    });
  });

  it("lies between its bounds, which answers can reach", () => {
    expect(answerAgreement([0, 1, 1, 1], [1, 0, 1, 1], [0, 0, 0, 0])).toEqual({ share: 0.5, least: 0, largest: 1 });
    const right = answerAgreement([0, 0, 0, 1], [0, 0, 1, 0], [0, 0, 0, 0]);
    expect(right.share).toBe(right.least);
    for (let seed = 0; seed < 50; seed++) {
      const [a, b, labels] = [0, 1, 2].map((part) => classes(seed * 3 + part));
      const { share, least, largest } = answerAgreement(a!, b!, labels!);
      expect(share).toBeGreaterThanOrEqual(least);
      expect(share).toBeLessThanOrEqual(largest);
    }
  });
});

function classes(seed: number): number[] {
  return Array.from(uniformNumbers({ seed, sample: "", purpose: "answers", pass: 0 }, 20), (u) => Math.floor(u * 3));
}
