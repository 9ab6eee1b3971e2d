import { HYPOTHESES, type ModalityNames } from "@stillpoint/core";
import { describe, expect, it } from "vitest";
import { syntheticInput } from "../../fixtures/synthetic-report.ts";
import { toReport } from "../json.ts";
import type { ReportTask } from "../report.ts";
import { type Asked, MAP_METRICS } from "./asked.ts";
import { pointSentence, pointWords } from "./point-words.ts";

const NAMES: ModalityNames = { title: "Images", unit: "cell", units: "cells", foreground: "object" };
const PAIR = { treated: "distilled", reference: "scratch" } as const;
const task: ReportTask = toReport(syntheticInput()).tasks[0]!;

function said(asked: Asked, difference: number, pair: { treated: string; reference: string } = PAIR, of = task) {
  return pointSentence(of, pointWords(asked, NAMES), pair, difference, asked);
}

describe("what a difference says", () => {
  it.each<[Asked, string, string]>([
    [{ claim: "H1.foregroundCount" }, "2 more cells of the object", "2 fewer cells of the object"],
    [{ claim: "H1.backgroundCount" }, "2 more cells of the background", "2 fewer cells of the background"],
    [{ claim: "H1.foregroundRatio" }, "200 percentage points higher", "200 percentage points lower"],
    [{ claim: "H2.meanDistance" }, "travel 2 more", "travel 2 less"],
    [{ claim: "H2.varianceOfDistance" }, "further apart: the variance of the way there is 2 higher", "closer together"],
    [{ claim: "H3.stability" }, "200 percentage points higher", "200 percentage points lower"],
    [{ part: "cue", metric: "points" }, "2 more cells of the cue", "2 fewer cells of the cue"],
    [
      { part: "cue", metric: "entropyGap" },
      "the entropy of the cue less that of the object is 2 nats higher",
      "2 nats lower",
    ],
    [{ map: "entropyGapOutsideParts" }, "of the background less that of the object is 2 nats higher", "2 nats lower"],
    [
      { map: "foregroundRank" },
      "a cell of the object has less entropy than one of the background in 200 percentage points more of their pairs",
      "200 percentage points fewer",
    ],
  ])("%j turns with its sign and never shows it twice", (asked, more, fewer) => {
    expect(said(asked, 2)).toContain(more);
    expect(said(asked, -2)).toContain(fewer);
    expect(said(asked, -2)).not.toMatch(/[-−]\s?2/);
  });

  it("names both networks, and says where there is no number", () => {
    const pair = { treated: "self-distilled", reference: "placebo" };
    expect(said({ part: "cue", metric: "points" }, 1, pair)).toBe(
      "Compared with the placebo network, a self-distilled student keeps 1 more cells of the cue in a sample.",
    );
    expect(said({ part: "cue", metric: "points" }, Number.NaN)).toBe(
      "Compared with a network from scratch, a difference in points on the cue is not defined for the student.",
    );
  });

  it("tells the own numbers of student and teacher, and of a share over which samples it is", () => {
    expect(said({ claim: "H1.foregroundCount" }, 1)).toMatch(/; the student has [\d.]+, its teacher [\d.]+\.$/);
    expect(said({ claim: "H1.foregroundRatio" }, 1)).toMatch(
      /; the student has [\d.]+ %, its teacher [\d.]+ %, each over the samples in which it keeps any\.$/,
    );
    const ranked = { ...task.networks.distilled!, foregroundRank: { mean: 0.7, low: 0.6, high: 0.8 } };
    const both = { ...task, networks: { teacher: ranked, distilled: ranked } };
    expect(said({ map: "foregroundRank" }, 1, PAIR, both)).toMatch(
      /; the student has [\d.]+ %, its teacher [\d.]+ %\.$/,
    );
    expect(said({ part: Object.keys(task.parts)[0]!, metric: "entropyGap" }, 1)).toMatch(
      /; the student has [−\d.]+, its teacher [−\d.]+\.$/,
    );
    const alone = { ...task, networks: { distilled: task.networks.distilled! } };
    expect(said({ claim: "H1.foregroundRatio" }, 1, PAIR, alone)).toMatch(/higher\.$/);
  });

  it("tells no own numbers of another network than the student", () => {
    const pair = { treated: "self-distilled", reference: "scratch" };
    expect(said({ claim: "H1.foregroundCount" }, 1, pair)).not.toContain("its teacher");
  });
});

describe("the side that speaks for a student", () => {
  it("is fewer points on the background and a short, steady way, and more of everything else", () => {
    const lower = HYPOTHESES.filter((claim) => pointWords({ claim }, NAMES).direction === "lower");
    expect(lower).toEqual(["H1.backgroundCount", "H2.meanDistance", "H2.varianceOfDistance"]);
    for (const map of MAP_METRICS)
      expect(pointWords({ map }, NAMES)).toMatchObject({ direction: "higher", topic: "kept" });
    expect(pointWords({ part: "cue", metric: "entropyGap" }, NAMES)).toMatchObject({
      ...{ direction: "lower", topic: "came-along" },
    });
    expect(pointWords({ part: "cue", metric: "points" }, NAMES)).toMatchObject({
      direction: "higher",
      topic: "came-along",
    });
  });
});
