// Which words of a text may be exchanged or moved, and where answers to questions begin.

import { readNetwork } from "@stillpoint/autodiff";
import { FIXED, type Region } from "@stillpoint/core";
import { spanTransformer, textCnn } from "@stillpoint/distill";
import type { FittedSamples, ShownSample } from "@stillpoint/preprocess";
import { qaModality } from "@stillpoint/qa";
import { describe, expect, it } from "vitest";
import { beginningOutput, questionSamples } from "./span-answers.ts";
import { textQuestions } from "./text-questions.ts";

/** [CLS] so dull , fil ##m [SEP] [PAD]: "dull" is the foreground, "film" two tokens. */
const IDS = [1n, 11n, 12n, 13n, 14n, 15n, 2n, 0n];
const UNITS = [FIXED, 0, 1, 2, 3, 3, FIXED, FIXED];
const WORDS = ["so", "dull", ",", "film"];

function text(ids: readonly bigint[], regions: readonly Region[], id: string): ShownSample {
  const units = WORDS.map((word, k) => ({ label: `word ${k}: "${word}"`, region: regions[k] ?? "background" }));
  const shape = [1, IDS.length];
  return {
    info: { id, group: "all", units },
    input: {
      units,
      inputs: { input_ids: { type: "int64", shape, data: BigInt64Array.from(ids) } },
      unitOf: { data: Int32Array.from(UNITS), shape: [IDS.length, 1] },
    },
    look: {
      title: id,
      layout: {
        kind: "words",
        blocks: [
          {
            segments: [
              ...[
                { text: "so", unit: 0 },
                { text: " ", unit: null },
                { text: "dull", unit: 1 },
                { text: ",", unit: 2 },
              ],
              ...[
                { text: " ", unit: null },
                { text: "film", unit: 3 },
                { text: "!", unit: null },
              ],
            ],
          },
        ],
      },
      picture: () => "",
      annotation: () => "",
    },
  };
}

const DULL: readonly Region[] = ["background", "foreground"];
const samples = [
  text(IDS, DULL, "one"),
  text(
    IDS.map((id) => (id === 11n ? 21n : id)),
    DULL,
    "two",
  ),
];
const data: FittedSamples = { samples, modality: qaModality, from: "embedded", foregroundRule: "", notes: [] };

function asked() {
  const ids = BigInt64Array.from(samples.flatMap(({ input }) => [...(input.inputs.input_ids?.data ?? [])].map(BigInt)));
  const inputs = { input_ids: { type: "int64", shape: [2, IDS.length], data: ids } } as const;
  const own = { inputs, labels: Int32Array.of(0, 1), names: ["one", "two"] };
  return textQuestions(data, { samples: own, classNames: ["no", "yes"], kept: [0, 1], notes: [] });
}

describe("words that may be exchanged", () => {
  it("are whole words of one token outside the foreground, for each other", () => {
    const { flips } = asked();
    const places = [0, 1].map((k) => IDS.flatMap((id, place) => (flips?.movable(place, id, k) ? [place] : [])));
    expect(places).toEqual([[1], [1]]);
    expect(Array.from({ length: 30 }, (_, id) => id).filter((id) => flips?.allowed(id))).toEqual([11, 21]);
  });

  it("are drawn with the blanks around them, every word once", () => {
    const { look, counted } = asked();
    if (look?.kind !== "text") throw new Error("no text");
    expect(look.pieces(1)).toEqual([null, "so ", "dull", ", ", "film!", null, null, null]);
    expect([look.word?.(21n), look.word?.(12n)]).toEqual(["so", undefined]);
    expect(Array.from(counted ?? []).slice(0, 8)).toEqual([0, 1, 1, 1, 1, 1, 0, 0]);
  });
});

describe("answers to questions", () => {
  it("begin at the first token of the foreground; questions without one are left out", () => {
    const many = Array.from({ length: 9 }, (_, k) => text(IDS, k === 4 ? [] : DULL, `question ${k}`));
    const found = questionSamples({ ...data, samples: many });
    expect(Array.from(found.samples.labels)).toEqual(new Array<number>(8).fill(2));
    expect([found.kept.includes(4), found.classNames.length]).toEqual([false, 8]);
    expect(found.notes).toEqual(["1 of 9 questions have no answer and are left out"]);
    expect(() => questionSamples({ ...data, samples: many.slice(0, 8) })).toThrow("got 7; give more");
  });

  it("are read where a network has scores of beginnings", () => {
    const TEXT = { seed: 1, vocabulary: 30, length: 7 };
    expect(beginningOutput(readNetwork(spanTransformer(TEXT)).graph)).toEqual({ output: "span", row: 0 });
    expect(() => beginningOutput(readNetwork(textCnn(TEXT)).graph)).toThrow("expected starts and ends of answers");
  });
});
