import { ElementType, type Graph, type Port } from "@stillpoint/autodiff";
import type { Tensor } from "@stillpoint/core";
import { describe, expect, it } from "vitest";
import { accuracyOf, isNearChance, isSurelyPoor, onlyAnswer } from "./accuracy.ts";
import { answerKey } from "./answer.ts";
import type { ClassLabels } from "./labels.ts";

function graphOf(...outputs: readonly Partial<Port>[]): Graph {
  const ports = outputs.map((port) => ({ name: "logits", elementType: ElementType.FLOAT, dims: ["b", 3], ...port }));
  return { name: "g", nodes: [], initializers: new Map(), inputs: [], outputs: ports, declared: new Map() };
}

const floats = (shape: readonly number[], data: readonly number[]): Tensor => {
  return { type: "float32", shape, data: Float32Array.from(data) };
};

const labels: ClassLabels = {
  kind: "class",
  source: "top folder",
  names: ["a", "b", undefined, "c"],
  classes: ["a", "b", "c"],
  order: "text",
};

/** Samples whose only input is their own scores. */
const samples = [
  [9, 0, 0],
  [9, 0, 0],
  [0, 0, 9],
  [0, 1, 9],
].map((scores, k) => ({
  info: { id: `${k}`, group: k < 2 ? "first" : "second", units: [] },
  input: { inputs: { x: floats([1, 3], scores) }, units: [], unitOf: { data: new Int32Array(), shape: [] } },
}));

const echo = async ({ x }: Readonly<Record<string, Tensor>>): Promise<Record<string, Tensor>> => ({ logits: x! });

describe("accuracyOf", () => {
  it("counts labelled samples only, by group, and what was said over all", async () => {
    const key = answerKey(graphOf({}), 4, labels);
    if (typeof key === "string") throw new Error(key);
    const found = await accuracyOf(samples, key, echo);
    expect(found).toMatchObject({ labelled: 3, right: 2, chance: 1 / 3, groups: { first: 0.5, second: 1 } });
    expect([...found.said]).toEqual([
      ["class 0", 2],
      ["class 2", 2],
    ]);
    expect(onlyAnswer(found)).toBeUndefined();
    expect(onlyAnswer({ said: new Map([["class 0", 4]]) })).toBe("class 0");
  });

  it("says what was said where nothing is labelled, and why labels do not serve", async () => {
    const bare = answerKey(graphOf({}), 4, undefined);
    const unfit = answerKey(graphOf({ dims: ["b", 7] }), 4, labels);
    if (typeof bare === "string" || typeof unfit === "string") throw new Error("expected keys");
    expect(bare.source).toBe("no labels");
    expect(unfit.source).toMatch(/not used: 3 classes/);
    for (const key of [bare, unfit]) {
      expect(await accuracyOf(samples, key, echo)).toMatchObject({ labelled: 0, chance: Number.NaN });
    }
  });

  it("reads a single score at 0, and a probability at a half", () => {
    const binary: ClassLabels = { ...labels, names: ["0", "1"], classes: [] };
    const scored = answerKey(graphOf({ dims: ["b", 1] }), 2, binary);
    const sigmoid = { op: "Sigmoid", domain: "", name: "s", inputs: ["z"], outputs: ["logits"], attributes: new Map() };
    const likely = answerKey({ ...graphOf({ dims: ["b", 1] }), nodes: [sigmoid] }, 2, binary);
    if (typeof scored === "string" || typeof likely === "string") throw new Error("expected keys");
    const quarter = { logits: floats([1, 1], [0.25]) };
    expect(scored.answer(1, quarter)).toEqual({ said: "class 1", right: true });
    expect(likely.answer(1, quarter)).toEqual({ said: "class 0", right: false });
  });

  it("finds no answer in a network without a row of scores", () => {
    expect(answerKey(graphOf({ dims: ["b", 8, 4, 4] }), 1, undefined)).toMatch(/no output with one number a class/);
    expect(answerKey(graphOf({ elementType: ElementType.INT64 }), 1, undefined)).toMatch(/no output/);
  });

  it.each([
    [
      "two outputs",
      [{ name: "start_logits" }, { name: "end_logits" }],
      { start_logits: floats([1, 4], [0, 0, 5, 0]), end_logits: floats([1, 4], [0, 0, 0, 5]) },
    ],
    [
      "pairs in front",
      [{ name: "scores", dims: ["b", 2, 4] }],
      { scores: floats([1, 2, 4], [0, 0, 5, 0, 0, 0, 0, 5]) },
    ],
    ["pairs behind", [{ name: "scores", dims: ["b", 4, 2] }], { scores: floats([1, 4, 2], [0, 0, 0, 0, 5, 0, 0, 5]) }],
  ])("reads spans from %s", (_, outputs, values) => {
    const context = "red sea";
    const tokens = [
      { id: 0, text: "[CLS]", source: -1, start: 0, end: 0 },
      { id: 1, text: "[SEP]", source: -1, start: 0, end: 0 },
      { id: 2, text: "red", source: 1, start: 0, end: 3 },
      { id: 3, text: "sea", source: 1, start: 4, end: 7 },
    ] as const;
    const question = (answer: string) => ({ context, tokens, answers: [answer] });
    const key = answerKey(graphOf(...outputs), 2, {
      kind: "span",
      source: "answers",
      questions: [question("the Red Sea"), question("red")],
    });
    if (typeof key === "string") throw new Error(key);
    expect(key.answer(0, values)).toEqual({ said: "red sea", right: true });
    expect(key.answer(1, values)).toEqual({ said: "red sea", right: false });
  });
});

describe("isNearChance", () => {
  it.each([
    [20, 40, 0.5, true],
    [25, 40, 0.5, true],
    [26, 40, 0.5, false],
    [240, 400, 0.5, false],
    [0, 4, 0.5, false],
    [0, 5, 0.5, true],
    [3, 5, 0.5, true],
    [4, 5, 0.5, false],
    [4, 16, 0.1, true],
    [5, 16, 0.1, false],
    [0, 19, 0, false],
    [0, 20, 0, true],
    [1, 200, 0, false],
    [0, 0, 0.5, false],
    [0, 9, Number.NaN, false],
  ])("%i right of %i at chance %f: %s", (right, labelled, chance, near) => {
    expect(isNearChance({ right, labelled, chance })).toBe(near);
  });
});

describe("isSurelyPoor", () => {
  it.each([
    [12, 24, 0.5, false],
    [50, 100, 0.5, true],
    [0, 10, 0.5, true],
    [60, 100, 0.5, false],
    [0, 3, 0.5, false],
    [0, 20, 0, true],
    [3, 9, Number.NaN, false],
    [0, 9, 1, false],
  ])("%i right of %i at chance %f: %s", (right, labelled, chance, poor) => {
    expect(isSurelyPoor({ right, labelled, chance })).toBe(poor);
  });
});
