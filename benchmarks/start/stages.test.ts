import { describe, expect, it } from "vitest";
import { stagesOf, timedLines } from "./stages.ts";

const log = [
  "100.0",
  "103.5 @stillpoint/report:build: cache miss",
  "110.0 training networks of image/emoji-vgg@fc1: 12",
  "120.0   training networks of image/emoji-vgg@fc1 6/12 50% ETA 10 s",
  "131.0 training networks of image/emoji-vgg@fc1: 12/12 in 21 s",
  "131.0 measuring image/emoji-vgg@fc1: 90, 30 already there",
  "201.5 measuring image/emoji-vgg@fc1: 90/90 in 1 min 10 s",
  "202.0 writing the report: 1",
  "203.0 writing the report: 1/1 in 1 s",
  "203.0 report: out/quickstart/report.html (unfinished)",
  "203.0 training networks of qa: 2",
  "213.0 training networks of qa: 2/2 in 10 s",
  "220.0 report: out/quickstart/report.html",
].join("\n");

describe("stages of a start", () => {
  it("are the sums of their phases, and the pages are counted from the command", () => {
    const stages = stagesOf(timedLines(log));
    expect(stages).toEqual({
      setUp: 10,
      training: 31,
      measuring: 70.5,
      writing: 1,
      firstReport: 103,
      lastReport: 120,
    });
  });

  it("need a report", () => {
    expect(() => stagesOf(timedLines(log.split("\n").slice(0, 8).join("\n")))).toThrow(/expected a run of npm start/);
  });
});
