import { describe, expect, it } from "vitest";
import { runPasses } from "./passes.ts";

function plan(batch: number, log: string[], signal?: AbortSignal) {
  return {
    count: 5,
    batch,
    signal,
    draw: (start: number, size: number): number => {
      log.push(`draw ${start}+${size}`);
      return start;
    },
    call: async (start: number): Promise<number> => {
      log.push(`call ${start}`);
      await Promise.resolve();
      return start * 10;
    },
    take: (result: number, drawn: number): void => {
      log.push(`take ${drawn} ${result}`);
    },
  };
}

describe("runPasses", () => {
  it("draws the next batch and works off the previous one while a call is in flight", async () => {
    const log: string[] = [];
    await runPasses(plan(2, log));
    expect(log).toEqual([
      "draw 0+2",
      "call 0",
      "draw 2+2",
      "call 2",
      "draw 4+1",
      "take 0 0",
      "call 4",
      "take 2 20",
      "take 4 40",
    ]);
  });

  it("runs nothing for no passes", async () => {
    const log: string[] = [];
    await runPasses({ ...plan(2, log), count: 0 });
    expect(log).toEqual([]);
  });

  it("stops before the next call once aborted", async () => {
    const log: string[] = [];
    const controller = new AbortController();
    const base = plan(1, log, controller.signal);
    const run = runPasses({
      ...base,
      call: async (start) => {
        if (start === 2) controller.abort();
        return base.call(start);
      },
    });
    await expect(run).rejects.toMatchObject({ code: "INTERRUPTED", message: /after 3 of 5 passes/ });
    expect(log.filter((line) => line.startsWith("call"))).toEqual(["call 0", "call 1", "call 2"]);
  });

  it("passes on what the layer throws", async () => {
    const base = plan(2, []);
    await expect(runPasses({ ...base, call: async () => Promise.reject(new Error("worker died")) })).rejects.toThrow(
      "worker died",
    );
  });
});
