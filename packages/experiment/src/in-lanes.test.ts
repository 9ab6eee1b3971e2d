import { StillpointError } from "@stillpoint/core";
import { describe, expect, it } from "vitest";
import { inLanes } from "./in-lanes.ts";

const soon = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("inLanes", () => {
  it("works on every item once, in their order, no more than the lanes at a time", async () => {
    for (const lanes of [1, 3, 20]) {
      const started: number[] = [];
      let [underWay, most] = [0, 0];
      await inLanes(Array(7).keys(), lanes, async (item) => {
        started.push(item);
        most = Math.max(most, ++underWay);
        await soon();
        underWay--;
      });
      expect(started).toEqual([0, 1, 2, 3, 4, 5, 6]);
      expect(most).toBe(Math.min(lanes, 7));
    }
  });

  it("starts nothing after a failure, waits for what is under way, and throws the first", async () => {
    const ended: string[] = [];
    const run = inLanes(["bad", "slow", "worse", "never"], 3, async (item) => {
      await soon();
      if (item !== "slow") throw new Error(item);
      await soon();
      await soon();
      ended.push(item);
    });
    await expect(run).rejects.toThrow("bad");
    expect(ended).toEqual(["slow"]);
  });

  it("tells a failure rather than the interruption that came before it", async () => {
    const run = inLanes(["stopped", "bad"], 2, async (item) => {
      if (item === "stopped") throw new StillpointError("INTERRUPTED", "work: expected time; got stopped; go on");
      await soon();
      throw new Error(item);
    });
    await expect(run).rejects.toThrow("bad");
    const stopped = inLanes(["stopped"], 2, async () => {
      throw new StillpointError("INTERRUPTED", "work: expected time; got stopped; go on");
    });
    await expect(stopped).rejects.toMatchObject({ code: "INTERRUPTED" });
  });
});
