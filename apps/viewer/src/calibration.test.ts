import { describe, expect, it } from "vitest";
import { calibrationSentence, calibrationTable } from "./calibration.ts";

const rate = (count: number, low: number, high: number) => ({ rate: count / 100, low, high, pairs: 100 });

describe("calibrationSentence", () => {
  it("says one share as it is", () => {
    const sentence = calibrationSentence({ file: "c.json", falseSupport: 0.012, power: 0.97 });
    expect(sentence).toContain("1.2 % were called supported.");
    expect(sentence).toContain("found in 97.0 %.");
  });

  it("gives the range over hypotheses and the interval that reaches furthest the wrong way", () => {
    const falseSupport = { "H1.foregroundCount": rate(1, 0, 0.054), "H3.stability": rate(4, 0.011, 0.099) };
    const power = { "H1.foregroundCount": rate(99, 0.946, 1), "H3.stability": rate(93, 0.861, 0.971) };
    const sentence = calibrationSentence({ file: "<c>", falseSupport, power });
    expect(sentence).toContain("1.0 to 4.0 % were called supported (95 % interval of the worst number: 1.1 to 9.9 %");
    expect(sentence).toContain("found in 93.0 to 99.0 % (worst: 86.1 to 97.1 %, 100 pairs)");
    expect(sentence).toContain("&lt;c&gt;");
  });
});

describe("calibrationTable", () => {
  it("has a row for every name of either side, in words", () => {
    const table = calibrationTable({
      file: "",
      falseSupport: { "H3.stability": rate(4, 0, 0.1) },
      power: { odd: rate(1, 0, 1) },
    });
    expect(table).toContain("Stability");
    expect(table).toContain(">odd<");
    expect(calibrationTable({ file: "", falseSupport: 0.1, power: 1 })).toBe("");
  });
});
