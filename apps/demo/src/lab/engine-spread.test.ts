import { describe, expect, it } from "vitest";
import { spreadOver } from "./engine-spread.ts";

describe("spreadOver", () => {
  it("leaves the page a core of its own, and asks for at least one of each", () => {
    for (const cores of [0.5, 1, 2, 3, 4, 6, 7, 8, 12, 16, 64]) {
      const { lanes, threads, notes } = spreadOver(cores, true);
      expect(lanes * threads).toBeLessThanOrEqual(Math.max(1, cores - 1));
      expect(Math.min(lanes, threads)).toBeGreaterThanOrEqual(1);
      expect(notes).toEqual([]);
    }
    expect(spreadOver(12, true)).toMatchObject({ lanes: 4, threads: 2 });
    expect(spreadOver(4, true)).toMatchObject({ lanes: 3, threads: 1 });
    expect(spreadOver(2, true)).toMatchObject({ lanes: 1, threads: 1 });
  });

  it("says that threads are missing where memory cannot be shared", () => {
    expect(spreadOver(8, false)).toEqual({
      lanes: 4,
      threads: 1,
      notes: [expect.stringContaining("one thread for each network")],
    });
  });
});
