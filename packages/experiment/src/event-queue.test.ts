import { describe, expect, it } from "vitest";
import { eventsOf } from "./event-queue.ts";

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1));

async function all<T>(events: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const event of events) found.push(event);
  return found;
}

describe("eventsOf", () => {
  it("gives every event in order, told at once or later, to a fast and to a slow listener", async () => {
    const work = async (tell: (event: number) => void): Promise<void> => {
      tell(0);
      tell(1);
      await pause();
      tell(2);
      await pause();
      for (let k = 3; k < 20; k++) tell(k);
    };
    const expected = Array.from({ length: 20 }, (_, k) => k);
    expect(await all(eventsOf(work))).toEqual(expected);
    const slow: number[] = [];
    for await (const event of eventsOf(work)) {
      if (event % 5 === 0) await pause();
      slow.push(event);
    }
    expect(slow).toEqual(expected);
  });

  it("throws what the work throws, undefined too, after the last event", async () => {
    for (const failure of [new Error("no memory"), undefined]) {
      const events: string[] = [];
      const run = async (): Promise<void> => {
        const work = async (tell: (event: string) => void): Promise<void> => {
          tell("begun");
          await pause();
          tell("last");
          throw failure;
        };
        for await (const event of eventsOf(work)) events.push(event);
        events.push("ended");
      };
      expect(
        await run().then(
          () => "fine",
          (error: unknown) => ({ error }),
        ),
      ).toEqual({ error: failure });
      expect(events).toEqual(["begun", "last"]);
    }
  });

  it("left early tells the work to stop, waits for its end and hides its error", async () => {
    const steps: string[] = [];
    const work = async (tell: (event: number) => void, signal: AbortSignal): Promise<void> => {
      for (let k = 0; !signal.aborted; k++) {
        tell(k);
        await pause();
      }
      await pause();
      steps.push("stopped");
      throw new Error("stopped");
    };
    for await (const event of eventsOf(work)) if (event === 2) break;
    steps.push("left");
    expect(steps).toEqual(["stopped", "left"]);
  });

  it("passes the caller's signal on, and does no work before it is asked for events", async () => {
    const outer = new AbortController();
    let begun = false;
    const events = eventsOf(async (tell: (event: boolean) => void, signal) => {
      begun = true;
      tell(signal.aborted);
      outer.abort();
      tell(signal.aborted);
    }, outer.signal);
    await pause();
    expect(begun).toBe(false);
    expect(await all(events)).toEqual([false, true]);
  });
});
