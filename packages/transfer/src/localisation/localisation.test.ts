import { toldFindings } from "@stillpoint/core";
import { loadNetwork } from "@stillpoint/onnx";
import { nodeRuntime } from "@stillpoint/onnx/node";
import { expectAllclose } from "@stillpoint/testing";
import { afterAll, describe, expect, it } from "vitest";
import {
  averagedNetwork,
  floats,
  normals,
  oracle,
  oracleInputs,
  oracleNetwork,
  unpacked,
} from "../../fixtures/tiny.ts";
import { Probe } from "../probe/probe.ts";
import { activationMaps } from "./activation-map.ts";
import { classMaps, cotangentMaps, type LocalisationMaps, signalMaps } from "./class-maps.ts";
import { localisationSection } from "./localisation-section.ts";
import { mapClouds, mapPictures, mapWords } from "./map-drawings.ts";
import { mapLayout, pictureSize } from "./map-layout.ts";
import { cosineWins, emptyMaps, mapCosines } from "./map-similarity.ts";
import { upsampled } from "./upsampled.ts";

const runtime = nodeRuntime({ workers: 1 });
afterAll(() => runtime.close());

async function opened(bytes: Uint8Array, layer?: string): Promise<Probe> {
  const example = { input: floats([1, 3, 8, 8], normals(192, 1)) };
  return new Probe({
    network: await loadNetwork(bytes, example, runtime),
    runtime,
    ...(layer === undefined ? {} : { layer }),
  });
}

describe("classMaps", () => {
  it("are PyTorch's Grad-CAM, brought to the input's size", async () => {
    await using probe = await opened(oracleNetwork);
    const maps = await classMaps(probe, oracleInputs(), oracle.labels);
    expect(maps.shape).toEqual([8, 8]);
    expectAllclose(maps.values, unpacked(oracle.gradCam), { relative: 1e-4, absolute: 1e-6 });
    expect(emptyMaps(maps)).toBe(0);
  });

  it("have their closed form where logits are a matrix times the mean over places", async () => {
    const [kernel, matrix] = [normals(5 * 3, 1, "kernel"), normals(5 * 2, 1, "matrix")];
    await using probe = await opened(averagedNetwork(8, kernel, matrix, 2));
    expect(probe.layer.name).toBe("map");
    const inputs = { input: floats([2, 3, 8, 8], normals(384, 2)) };
    const { values } = await classMaps(probe, inputs, [1, 0]);
    for (const [sample, label] of [1, 0].entries())
      for (const place of [0, 13, 63]) {
        let sum = 0;
        for (let c = 0; c < 5; c++)
          for (let k = 0; k < 3; k++)
            sum +=
              (matrix[c * 2 + label]! / 64) *
              kernel[c * 3 + k]! *
              Number(inputs.input.data[sample * 192 + k * 64 + place]);
        expect(values[sample * 64 + place]).toBeCloseTo(Math.max(0, sum), 6);
      }
  });

  it("of a given signal are those of the class where that is its logit", async () => {
    await using probe = await opened(oracleNetwork);
    const inputs = oracleInputs();
    const maps = await classMaps(probe, inputs, oracle.labels);
    const one = new Float32Array(12);
    for (const [k, label] of oracle.labels.entries()) one[k * 3 + label] = 1;
    expect((await signalMaps(probe, inputs, { of: "cotangent", values: one })).values).toEqual(maps.values);
    const gradient = await probe.layerGradient(inputs, { of: "logit", labels: oracle.labels });
    expect((await cotangentMaps(probe, inputs, gradient)).values).toEqual(maps.values);
    const none = await cotangentMaps(
      probe,
      inputs,
      gradient.map(() => 0),
    );
    expect(emptyMaps(none)).toBe(4);
    const halved = await classMaps(probe, inputs, oracle.labels, {
      counted: maps.values.map((_, k) => (k % 2 === 0 ? 0 : 1)),
    });
    expect(halved.values.every((value, k) => value === (k % 2 === 0 ? 0 : maps.values[k]))).toBe(true);
  });
});

describe("activationMaps", () => {
  it("do not mind which axis holds the features, and clip below 0", () => {
    const [values, cotangent] = [normals(2 * 3 * 4, 1, "values"), normals(2 * 3 * 4, 1, "cotangent")];
    const turned = (all: Float32Array) =>
      Float32Array.from(
        { length: 24 },
        (_, k) => all[Math.floor(k / 12) * 12 + (k % 3) * 4 + Math.floor((k % 12) / 3)]!,
      );
    const first = activationMaps(values, cotangent, { features: 3, places: [4], featuresFirst: true });
    const last = activationMaps(turned(values), turned(cotangent), { features: 3, places: [4], featuresFirst: false });
    expectAllclose(last, first, { relative: 1e-6, absolute: 1e-7 });
    expect(Math.min(...first)).toBe(0);
    expect(Math.max(...first)).toBeGreaterThan(0);
  });

  it("lie as layers of pictures, points and tokens do", () => {
    expect(mapLayout([64, 6, 6], [3, 48, 48])).toEqual({ features: 64, places: [6, 6], featuresFirst: true });
    expect(mapLayout([6, 6, 64], [48, 48, 3])).toEqual({ features: 64, places: [6, 6], featuresFirst: false });
    expect(mapLayout([256, 128], [256, 3])).toEqual({ features: 128, places: [256], featuresFirst: false });
    expect(mapLayout([48, 32], [32, 48])).toEqual({ features: 48, places: [32], featuresFirst: true });
    expect(mapLayout([32, 128], [256, 3])).toEqual({ features: 128, places: [32], featuresFirst: false });
    expect(pictureSize([48, 40, 3])).toEqual([48, 40]);
    expect(pictureSize([256, 3])).toBeUndefined();
    expect(() => mapLayout([7], [3, 4, 4])).toThrow(/expected one of places and features/);
  });
});

describe("upsampled", () => {
  it("leaves a map of the same size and a constant alone, and draws lines between centres", () => {
    const map = normals(12, 1);
    expect(upsampled(map, [3, 4], [3, 4])).toEqual(map);
    expect(new Set(upsampled(new Float32Array(4).fill(2), [2, 2], [5, 7]))).toEqual(new Set([2]));
    expect(Array.from(upsampled(Float32Array.of(0, 4), [1, 2], [1, 4]))).toEqual([0, 1, 3, 4]);
  });
});

function maps(values: readonly number[], n = 2): LocalisationMaps {
  return { values: Float32Array.from(values), shape: [n], layer: "x" };
}

describe("likeness of maps", () => {
  it("is 1 of a network with itself, whatever the scale, and not defined for an empty map", async () => {
    await using probe = await opened(oracleNetwork);
    const own = await classMaps(probe, oracleInputs(), oracle.labels);
    const twice = { ...own, values: own.values.map((value) => 2 * value) };
    for (const cosine of mapCosines(own, twice)) expect(cosine).toBeCloseTo(1, 6);
    expect([...mapCosines(maps([1, 0, 0, 0, 3, 4]), maps([0, 1, 1, 1, 4, 3]))]).toEqual([0, Number.NaN, 0.96]);
    expect(() => mapCosines(maps([1, 0]), maps([1, 0, 2], 3))).toThrow(/expected the same places/);
  });

  it("is won by the nearer one, ties count one half", () => {
    const wins = cosineWins(Float64Array.of(0.9, 0.2, 0.5, Number.NaN), Float64Array.of(0.1, 0.3, 0.5, 0.2));
    expect([...wins]).toEqual([1, 0, 0.5, Number.NaN]);
  });
});

describe("localisationSection", () => {
  const cosines = (by: number) =>
    [0, 1, 2].map((seed) => Float64Array.from(normals(60, seed, `cosines ${by}`), (v) => 0.5 + by + 0.1 * v));
  const claims = (study: Parameters<typeof localisationSection>[0]) =>
    Object.fromEntries(
      toldFindings(localisationSection(study).findings).map(({ finding, claim }) => [finding.id, claim]),
    );
  const base = { layers: ["conv"], empty: [{ name: "scratch 0", maps: 2, samples: 60 }] };

  it("says one half of identical networks, and nothing more", () => {
    const same = cosines(0);
    const { findings, text } = localisationSection({
      ...base,
      cosines: { distilled: same, scratch: same, null: same },
    });
    expect(findings[0]).toMatchObject({ id: "localisation.winRate", value: 0.5, nothing: 0.5, p: 1 });
    expect(findings[0]!.control.mean).toBe(0.5);
    expect(text).toContain("scratch 0 2 of 60");
    expect(claims({ ...base, cosines: { distilled: same, scratch: same, null: same } })["localisation.winRate"]).toBe(
      "open",
    );
  });

  it("claims what lies above its control, with its placebo beside it", () => {
    const study = {
      ...base,
      cosines: { distilled: cosines(0.15), scratch: cosines(0), null: cosines(0.001), placebo: cosines(-0.1) },
    };
    expect(claims(study)).toEqual({
      "localisation.winRate": "there",
      "localisation.similarity": "there",
      "localisation.similarity.placebo": "described",
    });
    const [rate] = localisationSection(study).findings;
    expect(rate!.interval.low).toBeGreaterThan(0.5);
    expect(rate!.interval.high).toBeLessThanOrEqual(1);
    expect(rate!.sentence).toContain(`On ${(100 * rate!.value).toFixed(1)} % of samples`);
  });

  it("claims nothing that a placebo's students show too", () => {
    const study = {
      ...base,
      cosines: { distilled: cosines(0.15), scratch: cosines(0), null: cosines(0.001), placebo: cosines(0.2) },
    };
    expect(claims(study)["localisation.similarity"]).toBe("control");
    const [, similarity] = localisationSection(study).findings;
    expect(similarity!.control.mean).toBeCloseTo(0.2, 1);
    expect(similarity!.sentence).toContain("Of students of an untrained teacher the difference is 0.1");
    const lower = { ...study, cosines: { ...study.cosines, distilled: cosines(-0.15), placebo: cosines(-0.2) } };
    expect(claims(lower)["localisation.similarity"]).toBe("control");
  });

  it("claims nothing that students of a network like themselves show too, either way", () => {
    for (const by of [0.15, -0.15]) {
      const cosinesOf = (own: number) => ({
        ...{ distilled: cosines(by), scratch: cosines(0), null: cosines(0.001) },
        "self-distilled": cosines(own * by),
      });
      const study = { ...base, cosines: cosinesOf(1.2) };
      expect(claims(study)).toMatchObject({ "localisation.winRate": "control", "localisation.similarity": "control" });
      const sentence = (k: number) => localisationSection(study).findings[k]!.sentence;
      expect(sentence(0)).toContain("A student of a network like itself does so");
      expect(sentence(1)).toContain("Of students of a network like themselves the difference is");
      expect(claims({ ...base, cosines: cosinesOf(-0.1) })).toMatchObject({
        "localisation.winRate": by > 0 ? "there" : "opposite",
        "localisation.similarity": by > 0 ? "there" : "opposite",
      });
    }
  });

  it("says one half, give or take, of students that owe their teacher nothing: intervals hold it as often as they say", () => {
    let [held, told] = [0, 0];
    for (let trial = 0; trial < 40; trial++) {
      const drawn = (who: string) =>
        [0, 1, 2].map((seed) =>
          Float64Array.from(normals(60, 100 * trial + seed, `${who} cosines`), (v) => 0.5 + 0.1 * v),
        );
      const study = { ...base, cosines: { distilled: drawn("a"), scratch: drawn("b"), null: drawn("c") } };
      const { low, high } = localisationSection(study).findings[0]!.interval;
      if (low <= 0.5 && high >= 0.5) held++;
      if (claims(study)["localisation.winRate"] === "there") told++;
    }
    expect(held).toBeGreaterThanOrEqual(35);
    expect(told).toBeLessThanOrEqual(1);
  });

  it("says what is missing", () => {
    const [rate, similarity] = localisationSection({ ...base, cosines: { distilled: cosines(0) } }).findings;
    expect(rate!.value).toBeNaN();
    expect([rate!.interval.reason, rate!.sentence]).toEqual([
      "no scratch student",
      "The win rate cannot be told: no scratch student.",
    ]);
    expect(similarity!.control.reason).toBe("no null student");
  });
});

describe("drawings of maps", () => {
  it("scale each map to its largest value, for pictures, clouds and words", () => {
    const network = { name: "teacher", maps: maps([0, 2, 0, 0]), answers: ["cat", "dog"] };
    const look = { height: 1, width: 2, rgb: Float32Array.of(1, 0, 0, 1, 0, 0.5) };
    const pictures = mapPictures([{ place: 0, name: "a", look }], [network]);
    expect(pictures.rows[0]!.pictures[0]).toEqual({
      ...{ height: 1, width: 2, rgb: [255, 0, 0, 0, 255, 128], note: "cat" },
      heat: { height: 1, width: 2, values: [0, 1] },
    });
    expect(mapClouds([{ place: 1, name: "b", look: new Float32Array(6) }], [network]).clouds[0]).toMatchObject({
      weights: [0, 0],
      note: "dog",
    });
    expect(mapWords([{ place: 0, name: "c", look: [null, "word"] }], [network]).rows[0]!.pieces).toEqual([
      { text: "word", weight: 1 },
    ]);
  });
});
