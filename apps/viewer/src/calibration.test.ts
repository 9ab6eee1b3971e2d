import { describe, expect, it } from "vitest";
import { calibrationRows, calibrationSentence, calibrationTable } from "./calibration.ts";

const rate = (count: number, low: number, high: number) => ({ rate: count / 100, low, high, pairs: 100 });

describe("calibrationSentence", () => {
  it("says one share as it is", () => {
    const sentence = calibrationSentence({ file: "c.json", falseSupport: 0.012, power: 0.97 });
    expect(sentence).toContain("On a made-up task");
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

describe("calibrationRows", () => {
  const row = {
    modality: "qa",
    seeds: 3,
    samples: 16,
    trials: 24,
    falseVerdicts: { "H3.stability": rate(4, 0.01, 0.2), foregroundRank: rate(21, 0.07, 0.42) },
    falseTold: { "H3.stability": rate(0, 0, 0.14) },
    tooOften: ["foregroundRank"],
    found: [{ effect: 0.2, rates: { "H3.stability": rate(50, 0.2, 0.8) } }],
  };
  const titleOf = (modality: string): string => (modality === "qa" ? "Questions" : `<${modality}>`);

  it("say what the nearest row is and what was wrong too often", () => {
    const line = calibrationRows([row], titleOf, ["qa"]);
    expect(line).toContain("<b>Questions</b>: in 24 trials of real networks that differ by chance, 3 seeds");
    expect(line).toContain("4.0 to 21.0 % were called either way by their interval alone (worst: 7.0 to 42.0 %)");
    expect(line).toContain("more often than 5 % by the whole interval: <b>Rank of the foreground</b>.");
    expect(line).toContain("0.2 nats in 50.0 %");
    expect(calibrationRows([{ ...row, tooOften: [] }], titleOf, ["qa"])).toContain("whole interval: none.");
  });

  it("say of which modality nothing is known", () => {
    expect(calibrationRows([row], titleOf, ["qa"])).not.toContain("made-up task");
    expect(calibrationRows([row], titleOf, ["qa", "image"])).toContain("<b>&lt;image&gt;</b>: no real networks");
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
