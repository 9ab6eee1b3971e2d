import { ElementType, type Graph, type Port } from "@stillpoint/autodiff";
import type { Tensor } from "@stillpoint/core";
import type { Token } from "@stillpoint/text";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { answerReader } from "./answer-reader.ts";

function graphOf(outputs: readonly Partial<Port>[], last?: string): Graph {
  const ports = outputs.map((port) => ({ name: "logits", elementType: ElementType.FLOAT, dims: ["b", 3], ...port }));
  const node = { op: last ?? "Gemm", domain: "", name: "n", inputs: ["z"], outputs: ["logits"], attributes: new Map() };
  return { name: "g", nodes: [node], initializers: new Map(), inputs: [], outputs: ports, declared: new Map() };
}

const floats = (shape: readonly number[], data: readonly number[]): Tensor => {
  return { type: "float32", shape, data: Float32Array.from(data) };
};

/** What a network with one output of scores answers. */
function classesOf(scores: readonly number[], last?: string): readonly number[] {
  const reader = answerReader(graphOf([{ dims: ["b", scores.length] }], last));
  if (typeof reader === "string") throw new Error(reader);
  const answer = reader.read({ logits: floats([1, scores.length], scores) });
  if (answer.kind !== "class") throw new Error(answer.kind);
  return answer.probabilities;
}

describe("answerReader", () => {
  it("gives probabilities that sum to one, keep the order of the scores and do not mind a shift", () => {
    const score = fc.integer({ min: -200, max: 200 });
    fc.assert(
      fc.property(fc.array(score, { minLength: 2, maxLength: 6 }), score, (scores, shift) => {
        const probabilities = classesOf(scores);
        expect(probabilities.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 12);
        for (const [k, value] of probabilities.entries())
          for (const [other, beside] of probabilities.entries())
            if ((scores[k] ?? 0) > (scores[other] ?? 0)) expect(value).toBeGreaterThanOrEqual(beside);
        for (const [k, value] of classesOf(scores.map((one) => one + shift)).entries())
          expect(value).toBeCloseTo(probabilities[k] ?? Number.NaN, 12);
      }),
      { seed: 5 },
    );
    expect(classesOf([Math.log(1), Math.log(2), Math.log(5)])[2]).toBeCloseTo(5 / 8, 6);
  });

  it("takes what a softmax or a sigmoid gave as it is, and one logit as that of the second class", () => {
    expect(classesOf([0.25, 0.75], "Softmax")).toEqual([0.25, 0.75]);
    expect(classesOf([0.25], "Sigmoid")).toEqual([0.75, 0.25]);
    expect(classesOf([Math.log(3)])[1]).toBeCloseTo(0.75, 6);
  });

  it("says why where no output holds classes or spans", () => {
    const pictures = graphOf([{ dims: ["b", 3, 8, 8] }]);
    expect(answerReader(pictures)).toMatch(/no output with one number a class/);
    expect(answerReader(pictures, { context: "", answers: [], tokens: [] })).toMatch(
      /no outputs for the start and the end/,
    );
  });

  it("reads the best span of the context, its probability over the tokens of the context alone", () => {
    const context = "a bb c";
    const places = [
      [0, 0, -1],
      [0, 3, 0],
      [0, 1, 1],
      [2, 4, 1],
      [5, 6, 1],
    ] as const;
    const tokens: Token[] = places.map(([start, end, source], id) => ({ id, text: "", source, start, end }));
    const graph = graphOf([
      { name: "start_logits", dims: ["b", 5] },
      { name: "end_logits", dims: ["b", 5] },
    ]);
    const reader = answerReader(graph, { context, answers: [], tokens });
    if (typeof reader === "string") throw new Error(reader);
    // The question's token has the highest score and counts for nothing.
    const starts = floats([1, 5], [0, 99, Math.log(1), Math.log(2), Math.log(1)]);
    const ends = floats([1, 5], [0, 99, Math.log(1), Math.log(1), Math.log(3)]);
    expect(reader.outputs).toEqual(["start_logits", "end_logits"]);
    const answer = reader.read({ start_logits: starts, end_logits: ends });
    expect(answer).toMatchObject({ kind: "span", text: "bb c" });
    expect(answer).toHaveProperty("probability", expect.closeTo((2 / 4) * (3 / 5), 6));
  });
});
