import { describe, expect, it } from "vitest";
import { duration, Progress, type ProgressStyle } from "./progress.ts";

function recorded(style: ProgressStyle): { progress: Progress; text(): string; at(ms: number): void } {
  let written = "";
  let clock = 0;
  const write = (text: string): void => {
    written += text;
  };
  const progress = new Progress({ style, columns: 100, write, now: () => clock });
  return {
    progress,
    text: () => written,
    at: (ms) => {
      clock = ms;
    },
  };
}

describe("Progress", () => {
  it("predicts the time left from the pieces done in this run, not from those that were there before", () => {
    const { progress, at } = recorded("quiet");
    progress.start("maps", 100, 50);
    at(10_000);
    progress.update(75);
    expect(progress.eta).toBeCloseTo(10);
  });

  it("has no time left to tell before anything is done", () => {
    const { progress } = recorded("quiet");
    progress.start("maps", 10);
    expect(progress.eta).toBeNaN();
  });

  it("writes one JSON object per line when asked for events", () => {
    const { progress, text, at } = recorded("json");
    progress.start("maps", 2);
    at(11_000);
    progress.update(1);
    progress.note("hello");
    progress.finish();
    const events = text()
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(events.map((event) => event.event)).toEqual(["phase", "progress", "note", "phase-done"]);
    expect(events[1]).toMatchObject({ done: 1, total: 2, eta: 11 });
  });

  it("never uses control characters outside a terminal", () => {
    const { progress, text, at } = recorded("lines");
    progress.start("maps", 2);
    at(60_000);
    progress.update(2);
    progress.finish();
    expect(text()).toContain("maps: 2/2 in 1 min 00 s");
    expect([...text()].every((character) => character === "\n" || character >= " ")).toBe(true);
  });

  it("says nothing when quiet", () => {
    const { progress, text } = recorded("quiet");
    progress.start("maps", 1);
    progress.note("x");
    progress.finish();
    expect(text()).toBe("");
  });
});

describe("duration", () => {
  it("reads like a clock", () => {
    expect([5, 65, 3720].map(duration)).toEqual(["5 s", "1 min 05 s", "1 h 02 min"]);
  });
});
