import type { ExperimentEvent } from "@stillpoint/experiment";
import { expect, it } from "vitest";
import { Progress, type ProgressStyle } from "./progress.ts";
import { showEvents } from "./show-events.ts";

const EVENTS: readonly ExperimentEvent[] = [
  { kind: "phase", name: "measuring a@fc1", total: 4, skipped: 1 },
  { kind: "progress", done: 2, total: 4 },
  { kind: "job", name: "shards/a@fc1/00000.parquet" },
  { kind: "note", text: "no teacher" },
  { kind: "progress", done: 4, total: 4 },
  { kind: "phase-done" },
  { kind: "report", page: "out/report.html", complete: false, results: [], claims: [] },
  { kind: "report", page: "out/report.html", complete: true, results: [], claims: [] },
];

async function* told(events: readonly ExperimentEvent[], failure?: Error): AsyncGenerator<ExperimentEvent> {
  yield* events;
  if (failure !== undefined) throw failure;
}

async function shown(style: ProgressStyle, events: AsyncIterable<ExperimentEvent>) {
  let text = "";
  const write = (more: string): void => {
    text += more;
  };
  const progress = new Progress({ style, columns: 100, write, now: () => 0 });
  const error: unknown = await showEvents(events, progress).catch((cause: unknown) => cause);
  return { text, error };
}

it("events are lines: phases with what was there, notes, and where the report lies", async () => {
  expect((await shown("lines", told(EVENTS))).text.split("\n")).toEqual([
    "measuring a@fc1: 4, 1 already there",
    "no teacher",
    "measuring a@fc1: 4/4 in 0 s",
    "report: out/report.html (unfinished)",
    "report: out/report.html",
    "",
  ]);
});

it("as JSON every line is an event, and the report's place is one of them", async () => {
  const { text } = await shown("json", told(EVENTS));
  const lines = text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(lines[0]).toEqual({ event: "phase", phase: "measuring a@fc1", total: 4, skipped: 1 });
  expect(lines.filter(({ event }) => event === "phase-done")).toHaveLength(1);
  expect(lines.at(-1)).toEqual({ event: "note", text: "report: out/report.html" });
});

it("quietly nothing is said", async () => expect((await shown("quiet", told(EVENTS))).text).toBe(""));

it("a failure ends the open phase once and is thrown", async () => {
  const failure = new Error("no memory");
  const { text, error } = await shown("lines", told(EVENTS.slice(0, 2), failure));
  expect(error).toBe(failure);
  expect(text).toBe("measuring a@fc1: 4, 1 already there\nmeasuring a@fc1: 2/4 in 0 s\n");
});
