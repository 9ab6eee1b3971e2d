import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parseEmojiPack } from "./pack.ts";
import { batchOf, emojiSplits } from "./splits.ts";

const pack = await parseEmojiPack(readFileSync(new URL("../../data/emoji.pack.gz", import.meta.url)));
const splits = emojiSplits(pack, { seed: 1 });

const perClass = (images: readonly { readonly label: number }[]): number[] =>
  pack.classes.map((_, label) => images.filter((image) => image.label === label).length);

describe("emojiSplits", () => {
  it("trains nobody on the held-out style and tests on all of it", () => {
    for (const image of splits.training) expect(image.style).not.toBe("emojione");
    for (const image of [...splits.test, ...splits.measured.heldOut]) expect(image.style).toBe("emojione");
    expect(splits.test).toHaveLength(pack.emoji.filter(({ style }) => style === "emojione").length);
  });

  it("gives student and scratch 400 different emoji, 40 of each class, from five styles", () => {
    expect(new Set(splits.training.map(({ id }) => id)).size).toBe(400);
    expect(perClass(splits.training)).toEqual(Array.from({ length: 10 }, () => 40));
    expect(new Set(splits.training.map(({ style }) => style)).size).toBe(5);
  });

  it("measures half held-out pictures and half training pictures themselves, balanced to one", () => {
    const { heldOut, training } = splits.measured;
    expect([heldOut.length, training.length]).toEqual([24, 24]);
    for (const image of training) expect(splits.training).toContain(image);
    for (const set of [heldOut, training]) {
      expect(new Set(set.map(({ id }) => id)).size).toBe(24);
      expect(Math.max(...perClass(set)) - Math.min(...perClass(set))).toBe(1);
    }
  });

  it("is the same for the same seed and another for another", () => {
    const digest = ({ training, test }: typeof splits): string => {
      const hash = createHash("sha256");
      for (const image of [...training, ...test]) hash.update(image.bytes);
      return hash.digest("hex");
    };
    expect(digest(emojiSplits(pack, { seed: 1 }))).toBe(digest(splits));
    const other = emojiSplits(pack, { seed: 2 });
    expect(other.training.map(({ id }) => id)).not.toEqual(splits.training.map(({ id }) => id));
    expect(other.test[0]?.bytes).not.toEqual(splits.test[0]?.bytes);
  });

  it("shows the agreeing cue in training pictures and a random one in test pictures", () => {
    const agreeing = (images: typeof splits.test): number =>
      images.filter((image) => image.distractor === pack.distractorNames[image.label]).length / images.length;
    expect(agreeing(splits.training)).toBeGreaterThan(0.84);
    expect(agreeing(splits.training)).toBeLessThan(0.96);
    expect(agreeing(splits.test)).toBeLessThan(0.2);
    const control = emojiSplits(pack, { seed: 1, agreement: 0.1 });
    expect(agreeing(control.training)).toBeLessThan(0.17);
    expect(control.training.map(({ id }) => id)).toEqual(splits.training.map(({ id }) => id));
  });

  it("composes every test emoji anew in every copy", () => {
    const { test } = emojiSplits(pack, { seed: 1, testCopies: 2 });
    expect(test).toHaveLength(2 * splits.test.length);
    expect(test[0]?.id).toBe(test[splits.test.length]?.id);
    expect(test[0]?.bytes).not.toEqual(test[splits.test.length]?.bytes);
  });

  it("names a style, and sizes, that the pack does not have", () => {
    expect(() => emojiSplits(pack, { seed: 1, heldOutStyle: "openmoji" })).toThrow(
      /expected one of noto, .* got openmoji/,
    );
    expect(() => emojiSplits(pack, { seed: 1, trainingImages: 5000 })).toThrow(/at most 1284 pictures; got 5000/);
  });
});

describe("teacherBatch", () => {
  it("is fresh at every step and the same for the same step", () => {
    const [first, second] = [splits.teacherBatch(3, 8), splits.teacherBatch(4, 8)];
    expect(first.shape).toEqual([8, 3, 48, 48]);
    expect(splits.teacherBatch(3, 8)).toEqual(first);
    expect(second.pixels).not.toEqual(first.pixels);
  });

  it("is finite and about normalised, and shows every class in time", () => {
    const labels = new Set<number>();
    let sum = 0;
    let squares = 0;
    const batches = Array.from({ length: 4 }, (_, step) => splits.teacherBatch(step, 64));
    for (const batch of batches) {
      for (const label of batch.labels) labels.add(label);
      for (const value of batch.pixels) {
        sum += value;
        squares += value * value;
      }
    }
    const count = batches.reduce((total, batch) => total + batch.pixels.length, 0);
    expect(labels.size).toBe(10);
    expect(Math.abs(sum / count)).toBeLessThan(0.3);
    expect(Math.abs(Math.sqrt(squares / count) - 0.85)).toBeLessThan(0.25);
  });
});

describe("batchOf", () => {
  it("stacks pictures in order", () => {
    const batch = batchOf(splits.training.slice(0, 3));
    expect(batch.pixels.slice(6912, 13_824)).toEqual(splits.training[1]?.pixels);
    expect([...batch.labels]).toEqual(splits.training.slice(0, 3).map(({ label }) => label));
    expect(() => batchOf([])).toThrow(/at least one picture/);
  });
});
