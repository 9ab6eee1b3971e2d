import { ensure, type ModalityAdapter, type UnitInput } from "@stillpoint/core";
import { describe, expect, it } from "vitest";
import { checkAdapter } from "./adapter-contract.ts";

interface Line {
  readonly values: Float32Array;
}

const honest = ({ values }: Line): UnitInput => ({
  inputs: { x: { type: "float32", shape: [1, values.length], data: values.slice() } },
  unitOf: { data: Int32Array.from(values, (_, k) => (k < 2 ? 0 : k < 4 ? 1 : -1)), shape: [values.length] },
  units: [
    { label: "left", region: "foreground" },
    { label: "right", region: "background" },
  ],
});

const samples = (): Line[] => [{ values: Float32Array.of(1, 2, 3, 4, 5) }, { values: Float32Array.of(0, -1, 2, 3) }];

const check = (toUnits: (sample: Line) => UnitInput, data = samples()): void =>
  checkAdapter({ modality: "line", toUnits } satisfies ModalityAdapter<Line>, data);

const expectBroken = (toUnits: (sample: Line) => UnitInput, message: RegExp): void => {
  expect(() => check(toUnits)).toThrow(message);
  expect(() => check(toUnits)).toThrow(expect.objectContaining({ code: "ADAPTER" }));
};

describe("checkAdapter", () => {
  it("accepts an adapter that keeps its promises", () => expect(() => check(honest)).not.toThrow());

  it("needs a sample", () => expect(() => check(honest, [])).toThrow(expect.objectContaining({ code: "USAGE" })));

  it("catches a unit without scalars", () =>
    expectBroken((sample) => {
      const input = honest(sample);
      return { ...input, units: [...input.units, { label: "nowhere", region: "border" }] };
    }, /sample 0: expected every unit to hold a scalar; got none for unit 2 "nowhere"; fix toUnits/));

  it("catches NaN in an input", () =>
    expectBroken((sample) => {
      const input = honest(sample);
      const data = sample.values.map((value) => (value === 2 ? Number.NaN : value));
      return { ...input, inputs: { x: { type: "float32", shape: [1, data.length], data } } };
    }, /input "x" finite; got NaN at 1/));

  it("catches an adapter that changes its sample", () =>
    expectBroken((sample) => {
      const input = honest(sample);
      sample.values[0] = sample.values[0]! + 1;
      return input;
    }, /the sample unchanged/));

  it("catches an adapter that changes its sample the second time, or detaches it", () => {
    let calls = 0;
    expectBroken((sample) => {
      const input = honest(sample);
      calls++;
      if (calls % 2 === 0) sample.values.fill(0);
      return input;
    }, /the sample unchanged/);
    expectBroken((sample) => {
      const input = honest(sample);
      if (sample.values.buffer instanceof ArrayBuffer)
        structuredClone(sample.values, { transfer: [sample.values.buffer] });
      return input;
    }, /the sample unchanged/);
  });

  it("catches foreground without background, and the other way round", () => {
    for (const [region, missing] of [
      ["foreground", "background"],
      ["background", "foreground"],
    ] as const)
      expectBroken(
        (sample) => {
          const input = honest(sample);
          return { ...input, units: input.units.map((unit) => ({ ...unit, region })) };
        },
        new RegExp(`at least one ${missing} unit`),
      );
  });

  it("catches units that differ from call to call", () => {
    let calls = 0;
    expectBroken((sample) => {
      const input = honest(sample);
      calls++;
      return { ...input, units: input.units.map((unit) => ({ ...unit, label: `${unit.label} ${calls}` })) };
    }, /the same units for the same sample/);
  });

  it("catches an index that is no unit", () =>
    expectBroken((sample) => {
      const input = honest(sample);
      return { ...input, unitOf: { ...input.unitOf, data: input.unitOf.data.map((unit) => unit + 1) } };
    }, /indices of 2 units or -1; got 2/));

  it("catches shapes that their numbers do not fill", () => {
    expectBroken((sample) => {
      const input = honest(sample);
      return { ...input, unitOf: { ...input.unitOf, shape: [1, 3] } };
    }, /unitOf to fill its shape \[1,3\]; got 5 indices/);
    expectBroken((sample) => {
      const input = honest(sample);
      return { ...input, inputs: { x: { type: "float32", shape: [2, 5], data: new Float32Array(10) } } };
    }, /batch axis 1; got shape \[2,5\]/);
  });
});

/** A text adapter whose tokenizer reads at most `most` words; one that is honest refuses longer texts. */
const textAdapter = (most: number, cuts: boolean): ModalityAdapter<string> => ({
  modality: "text",
  toUnits(text) {
    const words = text.split(" ").filter((word) => word !== "");
    ensure(words.length > 1, "INPUT", () => `text: expected at least two words; got ${words.length}; leave it out`);
    ensure(
      cuts || words.length <= most,
      "INPUT",
      () => `text: expected ${most} words; got ${words.length}; cut windows`,
    );
    const read = words.slice(0, most);
    const ids = BigInt64Array.from(read, (word) => BigInt(word.length));
    return {
      inputs: { input_ids: { type: "int64", shape: [1, read.length], data: ids } },
      unitOf: { data: Int32Array.from(read.keys()), shape: [read.length, 1] },
      units: read.map((word, k) => ({ label: word, region: k % 2 === 0 ? "foreground" : "background" })),
    };
  },
});

describe("checkAdapter on a text", () => {
  const long = "a sentence of six words altogether";
  const count = (text: string): number => text.split(" ").length;

  it("accepts an adapter that reads all words or refuses", () => {
    checkAdapter(textAdapter(6, false), ["two words", long], { count, refused: [`${long} and more`, "", "one"] });
  });

  it("catches a truncating tokenizer by the words that are missing", () => {
    const check = () => checkAdapter(textAdapter(4, true), ["two words", long], { count });
    expect(check).toThrow("text adapter, sample 1: expected 6 units that cover the sample; got 4; fix toUnits");
    expect(check).toThrow(expect.objectContaining({ code: "ADAPTER" }));
  });

  it("catches a truncating tokenizer by the text it does not refuse", () => {
    const check = () => checkAdapter(textAdapter(4, true), ["two words"], { refused: [long] });
    expect(check).toThrow(
      "text adapter, refused sample 0: expected a StillpointError; got 4 units; throw from toUnits",
    );
    expect(check).toThrow(expect.objectContaining({ code: "ADAPTER" }));
  });

  it("catches a refusal that is no StillpointError", () => {
    const { toUnits } = textAdapter(4, true);
    const crash = { modality: "text", toUnits: (text: string) => toUnits(text === "" ? JSON.parse("{") : text) };
    expect(() => checkAdapter(crash, ["two words"], { refused: [""] })).toThrow(
      /expected a StillpointError; got SyntaxError/,
    );
  });
});
