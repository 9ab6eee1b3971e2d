// The engine knows no modality: one layer, seen as a picture, a cloud, a sentence and a question, has one answer.

import { type EntropyOptions, type Layer, measureEntropy, type Recipe, type UnitInput } from "@stillpoint/core";
import { imageAdapter } from "@stillpoint/image";
import { pointAdapter } from "@stillpoint/pointcloud";
import { qaAdapter } from "@stillpoint/qa";
import { sentimentAdapter } from "@stillpoint/sentiment";
import { quadraticLayer, scaleMatrix, syntheticMatrix } from "@stillpoint/testing";
import { type Encoding, wordsOf } from "@stillpoint/text";
import { describe, expect, it } from "vitest";

const [ROWS, COLUMNS, WIDTH] = [3, 4, 3];
const UNITS = ROWS * COLUMNS;
const TEXT = "one two three four five six seven eight nine ten eleven twelve";

/** One token per word and nothing else, so that words lie as points and pixels do. */
const encodingOf = (text: string, source: 0 | 1): Encoding => {
  const tokens = wordsOf(text).map(({ text: word, start, end }, id) => ({ id, text: word, source, start, end }));
  return { tokens, attention: tokens.map(() => 1), types: tokens.map(() => source) };
};

const pixels = new Float32Array(UNITS * WIDTH);
const mask = Uint8Array.from({ length: UNITS }, (_, unit) => (unit < 4 ? 1 : 0));

/** What the perturbed tensor's shape is, and how its scalars are units, by modality. */
const seen: Readonly<Record<string, { readonly shape: readonly number[]; readonly input: UnitInput }>> = {
  image: {
    shape: [ROWS, COLUMNS, WIDTH],
    input: imageAdapter({ grid: "pixel", layout: "channels-last" }).toUnits({
      id: "picture",
      pixels,
      height: ROWS,
      width: COLUMNS,
      mask,
    }),
  },
  pointcloud: {
    shape: [UNITS, WIDTH],
    input: pointAdapter().toUnits({
      id: "cloud",
      points: pixels,
      regions: Array.from(mask, (object) => (object === 1 ? "foreground" : "background")),
    }),
  },
  sentiment: {
    shape: [UNITS, WIDTH],
    input: sentimentAdapter().toUnits({
      id: "sentence",
      text: TEXT,
      encoding: encodingOf(TEXT, 0),
      foreground: [[0, 7]],
    }),
  },
  qa: {
    shape: [UNITS, WIDTH],
    input: qaAdapter().toUnits({
      id: "question",
      question: "Which?",
      context: TEXT,
      encoding: encodingOf(TEXT, 1),
      answers: [{ text: "two", start: 4 }],
    }),
  },
};

const linear = syntheticMatrix("half-power", 20, UNITS, WIDTH, 1);
const quadratic = scaleMatrix(syntheticMatrix("flat", 20, UNITS, WIDTH, 2), () => 3);

const layerOf = (shape: readonly number[]): Layer => quadraticLayer(linear, quadratic, pixels, shape);

const entropiesOf = async (input: UnitInput, shape: readonly number[], recipe: Recipe): Promise<Float64Array> => {
  const shared = { seed: 1, sample: "one sample", sigma0: 0.01 };
  const options: EntropyOptions =
    recipe === "official"
      ? { ...shared, recipe, official: { steps: 10, copies: 16 } }
      : { ...shared, recipe, passes: 64 };
  return (await measureEntropy(layerOf(shape), input, options)).entropies;
};

const entropiesBy = (modality: string, recipe: Recipe): Promise<Float64Array> =>
  entropiesOf(seen[modality]!.input, seen[modality]!.shape, recipe);

describe("one layer seen through four adapters", () => {
  it("has as many units, in the same order of scalars", () => {
    for (const { input } of Object.values(seen)) {
      expect(input.units).toHaveLength(UNITS);
      expect(Array.from(input.unitOf.data)).toEqual(Array.from({ length: UNITS }, (_, unit) => unit));
    }
  });

  it.each(["limit", "optimum", "official"] as const)("has bit-identical entropies by the recipe %s", async (recipe) => {
    const image = await entropiesBy("image", recipe);
    expect(new Set(image).size).toBe(UNITS);
    for (const modality of ["pointcloud", "sentiment", "qa"])
      expect(new Uint8Array((await entropiesBy(modality, recipe)).buffer)).toEqual(new Uint8Array(image.buffer));
  });

  it("has other entropies when two scalars change their unit", async () => {
    const { input, shape } = seen.sentiment!;
    const data = input.unitOf.data.slice();
    [data[0], data[1]] = [data[1]!, data[0]!];
    const swapped: UnitInput = { ...input, unitOf: { ...input.unitOf, data } };
    const found = await entropiesOf(swapped, shape, "limit");
    const image = await entropiesBy("image", "limit");
    expect(found[0]).not.toBe(image[0]);
  });
});
