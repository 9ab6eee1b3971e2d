import { readNetwork } from "@stillpoint/autodiff";
import { type SampleInputs, takeInputs, textCnn } from "@stillpoint/distill";
import { loadNetwork } from "@stillpoint/onnx";
import { nodeRuntime } from "@stillpoint/onnx/node";
import { afterAll, describe, expect, it } from "vitest";
import { normals } from "../../fixtures/tiny.ts";
import { Probe } from "../probe/probe.ts";
import { wordStrip } from "./attack-strip.ts";
import { attackedAnswers, fooledValues } from "./attacked-student.ts";
import { wordFlips, wordVectors } from "./word-flips.ts";

const runtime = nodeRuntime({ workers: 1 });
afterAll(() => runtime.close());

const [VOCABULARY, LENGTH, TEXTS] = [40, 8, 12];
const network = textCnn({
  ...{ seed: 2, vocabulary: VOCABULARY, length: LENGTH },
  shape: { width: 6, channels: 8, kernels: [3], hidden: [6] },
});
const ids = BigInt64Array.from(normals(TEXTS * LENGTH, 1, "ids"), (value, k) =>
  k % LENGTH >= 6 ? 0n : BigInt(3 + (Math.floor(Math.abs(value) * 1e4) % (VOCABULARY - 3))),
);
const mask = ids.map((id) => (id === 0n ? 0n : 1n));
const shape = [TEXTS, LENGTH];
const inputs: SampleInputs = {
  input_ids: { type: "int64", shape, data: ids },
  attention_mask: { type: "int64", shape, data: mask },
};
const rules = { movable: (_place: number, id: bigint) => id >= 3n, allowed: (id: number) => id >= 3 };

async function opened(): Promise<Probe> {
  return new Probe({ network: await loadNetwork(network, takeInputs(inputs, [0]), runtime), runtime });
}

describe("wordFlips", () => {
  it("raise the loss by words alone, one a text and step, never a special token or padding", async () => {
    await using probe = await opened();
    const vectors = await wordVectors(readNetwork(network));
    expect([vectors.width, vectors.data.length]).toEqual([6, 6 * VOCABULARY]);
    const labels = Array.from(await probe.answers(inputs));
    const found = await wordFlips(probe, inputs, labels, { vectors, ...rules, most: 2, rate: 1 });
    const words = found.attacked.input_ids!.data;
    for (let text = 0; text < TEXTS; text++) {
      const changed = Array.from({ length: LENGTH }, (_, k) => k).filter(
        (k) => words[text * LENGTH + k] !== ids[text * LENGTH + k],
      );
      expect(changed.length).toBeLessThanOrEqual(2);
      expect(changed.every((k) => k < 6)).toBe(true);
    }
    const margin = async (of: SampleInputs) => {
      const logits = await probe.logits(of);
      return labels.map((label, text) => logits[text * 2 + label]! - logits[text * 2 + 1 - label]!);
    };
    const [clean, attacked] = [await margin(inputs), await margin(found.attacked)];
    expect(attacked.filter((value, k) => value < clean[k]!).length).toBeGreaterThan(0.75 * TEXTS);
    expect(ids).toEqual(inputs.input_ids!.data);
  });

  it("stop as soon as the network is fooled often enough, and say where it is not", async () => {
    await using probe = await opened();
    const vectors = await wordVectors(readNetwork(network));
    const labels = Array.from(await probe.answers(inputs));
    const one = await wordFlips(probe, inputs, labels, { vectors, ...rules, most: 6, rate: 0.01 });
    const all = await wordFlips(probe, inputs, labels, { vectors, ...rules, most: 6, rate: 1 });
    expect(one.reached).toBe(true);
    expect(one.flips).toBeLessThanOrEqual(all.flips);
    expect(all.rate).toBeGreaterThanOrEqual(one.rate);
    expect(all.reached).toBe(all.rate === 1);
    const own = fooledValues({ before: all.before, after: all.after }, all, labels, probe.logitShape);
    expect(own.changed.filter((value) => value === 1)).toHaveLength(all.fooled.filter(Boolean).length);
    const texts = new Set<number>();
    const told = (_place: number, id: bigint, text: number) => texts.add(text).has(text) && id >= 3n;
    await wordFlips(probe, inputs, labels, { vectors, ...rules, movable: told, most: 1, rate: 1 });
    expect([...texts].sort((a, b) => a - b)).toEqual(Array.from({ length: TEXTS }, (_, k) => k));
    const none = await wordFlips(probe, inputs, labels, { vectors, ...rules, movable: () => false, most: 1 });
    expect(none).toMatchObject({ rate: 0, reached: false });
    const short = { data: vectors.data.subarray(0, 5 * 6), width: 6 };
    await expect(wordFlips(probe, inputs, labels, { vectors: short, ...rules, most: 1 })).rejects.toThrow(
      /expected ids below the 5 of this network's table/,
    );
    const narrow = { data: vectors.data, width: 3 };
    await expect(wordFlips(probe, inputs, labels, { vectors: narrow, ...rules, most: 1 })).rejects.toThrow(
      /word flips: expected/,
    );
  });

  it("leave a text that fools as it is, and are asked of other networks as texts", async () => {
    await using probe = await opened();
    const vectors = await wordVectors(readNetwork(network));
    const labels = Array.from(await probe.answers(inputs));
    const flips = async (most: number) => wordFlips(probe, inputs, labels, { vectors, ...rules, most, rate: 1 });
    const [one, two] = [await flips(1), await flips(2)];
    for (const [text, fooled] of one.fooled.entries()) {
      if (!fooled) continue;
      const own = (from: SampleInputs) => [...from.input_ids!.data].slice(text * LENGTH, (text + 1) * LENGTH);
      expect(own(two.attacked)).toEqual(own(one.attacked));
    }
    expect(await attackedAnswers(probe, inputs, two)).toEqual({ before: two.before, after: two.after });
  });

  it("are drawn as a text before and after, exchanged words marked", () => {
    const pieces = [
      { clean: "so ", attacked: "so " },
      { clean: "dull.", attacked: "bright." },
    ];
    const { rows } = wordStrip([{ name: "a", before: "the teacher: no", after: "the teacher: yes", pieces }]);
    expect(rows.map(({ pieces: own }) => own)).toEqual([
      [
        { text: "so ", weight: null },
        { text: "dull.", weight: 1 },
      ],
      [
        { text: "so ", weight: null },
        { text: "bright.", weight: 1 },
      ],
    ]);
  });
});
