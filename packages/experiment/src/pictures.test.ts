import type { TaskData } from "@stillpoint/core";
import { describe, expect, it } from "vitest";
import { syntheticTask, UNITS } from "../../core/fixtures/synthetic-task.ts";
import { picturesOf } from "./pictures.ts";

const data: TaskData = syntheticTask({ entropy: ({ sample, unit, step }) => Math.sin(3 * unit + sample) - step / 100 });
const layout = { kind: "grid", rows: 4, cols: 4 } as const;
const drawn = data.samples.map(({ id, group }) => ({ sample: id, title: id, group, picture: "", mask: "", layout }));
const kept = (room: number): readonly ReturnType<typeof picturesOf>[number][] =>
  picturesOf(data, { drawn, recipe: "limit" }, room);
const values = (room: number): number => kept(room).reduce((sum, { maps }) => sum + maps.length * UNITS.length, 0);
const everything = [...data.measurements].length * UNITS.length;

describe("picturesOf", () => {
  it("holds every map where there is room", () => {
    expect(values(everything)).toBe(everything);
    expect(values(Number.POSITIVE_INFINITY)).toBe(everything);
  });

  it("holds the whole training of some samples at the lowest seed, however little room there is", () => {
    const pictures = kept(0);
    expect(pictures.length).toBeGreaterThan(0);
    expect(pictures.length).toBeLessThan(data.samples.length);
    for (const { maps } of pictures) {
      for (const run of data.runs.filter(({ seed }) => seed === 0))
        expect(maps.filter(({ role }) => role === run.role)).toHaveLength(run.checkpoints.length);
      expect(new Set(maps.filter(({ role }) => role !== "teacher").map(({ seed }) => seed)).size).toBe(1);
    }
  });

  it("then all samples after training, and never more than there is room for", () => {
    const least = values(0);
    let before = 0;
    for (let room = least; room <= everything; room += Math.ceil(everything / 40)) {
      const taken = values(room);
      expect(taken).toBeLessThanOrEqual(room);
      expect(taken).toBeGreaterThanOrEqual(before);
      before = taken;
    }
    const half = kept(everything / 2);
    expect(half).toHaveLength(data.samples.length);
    for (const { maps } of half) expect(maps.some(({ role }) => role === "distilled")).toBe(true);
  });

  it("leaves out what is not drawn", () => {
    const some = picturesOf(data, { drawn: drawn.slice(0, 2), recipe: "limit" });
    expect(some.map(({ sample }) => sample)).toEqual(drawn.slice(0, 2).map(({ sample }) => sample));
  });
});
