import { setTimeout as wait } from "node:timers/promises";
import { StillpointError } from "@stillpoint/core";
import { describe, expect, it } from "vitest";
import { memoryLimit } from "./memory-limit.ts";

/** Work that goes on until it is stopped. */
async function stoppedWork(signal: AbortSignal): Promise<never> {
  while (!signal.aborted) await wait(5);
  throw new StillpointError("INTERRUPTED", "measuring: expected 9 jobs; got 4");
}

function watched(limit: number | undefined, used: () => number) {
  const said: string[] = [];
  const outer = new AbortController();
  const watch = memoryLimit({ limit, outer: outer.signal, say: (text) => said.push(text), used });
  return { said, outer, watch };
}

describe("a limit on memory", () => {
  it("stops work that has more, says so once, and says what to do", async () => {
    const { said, watch } = watched(500, () => 612.4);
    using limit = watch;
    await expect(limit.within(() => stoppedWork(limit.signal))).rejects.toMatchObject({
      code: "RUNTIME",
      message:
        "memory: expected at most 500 MiB; got 613; go on with --resume and a larger --memory, fewer --workers or fewer --samples",
    });
    expect(said).toEqual(["memory: 613 MiB of 500; finishing the jobs under way and writing what is there"]);
  });

  it("leaves work alone that has no more, and what it throws", async () => {
    const { said, outer, watch } = watched(500, () => 500);
    using limit = watch;
    await wait(600);
    expect(limit.signal.aborted).toBe(false);
    await expect(limit.within(async () => 7)).resolves.toBe(7);
    outer.abort();
    expect(limit.signal.aborted).toBe(true);
    await expect(limit.within(() => stoppedWork(limit.signal))).rejects.toMatchObject({ code: "INTERRUPTED" });
    await expect(limit.within(() => Promise.reject(new Error("disk")))).rejects.toThrow("disk");
    expect(said).toEqual([]);
  });

  it("says where work came to its end all the same with more", async () => {
    const { said, watch } = watched(500, () => 700);
    using limit = watch;
    await limit.within(() => wait(600));
    expect(said.at(-1)).toBe("memory: the run came to its end with 700 MiB, more than the 500 of --memory");
  });

  it("is none where none is asked for", async () => {
    const { said, watch } = watched(undefined, () => 1e9);
    using limit = watch;
    await wait(600);
    expect([limit.signal.aborted, said]).toEqual([false, []]);
  });
});
