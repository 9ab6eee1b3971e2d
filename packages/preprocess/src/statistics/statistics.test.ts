import { ElementType, Emitter, encodeTensor, type Graph } from "@stillpoint/autodiff";
import { drawNormal } from "@stillpoint/core";
import { describe, expect, it } from "vitest";
import { ChannelMoments, firstNormalisation, statisticsWarning } from "./first-normalisation.ts";
import { rangeWarning } from "./input-range.ts";

function normals(count: number, shift: number, scale: number): Float32Array {
  const values = new Float32Array(count);
  drawNormal({ seed: 3, sample: "statistics", purpose: "test", pass: 0 }, values);
  return values.map((value) => shift + scale * value);
}

const expected = { node: "bn1", mean: [1, 1], variance: [4, 4] };

function warningFor(shift: number, scale: number): string | undefined {
  const moments = new ChannelMoments(2);
  moments.add({ type: "float32", shape: [1, 2, 500], data: normals(1000, shift, scale) });
  return statisticsWarning(expected, moments.result());
}

describe("statisticsWarning", () => {
  it("is silent for the statistics of training, and within what another data set may have", () => {
    expect(warningFor(1, 2)).toBeUndefined();
    expect(warningFor(2, 3)).toBeUndefined();
  });

  it.each([
    [6, 2],
    [1, 0.1],
    [1, 20],
  ])("warns of mean %f and deviation %f", (shift, scale) => {
    expect(warningFor(shift, scale)).toMatch(/not what bn1, the first batch normalisation, was trained on/);
  });

  it("passes over tensors of another layout and channels that never moved", () => {
    const moments = new ChannelMoments(2);
    moments.add({ type: "float32", shape: [1, 500, 2], data: normals(1000, 90, 1) });
    expect(statisticsWarning(expected, moments.result())).toBeUndefined();
    expect(statisticsWarning({ ...expected, variance: [0, 0] }, { mean: [9, 9], variance: [1, 1] })).toBeUndefined();
  });
});

describe("ChannelMoments", () => {
  it("has the mean and the biased variance of every channel over tensors", () => {
    const moments = new ChannelMoments(2);
    moments.add({ type: "float32", shape: [1, 2, 2], data: Float32Array.of(1, 3, 10, 10) });
    moments.add({ type: "float32", shape: [1, 2, 2], data: Float32Array.of(5, 7, 10, 14) });
    expect(moments.result()).toEqual({ mean: [4, 11], variance: [5, 3] });
  });
});

describe("firstNormalisation", () => {
  it("is the first one the perturbed tensor reaches, with its running statistics", () => {
    const g = new Emitter("");
    const own = (mean: number): string[] => ["s", "b", g.float32([mean, mean]), g.float32([4, 4])];
    g.node("BatchNormalization", ["side", ...own(9)], ["other"]);
    g.node("Relu", ["x"], ["h"]);
    g.node("BatchNormalization", ["h", ...own(1)], ["y"]);
    g.node("BatchNormalization", ["y", ...own(2)], ["z"]);
    const scale = encodeTensor("s", ElementType.FLOAT, [2], Float32Array.of(1, 1));
    const graph: Graph = {
      name: "g",
      nodes: g.nodes,
      initializers: new Map([...g.constants, ["s", scale], ["b", { ...scale, name: "b" }]]),
      inputs: [],
      outputs: [],
      declared: new Map(),
    };
    expect(firstNormalisation(graph, "x")).toMatchObject({ input: "h", mean: [1, 1], variance: [4, 4] });
    expect(firstNormalisation(graph, "z")).toBeUndefined();
  });
});

describe("rangeWarning", () => {
  it.each([
    [0, 1, undefined],
    [0.5, 0.25, undefined],
    [120, 50, /as unscaled bytes do/],
    [-2.1, 0.004, /hardly differ/],
  ])("mean %f, deviation %f", (shift, scale, message) => {
    const warning = rangeWarning([normals(1000, shift, scale)], "pixels");
    if (message === undefined) expect(warning).toBeUndefined();
    else expect(warning).toMatch(message);
  });
});
