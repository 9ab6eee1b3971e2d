import type { Tensor } from "@stillpoint/core";
import { nodeRuntime } from "@stillpoint/onnx/node";
import { afterAll, describe, expect, it } from "vitest";
import { smallFamilies } from "../../fixtures/families.ts";
import { sampleCount, takeBatch, takeInputs } from "./batch.ts";
import { accuracy, balancedAccuracy, layerFeatures, networkLogits } from "./evaluate.ts";

const runtime = nodeRuntime({ workers: 1 });
afterAll(() => runtime.close());

const ids: Tensor = { type: "int64", shape: [3, 2], data: BigInt64Array.of(1n, 2n, 3n, 4n, 5n, 6n) };
const points: Tensor = { type: "float32", shape: [3, 1], data: Float32Array.of(10, 20, 30) };
const flags: Tensor = { type: "bool", shape: [3], data: Uint8Array.of(1, 0, 1) };
const groups: Tensor = { type: "int32", shape: [3, 1], data: Int32Array.of(7, 8, 9) };
const data = { inputs: { ids, points, flags, groups }, labels: Int32Array.of(0, 1, 2, 3, 4, 5) };

const spans = smallFamilies.find(({ name }) => name === "spanTransformer")!;

describe("samples", () => {
  it("are picked from every input, whatever its type, with all their labels and targets", () => {
    const batch = takeBatch({ ...data, targets: Float32Array.of(0.1, 0.2, 0.3) }, [2, 0, 2]);
    expect(batch.inputs.ids).toEqual({ type: "int64", shape: [3, 2], data: BigInt64Array.of(5n, 6n, 1n, 2n, 5n, 6n) });
    expect(batch.inputs.points?.data).toEqual(Float32Array.of(30, 10, 30));
    expect(batch.inputs.flags?.data).toEqual(Uint8Array.of(1, 1, 1));
    expect(batch.inputs.groups?.data).toEqual(Int32Array.of(9, 7, 9));
    expect(batch.labels).toEqual(Int32Array.of(4, 5, 0, 1, 4, 5));
    expect(batch.targets).toEqual(Float32Array.of(0.1, 0.2, 0.3).map((_, row) => Math.fround([0.3, 0.1, 0.3][row]!)));
  });

  it("are as many in every input, label and target", () => {
    expect(sampleCount(data)).toBe(3);
    expect(() => sampleCount({ ...data, labels: new Int32Array(4) })).toThrow(/labels: expected a whole number/);
    expect(() => sampleCount({ ...data, targets: new Float32Array(4) })).toThrow(/targets: expected a whole number/);
    const short = { ...data, inputs: { ids, points: { ...points, shape: [2, 1] } } };
    expect(() => sampleCount(short)).toThrow(/input points: expected 3 samples/);
    expect(() => sampleCount({ ...data, inputs: {} })).toThrow(/at least one input/);
  });
});

describe("a network's answers", () => {
  it("count as right when all k of a sample are: exact spans for start and end", async () => {
    const network = spans.network(1);
    const inputs = spans.inputs(70, 3);
    const logits = await networkLogits(network, inputs, runtime);
    const length = logits.length / 140;
    const answers = Int32Array.from({ length: 140 }, (_, row) => {
      const scores = logits.subarray(row * length, (row + 1) * length);
      return scores.indexOf(Math.max(...scores));
    });
    expect(await accuracy(network, { inputs, labels: answers }, runtime)).toBe(1);
    // Every second sample with another end.
    const wrong = answers.map((answer, row) => (row % 4 === 3 ? (answer + 1) % length : answer));
    expect(await accuracy(network, { inputs, labels: wrong }, runtime)).toBe(0.5);
  });

  it("count each class alike when balanced", async () => {
    const family = smallFamilies.find(({ name }) => name === "pointNet")!;
    const inputs = family.inputs(12, 3);
    const network = family.network(1);
    const logits = await networkLogits(network, inputs, runtime);
    const answers = Int32Array.from({ length: 12 }, (_, k) => {
      const row = logits.subarray((k * logits.length) / 12, ((k + 1) * logits.length) / 12);
      return row.indexOf(Math.max(...row));
    });
    const counts = new Map<number, number>();
    for (const answer of answers) counts.set(answer, (counts.get(answer) ?? 0) + 1);
    const [common, times] = [...counts].sort((a, b) => b[1] - a[1])[0]!;
    expect(times).toBeGreaterThan(1);
    // One of the commonest class is called by a name of its own, which the network never says.
    const unheard = logits.length / 12;
    const labels = answers.map((answer, k) => (k === answers.indexOf(common) ? unheard : answer));
    expect(await accuracy(network, { inputs, labels }, runtime)).toBeCloseTo(11 / 12, 12);
    expect(await balancedAccuracy(network, { inputs, labels }, runtime)).toBeCloseTo(
      counts.size / (counts.size + 1),
      12,
    );
    const ends = { inputs: spans.inputs(2, 3), labels: new Int32Array(4) };
    await expect(balancedAccuracy(spans.network(1), ends, runtime)).rejects.toThrow(/one class of each sample; got 2/);
  });

  it("never point at the question or at padding", async () => {
    const inputs = spans.inputs(6, 4);
    const logits = await networkLogits(spans.network(2), inputs, runtime);
    const { attention_mask, token_type_ids } = inputs;
    logits.forEach((logit, index) => {
      const length = attention_mask!.shape[1]!;
      const token = Math.floor(index / (2 * length)) * length + (index % length);
      const allowed = attention_mask!.data[token] === 1n && token_type_ids!.data[token] === 1n;
      expect(logit < -1000).toBe(!allowed);
    });
  });

  it("need every input the layer reads, of its size, and no other", async () => {
    const network = spans.network(1);
    const { input_ids, attention_mask, token_type_ids } = spans.inputs(2, 3);
    const before = { input_ids: input_ids!, token_type_ids: token_type_ids! };
    expect(await layerFeatures(network, "embedded", before, runtime)).toHaveLength(2 * 12 * 12);
    await expect(layerFeatures(network, "block1", before, runtime)).rejects.toThrow(/input attention_mask/);
    const long = { ...takeInputs(before, [0]), attention_mask: { ...attention_mask!, shape: [1, 24] } };
    await expect(layerFeatures(network, "block1", long, runtime)).rejects.toThrow(/expected 12 values each; got 24/);
  });

  it("on tokens do not hang on padding's words", async () => {
    for (const family of smallFamilies.filter(({ inputs }) => inputs(1, 1).input_ids !== undefined)) {
      const inputs = family.inputs(3, 5);
      const { input_ids, attention_mask } = inputs;
      const real = Array.from(attention_mask!.data, Number);
      const other = BigInt64Array.from(
        real,
        (mask, at) => (BigInt(input_ids!.data[at]!) + (mask === 0 ? 1n : 0n)) % 30n,
      );
      const changed = { ...inputs, input_ids: { ...input_ids!, data: other } };
      const [clean, moved] = await Promise.all(
        [inputs, changed].map((given) => networkLogits(family.network(3), given, runtime)),
      );
      clean!.forEach((logit, index) => {
        if (logit > -1000) expect(moved![index]).toBeCloseTo(logit, 4);
      });
    }
  });
});
