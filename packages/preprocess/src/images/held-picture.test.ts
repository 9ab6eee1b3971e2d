import { imageAdapter, type Normalisation, pixelsFromBytes } from "@stillpoint/image";
import { describe, expect, it } from "vitest";
import { heldSample, type PictureForm } from "./held-picture.ts";

const NORMALISATION: Normalisation = { mean: [0.5, 0.4, 0.3], deviation: [0.2, 0.3, 0.1] };
const [height, width] = [4, 6];
const file = {
  height,
  width,
  channels: 3,
  bytes: Uint8Array.from({ length: 3 * height * width }, (_, k) => (37 * k) % 256),
};
const mask = Uint8Array.from({ length: height * width }, (_, p) => (p % width < 2 ? 1 : 0));
const form: PictureForm = {
  normalisation: NORMALISATION,
  grid: [2, 3],
  input: "x",
  layout: "channels-first",
};

function held(own: Partial<PictureForm> = {}) {
  const full = { ...form, ...own };
  const pixels = pixelsFromBytes(file, full.normalisation);
  const adapter = imageAdapter({ grid: full.grid, input: full.input, layout: full.layout });
  const whole = adapter.toUnits({ id: "cats/a", pixels, height, width, mask });
  const { units, unitOf } = whole;
  return { whole, sample: heldSample({ id: "cats/a", file, mask, units, unitOf }, full) };
}

describe("a picture held as bytes", () => {
  it.each(["channels-first", "channels-last"] as const)("is the adapter's sample, %s", (layout) => {
    const { whole, sample } = held({ layout });
    expect(sample.input).toEqual(whole);
    expect(sample.info).toEqual({ id: "cats/a", group: "cats", units: whole.units });
  });

  it("makes its numbers each time, and holds none of them", () => {
    const { sample } = held();
    expect(sample.input.inputs.x).not.toBe(sample.input.inputs.x);
    expect(sample.input).toEqual(sample.input);
    expect(sample.input.unitOf.data).toBe(sample.input.unitOf.data);
  });

  it.each(["uint8", "int32", "int64"] as const)("is its bytes where the network takes %s", (type) => {
    const whole: Normalisation = { mean: [0, 0, 0], deviation: [1, 1, 1] };
    const { sample } = held({ type, normalisation: whole, layout: "channels-last" });
    expect(sample.input.inputs.x).toMatchObject({ type, shape: [1, height, width, 3] });
    expect(Array.from(sample.input.inputs.x!.data, Number)).toEqual([...file.bytes]);
  });

  it("has units where the perturbed tensor has its pixels", () => {
    const { whole, sample } = held({ perturbedLayout: "channels-last" });
    expect(sample.input.unitOf.shape).toEqual([height, width, 1]);
    expect(sample.input.unitOf.data).toEqual(whole.unitOf.data);
    const last = held({ layout: "channels-last", perturbedLayout: "channels-first" }).sample;
    expect(last.input.unitOf.shape).toEqual([1, height, width]);
  });

  it("is drawn as the bytes are", () => {
    const { sample } = held();
    expect(sample.look.layout).toEqual({ kind: "grid", rows: 2, cols: 3 });
    expect(sample.look.picture()).toMatch(/^<svg .*<title>a<\/title><image href="data:image\/png;base64,/);
    expect(sample.look.annotation()).toContain("object mask of a");
  });
});
