// Damaged files of every kind: a value of finite numbers, or one clear sentence, and an end.

import { StillpointError } from "@stillpoint/core";
import { describe, expect, it } from "vitest";
import { damaged } from "./mutation.ts";
import { fuzz, type Target } from "./run.ts";
import { targets } from "./targets.ts";

const SEED = 9;
const COUNT = 250;
/** Seconds: a loop never ends, a busy machine may be slow. */
const DEADLINE = 10;

const all = await targets();

describe("a damaged file", () => {
  it.each(all.map((target) => [target.name, target] as const))(
    `is read or refused by the parser of %s, ${COUNT} times`,
    async (_, target) => {
      const { faults, inputs, refusals } = await fuzz(target, { count: COUNT, seed: SEED, deadline: DEADLINE });
      expect(faults).toEqual([]);
      expect(inputs).toBe(COUNT);
      // Damage that nothing notices would test nothing.
      expect(refusals).toBeGreaterThan(COUNT / 20);
    },
    120_000,
  );

  it.each(all.map((target) => [target.name, target] as const))("whole files of %s are read", async (_, target) => {
    for (const bytes of target.seeds) await expect(Promise.resolve(target.run(bytes))).resolves.toBeDefined();
  });

  it("is the same for the same seed, and another for the next", () => {
    const { seeds, name } = all[0]!;
    expect(damaged(seeds, name, 1, 7)).toEqual(damaged(seeds, name, 1, 7));
    expect(damaged(seeds, name, 1, 7)).not.toEqual(damaged(seeds, name, 1, 8));
    expect(damaged(seeds, name, 1, 7)).not.toEqual(damaged(seeds, name, 2, 7));
  });
});

describe("a planted mistake", () => {
  const planted = (run: Target["run"]): Target => ({ name: "planted", seeds: [Uint8Array.of(49)], run });
  const first = async (run: Target["run"]) =>
    (await fuzz(planted(run), { count: 1, seed: 1, deadline: 0.2 })).faults[0];

  it.each<[string, Target["run"], object]>([
    ["an error that is not ours", () => JSON.parse("{"), { kind: "raw error" }],
    ["a thrown text", () => Promise.reject("no"), { kind: "raw error" }],
    [
      "a loop",
      () => {
        for (;;);
      },
      { kind: "hang" },
    ],
    ["a pattern without end", () => /^(a+)+$/.test(`${"a".repeat(60)}b`), { kind: "hang" }],
    ["a promise that is never kept", () => new Promise(() => undefined), { kind: "hang" }],
    [
      "infinity",
      () => ({ vertices: Float32Array.of(0, 1e39) }),
      { kind: "not finite", said: expect.stringContaining("vertices[1]") },
    ],
    ["NaN deep inside", () => [{ a: new Map([["b", [Number.NaN]]]) }], { kind: "not finite" }],
    [
      "a sentence outside the grammar",
      () => {
        throw new StillpointError("INPUT", "bad file");
      },
      { kind: "grammar" },
    ],
  ])("%s is found", async (_, run, fault) => expect(await first(run)).toMatchObject(fault));

  it("is not seen in what is fine", async () => {
    const fine = (): never => {
      throw new StillpointError("INPUT", "a: expected b; got c; mend it");
    };
    expect(await first(fine)).toBeUndefined();
    expect(await first(() => [1, "text", null, Number.MAX_VALUE])).toBeUndefined();
  });
});
