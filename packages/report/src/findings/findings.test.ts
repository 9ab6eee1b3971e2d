import { describe, expect, it } from "vitest";
import { syntheticStudy } from "../../fixtures/synthetic-study.ts";
import { findingsJson, parseFindings } from "./findings.ts";

const RUN = { command: "stillpoint transfer", versions: { stillpoint: "0.1.0" }, time: "2026-11-28T16:00:00Z" };

describe("findings.json", () => {
  it("gives back the study and the run", () => {
    const study = syntheticStudy();
    expect(parseFindings(findingsJson(study, RUN), "findings.json")).toEqual({ study, run: RUN });
  });

  it("is the same text once more, and whatever the order of a record's keys", () => {
    const text = findingsJson(syntheticStudy(), RUN);
    const { study, run } = parseFindings(text, "findings.json");
    expect(findingsJson(study, run)).toBe(text);
    expect(findingsJson(study, { time: RUN.time, versions: RUN.versions, command: RUN.command })).toBe(text);
  });
});
