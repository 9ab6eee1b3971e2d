import { readFileSync } from "node:fs";
import { imageAdapter } from "@stillpoint/image";
import { checkAdapter } from "@stillpoint/testing";
import { describe, expect, it } from "vitest";
import { type ComposedImage, type CompositionRule, composeImage, cueRule, teacherRule } from "./composition.ts";
import { parseEmojiPack } from "./pack.ts";

const pack = await parseEmojiPack(readFileSync(new URL("../../data/emoji.pack.gz", import.meta.url)));
const key = { seed: 5, purpose: "test", copy: 0 };

const compose = (count: number, rule: CompositionRule): ComposedImage[] =>
  Array.from({ length: count }, (_, k) =>
    composeImage(pack, pack.emoji[(k * 37) % pack.emoji.length]!, rule, { ...key, copy: k }),
  );

const shown = compose(300, cueRule());

/** First and last row and column a mask touches. */
function box(mask: Float32Array | Uint8Array): [top: number, bottom: number, left: number, right: number] {
  const rows: number[] = [];
  const columns: number[] = [];
  for (const [p, value] of mask.entries())
    if (value > 0) {
      rows.push(Math.floor(p / 48));
      columns.push(p % 48);
    }
  return [Math.min(...rows), Math.max(...rows), Math.min(...columns), Math.max(...columns)];
}

describe("composeImage", () => {
  it("is the same picture for the same key and another one for any other", () => {
    const [first, second] = [pack.emoji[10]!, pack.emoji[11]!];
    const make = (emoji = first, change = {}): Uint8Array =>
      composeImage(pack, emoji, cueRule(), { ...key, ...change }).bytes;
    const base = make();
    expect(make()).toEqual(base);
    for (const other of [
      make(second),
      make(first, { seed: 6 }),
      make(first, { purpose: "x" }),
      make(first, { copy: 1 }),
    ])
      expect(other).not.toEqual(base);
  });

  it("keeps object and distractor apart", () => {
    for (const { mask, parts } of shown) {
      const [top, bottom, left, right] = box(mask);
      const [upper, lower, start, end] = box(parts?.distractor ?? new Float32Array());
      expect(bottom < upper || lower < top || right < start || end < left).toBe(true);
    }
  });

  it("keeps masks in 0..1, the object's larger than the distractor's on average", () => {
    const share = (mask: Float32Array | Uint8Array | undefined): number => {
      let sum = 0;
      let outside = 0;
      for (const value of mask ?? []) {
        if (!(value >= 0 && value <= 1)) outside++;
        sum += value;
      }
      expect(outside).toBe(0);
      return sum / 2304;
    };
    const object = shown.reduce((sum, image) => sum + share(image.mask), 0) / shown.length;
    const distractor = shown.reduce((sum, image) => sum + share(image.parts?.distractor), 0) / shown.length;
    // Squares of 0.58² and 0.32² of the picture on average, about half filled.
    expect(object).toBeGreaterThan(0.12);
    expect(object).toBeLessThan(0.26);
    expect(distractor).toBeGreaterThan(0.04);
    expect(distractor).toBeLessThan(0.09);
  });

  it("places the object everywhere: its centre has no favourite half", () => {
    const centres = shown.map(({ mask }) => box(mask)).map(([top, bottom]) => (top + bottom) / 2);
    const upper = centres.filter((centre) => centre < 23.5).length / centres.length;
    expect(upper).toBeGreaterThan(0.4);
    expect(upper).toBeLessThan(0.6);
  });

  it.each([0.9, 0.5, 0.1, 0, 1])("shows the cue of the class with probability %d", (agreement) => {
    const quick: CompositionRule = { ...cueRule(agreement), background: "mixed" };
    const images = compose(agreement === 0 || agreement === 1 ? 100 : 600, quick);
    const share =
      images.filter((image) => image.distractor === pack.distractorNames[image.label]).length / images.length;
    expect(Math.abs(share - agreement)).toBeLessThanOrEqual(
      4 * Math.sqrt((agreement * (1 - agreement)) / images.length),
    );
    for (const image of images) expect(pack.distractorNames.indexOf(image.distractor ?? "")).toBeLessThan(10);
  });

  it("says nothing about the class by the distractor at chance: every cue appears equally often beside a class", () => {
    const emoji = pack.emoji.filter(({ label }) => label === 3);
    const seen = new Map<string, number>();
    for (let k = 0; k < 1000; k++) {
      const image = composeImage(pack, emoji[k % emoji.length]!, cueRule(0.1), { ...key, copy: k });
      seen.set(image.distractor ?? "", (seen.get(image.distractor ?? "") ?? 0) + 1);
    }
    expect(seen.size).toBe(10);
    const chi = [...seen.values()].reduce((sum, count) => sum + (count - 100) ** 2 / 100, 0);
    // 0.999 quantile of chi-squared with 9 degrees of freedom.
    expect(chi).toBeLessThan(27.9);
  });

  it("draws the teacher's distractor from all 38 icons, or none a fifth of the time", () => {
    const images = compose(600, teacherRule);
    const none = images.filter((image) => image.distractor === undefined);
    expect(none.length / 600).toBeGreaterThan(0.13);
    expect(none.length / 600).toBeLessThan(0.27);
    for (const image of none) expect(image.parts).toBeUndefined();
    expect(new Set(images.map((image) => image.distractor)).size).toBe(39);
  });

  it("adds noise of the stated size to the finished picture", () => {
    const rule = { ...cueRule(), background: "mixed" } as const;
    let sum = 0;
    let count = 0;
    for (const [k, image] of compose(40, rule).entries()) {
      const clean = composeImage(
        pack,
        pack.emoji[(k * 37) % pack.emoji.length]!,
        { ...rule, sensorNoise: 0 },
        { ...key, copy: k },
      );
      for (const [p, byte] of clean.bytes.entries())
        if (byte > 50 && byte < 205) {
          sum += ((image.bytes[p]! - byte) / 255) ** 2;
          count++;
        }
    }
    expect(Math.sqrt(sum / count)).toBeCloseTo(0.04, 3);
  });

  it("makes pixels of its bytes: (byte / 255 - 0.5) / 0.28", () => {
    const { bytes, pixels } = shown[7]!;
    for (let p = 0; p < 2304; p += 97)
      for (let c = 0; c < 3; c++) expect(pixels[c * 2304 + p]).toBeCloseTo((bytes[3 * p + c]! / 255 - 0.5) / 0.28, 5);
  });

  it("shows the icon's own colours where it covers all, the background's where it covers nothing", () => {
    const emoji = pack.emoji.find(({ name }) => name === "red apple")!;
    const rule: CompositionRule = { ...cueRule(), sensorNoise: 0 };
    const plain = composeImage(pack, emoji, rule, key);
    const blank = composeImage(
      pack,
      { ...emoji, rgba: emoji.rgba.map((value, k) => (k % 4 === 3 ? 0 : value)) },
      rule,
      key,
    );
    let red = 0;
    let full = 0;
    for (const [p, covered] of plain.mask.entries()) {
      const free = covered === 0;
      if (free) expect(plain.bytes.slice(3 * p, 3 * p + 3)).toEqual(blank.bytes.slice(3 * p, 3 * p + 3));
      if (covered === 1) {
        full++;
        if (plain.bytes[3 * p]! > plain.bytes[3 * p + 2]!) red++;
      }
    }
    expect(full).toBeGreaterThan(150);
    expect(red / full).toBeGreaterThan(0.9);
  });

  it("keeps the adapter contract on any grid", () => {
    checkAdapter(imageAdapter({ grid: [12, 12] }), shown.slice(0, 20));
    checkAdapter(imageAdapter({ grid: "pixel" }), shown.slice(0, 2));
  });

  it("names rules that cannot be drawn", () => {
    const emoji = pack.emoji[0]!;
    expect(() => composeImage(pack, emoji, cueRule(1.5), key)).toThrow(
      /agreement: expected a probability in 0..1; got 1.5/,
    );
    expect(() => composeImage(pack, emoji, cueRule(Number.NaN), key)).toThrow(/got NaN/);
    const large: CompositionRule = { ...cueRule(), objectScale: [1, 1.2] };
    expect(() => composeImage(pack, emoji, large, key)).toThrow(/objectScale: expected an object smaller/);
  });
});
