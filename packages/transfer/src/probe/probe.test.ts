import { argmax } from "@stillpoint/core";
import {
  convNet,
  pointNet,
  type SampleInputs,
  spanTransformer,
  takeInputs,
  textCnn,
  textTransformer,
} from "@stillpoint/distill";
import { loadNetwork } from "@stillpoint/onnx";
import { nodeRuntime } from "@stillpoint/onnx/node";
import { expectAllclose } from "@stillpoint/testing";
import { afterAll, describe, expect, it } from "vitest";
import { floats, linearNetwork, normals, oracle, oracleInputs, oracleNetwork, unpacked } from "../../fixtures/tiny.ts";
import { answersOf, labelAnswers, sameAnswers } from "./answers.ts";
import { Probe, type ProbeOptions } from "./probe.ts";
import type { Signal } from "./signal.ts";

const runtime = nodeRuntime({ workers: 1 });
afterAll(() => runtime.close());

async function opened(
  bytes: Uint8Array,
  inputs: SampleInputs,
  named: Omit<ProbeOptions, "network" | "runtime"> = {},
): Promise<Probe> {
  return new Probe({ network: await loadNetwork(bytes, takeInputs(inputs, [0]), runtime), runtime, ...named });
}

const TEXT = { seed: 1, vocabulary: 30, length: 7 };

function texts(samples: number): SampleInputs {
  const numbers = normals(samples * 7, 4, "ids");
  const ids = BigInt64Array.from(numbers, (value) => BigInt(1 + (Math.floor(Math.abs(value) * 1e4) % 29)));
  const mask = BigInt64Array.from({ length: samples * 7 }, (_, k) => (k % 7 < 5 ? 1n : 0n));
  const shape = [samples, 7];
  return { input_ids: { type: "int64", shape, data: ids }, attention_mask: { type: "int64", shape, data: mask } };
}

const clouds: SampleInputs = { points: floats([3, 10, 3], normals(90, 2, "clouds")) };
const networks: readonly (readonly [string, Uint8Array, SampleInputs])[] = [
  ["a picture's", oracleNetwork, oracleInputs()],
  ["a cloud's", pointNet({ seed: 1, classes: 4, points: 10, shape: { widths: [6, 8], hidden: [6] } }), clouds],
  ["a text's", textCnn({ ...TEXT, shape: { width: 6, channels: 5, kernels: [3], hidden: [6] } }), texts(3)],
];

describe.each(networks)("a probe of %s network", (_name, bytes, inputs) => {
  const samples = Object.values(inputs)[0]!.shape[0]!;
  const labels = Array.from({ length: samples }, (_, k) => k % 2);

  it("has gradients at the moved tensor that central differences of its own loss and logit give", async () => {
    await using probe = await opened(bytes, inputs);
    const values = await probe.values(inputs);
    const noise = normals(values.length, 5, "direction");
    const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, v, k) => sum + v * b[k]!, 0);
    for (const of of ["loss", "logit"] as const) {
      const gradient = await probe.inputGradient(inputs, { of, labels });
      // Half along the gradient and short, so that the slope stands clear of rounding and meets few kinks.
      const share = Math.sqrt(dot(noise, noise) / dot(gradient, gradient));
      const mixed = noise.map((v, k) => v + share * gradient[k]!);
      const direction = mixed.map((v) => v / Math.sqrt(dot(mixed, mixed)));
      const slope = dot(gradient, direction);
      const at = async (by: number) => {
        const moved = values.map((value, k) => value + by * direction[k]!);
        return signalValue(of, await probe.logits(inputs, moved), probe, labels);
      };
      const h = 1e-3;
      const measured = ((await at(h)) - (await at(-h))) / (2 * h);
      expect(Math.abs(slope - measured)).toBeLessThan(0.02 * Math.max(0.2, Math.abs(measured)));
    }
  });

  it("has a gradient at its layer that the chain rule brings to that at the moved tensor", async () => {
    await using probe = await opened(bytes, inputs);
    const values = await probe.values(inputs);
    const h = 1e-3;
    const direction = normals(values.length, 6, "direction");
    const layer = (by: number) =>
      probe.layerValues(
        inputs,
        values.map((value, k) => value + by * direction[k]!),
      );
    const [ahead, behind] = [await layer(h), await layer(-h)];
    const signal: Signal = { of: "logit", labels };
    const [atLayer, atInput] = [await probe.layerGradient(inputs, signal), await probe.inputGradient(inputs, signal)];
    const throughLayer = atLayer.reduce((sum, g, k) => sum + (g * (ahead[k]! - behind[k]!)) / (2 * h), 0);
    const direct = atInput.reduce((sum, g, k) => sum + g * direction[k]!, 0);
    expect(Math.abs(throughLayer - direct)).toBeLessThan(0.02 * Math.max(0.2, Math.abs(direct)));
  });

  it("says the same of a sample among others and alone", async () => {
    await using probe = await opened(bytes, inputs);
    const many = takeInputs(
      inputs,
      Array.from({ length: 70 }, (_, k) => k % samples),
    );
    const [all, gradients] = [
      await probe.logits(many),
      await probe.inputGradient(many, { of: "logit", labels: new Array(70).fill(1) }),
    ];
    const alone = takeInputs(inputs, [69 % samples]);
    expectAllclose(all.slice(69 * probe.logitShape.classes), await probe.logits(alone), {
      relative: 1e-5,
      absolute: 1e-6,
    });
    const size = gradients.length / 70;
    expectAllclose(gradients.slice(69 * size), await probe.inputGradient(alone, { of: "logit", labels: [1] }), {
      relative: 1e-4,
      absolute: 1e-6,
    });
  });
});

function signalValue(of: "loss" | "logit", logits: Float32Array, probe: Probe, labels: readonly number[]): number {
  const { classes } = probe.logitShape;
  return labels.reduce((sum, label, row) => {
    const own = logits.slice(row * classes, (row + 1) * classes);
    const total = Math.log(own.reduce((all, z) => all + Math.exp(z), 0));
    return sum + (of === "logit" ? own[label]! : total - own[label]!);
  }, 0);
}

describe("Probe", () => {
  it("says what PyTorch says", async () => {
    await using probe = await opened(oracleNetwork, oracleInputs());
    expectAllclose(await probe.logits(oracleInputs()), unpacked(oracle.logits), { relative: 1e-4, absolute: 1e-5 });
  });

  it("looks by default at the last map that everything passes", async () => {
    const image: SampleInputs = { input: floats([1, 3, 16, 16], normals(768, 1)) };
    const conv = convNet({ seed: 1, classes: 4, size: 16, shape: { channels: [4, 6, 8, 8], hidden: [6] } });
    const several = textCnn({ ...TEXT, shape: { width: 6, channels: 5, kernels: [3, 4], hidden: [6] } });
    const transformer = textTransformer({ ...TEXT, classes: 3 });
    const named = async (bytes: Uint8Array, inputs: SampleInputs) => {
      await using probe = await opened(bytes, inputs);
      return [probe.layer.name, ...probe.layer.shape, probe.at.name];
    };
    expect(await named(conv, image)).toEqual(["conv.relu", 8, 2, 2, "input"]);
    // Each convolution reads a copy of its own; the maximum over one of them would leave the other out.
    expect((await named(several, texts(1))).slice(1)).toEqual([7, 6, "embedded"]);
    const types = { token_type_ids: { type: "int64", shape: [1, 7], data: new BigInt64Array(7) } } as const;
    expect((await named(transformer, { ...texts(1), ...types })).slice(1, 2)).toEqual([7]);
    // Scores of start and end lie over the words, but are the answers themselves.
    const span = await named(spanTransformer({ ...TEXT }), { ...texts(1), ...types });
    expect(span[1]).toBe(7);
    expect(span[2]).toBeGreaterThan(2);
  });

  it("of one row of several answers as that row does, and is moved by it alone", async () => {
    const inputs = {
      ...texts(3),
      token_type_ids: { type: "int64", shape: [3, 7], data: new BigInt64Array(21).fill(1n) },
    } as const;
    const bytes = spanTransformer({ ...TEXT });
    await using both = await opened(bytes, inputs);
    await using ends = await opened(bytes, inputs, { row: 1 });
    expect([both.logitShape, ends.logitShape]).toEqual([
      { rows: 2, classes: 7 },
      { rows: 1, classes: 7 },
    ]);
    const all = await both.logits(inputs);
    const own = await ends.logits(inputs);
    expect([...own]).toEqual([0, 1, 2].flatMap((k) => [...all.subarray(k * 14 + 7, (k + 1) * 14)]));
    const signal = new Float32Array(42);
    for (const [k, label] of [1, 0, 4].entries()) signal[k * 14 + 7 + label] = 1;
    expect(await ends.inputGradient(inputs, { of: "logit", labels: [1, 0, 4] })).toEqual(
      await both.inputGradient(inputs, { of: "cotangent", values: signal }),
    );
    await expect(opened(bytes, inputs, { row: 2 })).rejects.toThrow(/expected a row from 0 to 1; got 2/);
  });

  it("runs networks of a fixed batch, whatever number of samples", async () => {
    const [matrix, bias] = [normals(2 * 12, 1, "matrix"), normals(2, 1, "bias")];
    const inputs = { input: floats([5, 3, 2, 2], normals(60, 3)) };
    const found: Float32Array[] = [];
    for (const batch of ["batch", 1, 2] as const) {
      await using probe = await opened(linearNetwork([3, 2, 2], matrix, bias, { batch }), inputs);
      found.push(
        await probe.logits(inputs),
        await probe.inputGradient(inputs, { of: "loss", labels: [0, 1, 0, 1, 0] }),
      );
    }
    for (const k of [2, 4]) {
      expectAllclose(found[k]!, found[0]!, { relative: 1e-5, absolute: 1e-6 });
      expectAllclose(found[k + 1]!, found[1]!, { relative: 1e-5, absolute: 1e-6 });
    }
  });

  it("leaves arrays to their owners", async () => {
    await using probe = await opened(oracleNetwork, oracleInputs());
    const inputs = oracleInputs();
    const values = await probe.values(inputs);
    await probe.inputGradient(inputs, { of: "loss", labels: oracle.labels }, values);
    expect(values).toEqual(unpacked(oracle.input));
    expect(inputs.input?.data).toEqual(unpacked(oracle.input));
  });

  it("refuses probabilities, labels that are none, other sizes and a closed probe", async () => {
    const inputs = { input: floats([2, 3, 1, 1], normals(6, 3)) };
    const [matrix, bias] = [normals(6, 1), normals(2, 1)];
    await expect(opened(linearNetwork([3, 1, 1], matrix, bias, { end: "Softmax" }), inputs)).rejects.toThrow(
      /expected logits/,
    );
    const end = linearNetwork([3, 1, 1], matrix, bias, { end: "Softmax" });
    await (await opened(end, inputs, { output: "logits" })).close();
    const probe = await opened(linearNetwork([3, 1, 1], matrix, bias), inputs);
    await expect(probe.inputGradient(inputs, { of: "loss", labels: [0, 2] })).rejects.toThrow(
      /class from 0 to 1; got 2/,
    );
    await expect(probe.inputGradient(inputs, { of: "loss", labels: [0] })).rejects.toThrow(
      /labels: expected 1 for each of 2/,
    );
    await expect(probe.logits(inputs, normals(7, 1))).rejects.toThrow(/expected 3 values of each sample/);
    expect(() => probe.layer).toThrow(/expected a tensor with places/);
    await probe.close();
    await expect(probe.logits(inputs)).rejects.toThrow(/expected an open one/);
  });
});

describe("answers", () => {
  it("are classes, and for several rows one number for each combination", () => {
    const logits = Float32Array.of(1, 3, 2, 5, 4, 0, 0, 0, 9, 0, 7, 0);
    expect([...answersOf(logits, { rows: 1, classes: 3 })]).toEqual([1, 0, 2, 1]);
    expect([...answersOf(logits, { rows: 2, classes: 3 })]).toEqual([1 + 0 * 3, 2 + 1 * 3]);
    expect([...labelAnswers([1, 0, 2, 1], { rows: 2, classes: 3 })]).toEqual([1, 5]);
    expect([...sameAnswers(Float64Array.of(1, 5), Float64Array.of(1, 2))]).toEqual([1, 0]);
    expect(argmax(logits)).toBe(8);
  });
});
