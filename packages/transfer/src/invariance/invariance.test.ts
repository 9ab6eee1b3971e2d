import { chanceOf, type Tensor, toldFindings } from "@stillpoint/core";
import type { SampleInputs } from "@stillpoint/distill";
import { loadNetwork } from "@stillpoint/onnx";
import { nodeRuntime } from "@stillpoint/onnx/node";
import { expectAllclose } from "@stillpoint/testing";
import { afterAll, describe, expect, it } from "vitest";
import { floats, linearNetwork, normals, oracle, unpacked } from "../../fixtures/tiny.ts";
import { pictureOf, withPicture } from "../pictures/picture.ts";
import { Probe } from "../probe/probe.ts";
import { agreementCurve, changedSamples } from "./agreement-curve.ts";
import { type CloudInput, pointJitter, rotated, rotation, subSampling } from "./cloud.ts";
import { colourJitter, recoloured } from "./colour-jitter.ts";
import { cropped, randomCrop, shift } from "./crop.ts";
import { type Curve, type InvarianceStudy, invarianceSection } from "./invariance-section.ts";
import type { Transform } from "./transform.ts";
import { wordDrop, wordSwap, wordSynonym } from "./words.ts";

const runtime = nodeRuntime({ workers: 1 });
afterAll(() => runtime.close());

const input = { name: "input", mean: [0.5, 0.4, 0.3], deviation: [0.2, 0.25, 0.3] };
const rgb = normals(3 * 48, 1, "picture").map((value) => Math.min(Math.max(0.5 + 0.2 * value, 0), 1));
const picture = { height: 6, width: 8, rgb };
const sample: SampleInputs = withPicture({}, input, picture);
const chance = (pass = 0) => chanceOf({ seed: 1, sample: "a", purpose: "test", pass });

function values(inputs: SampleInputs, name = "input"): Float32Array {
  return Float32Array.from(inputs[name]!.data, Number);
}

describe("colours of a picture", () => {
  it.each(oracle.recoloured.map((each) => [each.change.join(), each] as const))(
    "change as in Python: %s",
    (_name, each) => {
      const { height, width } = oracle.picture;
      const [brightness, contrast, saturation, hue] = each.change;
      const change = { brightness: brightness!, contrast: contrast!, saturation: saturation!, hue: hue! };
      const found = recoloured({ height, width, rgb: unpacked(oracle.picture.rgb) }, change);
      expectAllclose(found.rgb, unpacked(each.rgb), { absolute: 2e-6 });
    },
  );

  it("are back after a full turn of the hue, and greys have none", () => {
    const plain = { brightness: 1, contrast: 1, saturation: 1 };
    expectAllclose(recoloured(picture, { ...plain, hue: 1 }).rgb, rgb, { absolute: 1e-6 });
    const grey = { ...picture, rgb: rgb.map((_, k) => rgb[k % 48]!) };
    expectAllclose(recoloured(grey, { ...plain, hue: 0.3 }).rgb, grey.rgb, { absolute: 1e-6 });
  });
});

describe("pieces of a picture", () => {
  it("of the whole size change nothing, and a shift moves pixels with edges repeated", () => {
    const whole = { top: 0, left: 0, height: 6, width: 8 };
    expect(cropped(picture, whole).rgb).toEqual(rgb);
    const moved = cropped(picture, { ...whole, left: 2 }).rgb;
    expect([...moved.subarray(0, 8)]).toEqual([2, 3, 4, 5, 6, 7, 7, 7].map((k) => rgb[k]));
  });

  it("have the area asked for", () => {
    // A ramp in x and one in y show what a crop spans.
    const ramp = (of: (x: number, y: number) => number) =>
      Float32Array.from({ length: 3 * 64 * 64 }, (_, k) => of(k % 64, Math.floor(k / 64) % 64) / 64);
    const spans = [ramp((x) => x), ramp((_, y) => y)].map((all) => {
      const [, second] = randomCrop({ ...input, mean: [0, 0, 0], deviation: [1, 1, 1] }).pair(
        { input: floats([1, 3, 64, 64], all) },
        0.4,
        chance(3),
      );
      const found = values(second).slice(0, 64 * 64);
      return (Math.max(...found) - Math.min(...found)) * (64 / 63);
    });
    expect(spans[0]! * spans[1]!).toBeCloseTo(0.4, 1);
  });
});

const cloud: SampleInputs = { points: floats([1, 20, 3], normals(60, 5, "cloud")) };
const clouds: CloudInput = { name: "points" };
const points = values(cloud, "points");

describe("changes of clouds", () => {
  it("turn every point alike, around the vertical without lifting one", () => {
    const turned = values(rotation(clouds, "up").pair(cloud, 90, chance())[1], "points");
    const any = values(rotation(clouds, "any").pair(cloud, 90, chance())[1], "points");
    for (let k = 0; k < 60; k += 3) {
      expect(turned[k + 1]).toBeCloseTo(points[k + 1]!, 6);
      for (const found of [turned, any]) {
        expect(Math.hypot(...found.subarray(k, k + 3))).toBeCloseTo(Math.hypot(...points.subarray(k, k + 3)), 5);
      }
    }
    expect(any.some((value, k) => k % 3 === 1 && Math.abs(value - points[k]!) > 0.1)).toBe(true);
    expectAllclose(rotated(points, [0, 1, 0], 2 * Math.PI), points, { absolute: 1e-6 });
    expect([...rotated(Float32Array.of(0, 0, 1), [0, 1, 0], Math.PI / 2)]).toEqual([1, 0, expect.closeTo(0, 6)]);
  });

  it("keep a share of the points, each in its place, and no new one", () => {
    const thinned = values(subSampling(clouds).pair(cloud, 0.25, chance())[1], "points");
    const row = (all: Float32Array, k: number) => all.subarray(3 * k, 3 * k + 3).join();
    const rows = Array.from({ length: 20 }, (_, k) => row(thinned, k));
    expect(new Set(rows).size).toBe(15);
    expect(rows.every((each) => Array.from({ length: 20 }, (_, k) => row(points, k)).includes(each))).toBe(true);
    expect(rows.filter((each, k) => each === row(points, k))).toHaveLength(15);
  });

  it("jitter by the deviation, and compute what else a network reads anew", () => {
    const jittered = values(pointJitter(clouds).pair(cloud, 0.1, chance())[1], "points");
    const moves = jittered.map((value, k) => value - points[k]!);
    expect(Math.sqrt(moves.reduce((sum, move) => sum + move * move, 0) / 60)).toBeCloseTo(0.1, 1);
    const first = (all: Float32Array): SampleInputs => ({ first: floats([1, 1], all.slice(0, 1)) });
    const changed = pointJitter({ ...clouds, sides: first }).pair(cloud, 0.1, chance())[1];
    expect(values(changed, "first")[0]).toBe(jittered[0]);
  });
});

const ids: Tensor = { type: "int64", shape: [1, 8], data: BigInt64Array.of(1n, 10n, 11n, 12n, 13n, 14n, 2n, 0n) };
const text: SampleInputs = { input_ids: ids };
const movable = (_place: number, id: bigint) => id >= 10n;
const told = (inputs: SampleInputs) => Array.from(inputs.input_ids!.data, Number);

describe("changes of texts", () => {
  it("blank a share of the words and leave the others in their places", () => {
    const found = told(wordDrop({ movable, blank: 3n }).pair(text, 0.4, chance())[1]);
    expect(found.filter((id) => id === 3)).toHaveLength(2);
    expect(found.every((id, k) => id === 3 || id === Number(ids.data[k]))).toBe(true);
    expect([found[0], found[6], found[7]]).toEqual([1, 2, 0]);
    expect(told(wordDrop({ movable, blank: 3n }).pair(text, 1, chance())[1])).toEqual([1, 3, 3, 3, 3, 3, 2, 0]);
  });

  it("exchange neighbours and lose no word", () => {
    const found = told(wordSwap({ movable }).pair(text, 0.25, chance())[1]);
    expect(found).not.toEqual(Array.from(ids.data, Number));
    expect(found.toSorted((a, b) => a - b)).toEqual(Array.from(ids.data, Number).toSorted((a, b) => a - b));
    expect([found[0], found[6], found[7]]).toEqual([1, 2, 0]);
    expect(found.filter((id, k) => id !== Number(ids.data[k]))).toHaveLength(2);
  });

  it("put synonyms where there are any", () => {
    const synonyms = (id: bigint) => (id === 11n ? [20n] : []);
    expect(told(wordSynonym({ movable, synonyms }).pair(text, 1, chance())[1])).toEqual([1, 10, 20, 12, 13, 14, 2, 0]);
  });
});

const transforms: readonly (readonly [Transform, SampleInputs, number])[] = [
  [colourJitter(input), sample, 0.4],
  [shift(input), sample, 4],
  [rotation(clouds, "up"), cloud, 90],
  [rotation(clouds, "any"), cloud, 90],
  [subSampling(clouds), cloud, 0.5],
  [pointJitter(clouds), cloud, 0.1],
  [wordDrop({ movable, blank: 3n }), text, 0.5],
  [wordSwap({ movable }), text, 0.5],
];

describe.each(transforms.map((each) => [each[0].id, ...each] as const))("%s", (_id, transform, given, strength) => {
  it("changes nothing at strength 0, is a function of its chance, and leaves the sample alone", () => {
    const before = Object.values(given).map(({ data }) => Array.from(data, Number));
    const numbers = (pair: readonly SampleInputs[]) =>
      pair.flatMap((each) => Object.values(each).map(({ data }) => Array.from(data, Number)));
    for (const each of transform.pair(given, 0, chance())) {
      expectAllclose(
        Object.values(each).flatMap(({ data }) => Array.from(data, Number)),
        before.flat(),
        { absolute: 1e-5 },
      );
    }
    const once = numbers(transform.pair(given, strength, chance()));
    expect(numbers(transform.pair(given, strength, chance()))).toEqual(once);
    expect(numbers(transform.pair(given, strength, chance(9)))).not.toEqual(once);
    expect(once.at(-1)).not.toEqual(before[0]);
    expect(Object.values(given).map(({ data }) => Array.from(data, Number))).toEqual(before);
    expect(() => transform.pair(given, -1, chance())).toThrow(/expected/);
  });
});

describe("agreementCurve", () => {
  const many: SampleInputs = { input: floats([9, 3, 4, 4], normals(9 * 48, 2)) };

  it("is 1 without a change, falls with it, and is the same however samples are ordered", async () => {
    const network = linearNetwork([3, 4, 4], normals(4 * 48, 1, "matrix"), normals(4, 1, "bias"));
    const example = { input: floats([1, 3, 4, 4], normals(48, 2)) };
    await using probe = new Probe({ network: await loadNetwork(network, example, runtime), runtime });
    const changed = changedSamples(colourJitter(input), many, [0, 1], 7, "abcdefghi".split(""));
    const [none, strong] = await agreementCurve(probe, changed);
    expect([...none!]).toEqual(new Array(9).fill(1));
    expect(strong!.reduce((sum, value) => sum + value, 0)).toBeLessThan(9);
    const data = Float32Array.from({ length: 9 * 48 }, (_, k) =>
      Number(many.input!.data[(8 - Math.floor(k / 48)) * 48 + (k % 48)]),
    );
    const turned = changedSamples(
      colourJitter(input),
      { input: floats([9, 3, 4, 4], data) },
      [1],
      7,
      "ihgfedcba".split(""),
    );
    const [again] = await agreementCurve(probe, turned);
    expect([...again!].reverse()).toEqual([...strong!]);
  });

  it("reads and writes pictures as they are normalised", () => {
    expectAllclose(pictureOf(sample, input).rgb, rgb, { absolute: 1e-6 });
    expect(() => pictureOf(cloud, { ...input, name: "points" })).toThrow(/expected pictures/);
  });
});

function curve(p: number, seed: number): Curve {
  return [0, 0.2, 0.4].map((strength) =>
    Float64Array.from({ length: 300 }, (_, k) => {
      const hard = 0.85 * (((k * 37) % 300) / 300) + 0.15 * (((k * 91 + seed * 53) % 300) / 300);
      return strength === 0 || hard < p - strength / 2 ? 1 : 0;
    }),
  );
}

describe("invarianceSection", () => {
  const seeds = [0, 1, 2, 3];
  const study: InvarianceStudy = {
    changed: { transform: colourJitter(input), strengths: [0, 0.2, 0.4] },
    teacher: curve(0.95, 0),
    students: {
      distilled: seeds.map((seed) => curve(0.85, seed)),
      scratch: seeds.map((seed) => curve(0.7, seed + 10)),
      null: seeds.map((seed) => curve(0.7, seed + 20)),
    },
  };
  const plain = (p: number) => ({ teacher: curve(0.8, 1), distilled: seeds.map((seed) => curve(p, seed + 30)) });
  const claims = (given: InvarianceStudy) =>
    Object.fromEntries(
      toldFindings(invarianceSection([given]).findings).map(({ finding, claim }) => [finding.id, claim]),
    );

  it("claims what students of a teacher without the change do not have", () => {
    expect(claims({ ...study, plain: plain(0.71) })).toEqual({
      "invariance.colour-jitter": "there",
      "invariance.colour-jitter.beyondPlain": "there",
    });
    expect(claims({ ...study, plain: plain(0.85) })).toEqual({
      "invariance.colour-jitter": "control",
      "invariance.colour-jitter.beyondPlain": "open",
    });
    expect(claims(study)).toEqual({ "invariance.colour-jitter": "there" });
  });

  it("holds students of another kind of teacher against other students, not against the teacher without the change", () => {
    const placebo = seeds.map((seed) => curve(0.6, seed + 40));
    const { findings } = invarianceSection([
      { ...study, students: { ...study.students, placebo }, plain: plain(0.71) },
    ]);
    const sentences = Object.fromEntries(findings.map(({ id, sentence }) => [id, sentence]));
    expect(sentences["invariance.colour-jitter"]).toContain("With a teacher trained without it");
    expect(sentences["invariance.colour-jitter.placebo"]).toContain("Between two independent students");
  });

  it("leaves out the strength that changes nothing, which is the whole area for crops", () => {
    const transform = randomCrop(input);
    const whole = changedSamples(transform, sample, [1, 0.5], 1).versions[0]!;
    for (const version of whole) expectAllclose(values(version), values(sample), { absolute: 1e-6 });
    // Its curves are those above: all ones at the strength that changes nothing.
    const crops = { ...study, changed: { transform, strengths: [1, 0.8, 0.6] } };
    const [finding] = invarianceSection([crops]).findings;
    expect(finding!.value).toBe(invarianceSection([study]).findings[0]!.value);
    expect(finding!.sentence).toContain("share of the area 0.8, 0.6)");
  });

  it("means over every strength but 0, and draws all of them with bands", () => {
    const { findings, drawings } = invarianceSection([{ ...study, plain: plain(0.71) }]);
    const mean = (p: number) => (p - 0.1 + p - 0.2) / 2;
    expect(findings[0]!.value).toBeCloseTo(mean(0.85) - mean(0.7), 1);
    expect(findings[0]!.sentence).toContain("strength 0.2, 0.4");
    const [drawing] = drawings;
    expect(drawing).toMatchObject({ kind: "lines", x: { values: [0, 0.2, 0.4] } });
    const names = drawing?.kind === "lines" ? drawing.series.map(({ name }) => name) : [];
    expect(names).toEqual(["teacher", "distilled", "scratch", "null", "teacher without it", "distilled from that"]);
  });
});
