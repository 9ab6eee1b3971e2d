import { ElementType, Emitter, writeModel } from "@stillpoint/autodiff";
import { runOnce } from "@stillpoint/onnx/node";
import { describe, expect, it } from "vitest";
import { normals } from "../../fixtures/tiny.ts";
import { contrast } from "./contrast.ts";
import { hint } from "./hint.ts";
import type { Loss } from "./loss.ts";

const [BATCH, CLASSES, REST] = [4, 3, 6];
const WIDTH = CLASSES + REST;
const values = normals(BATCH * WIDTH, 1, "joint");
const labels = [2, 0, 2, 1];
const label = new Float32Array(BATCH * WIDTH);
for (const [row, right] of labels.entries()) label[row * WIDTH + right] = 1;

async function emitted(loss: Loss, given: Float32Array, classes: Float32Array = label) {
  const g = new Emitter("loss/");
  const { value, cotangent } = loss.emit(g, "tensor", [BATCH, WIDTH], { label: "label", target: "target" });
  const port = (name: string) => ({ name, elementType: ElementType.FLOAT, dims: [BATCH, WIDTH] });
  const bytes = writeModel({
    irVersion: 8,
    opsets: new Map([["", 18]]),
    producer: "test",
    metadata: new Map(),
    graph: {
      name: "loss",
      nodes: g.nodes,
      initializers: g.constants,
      inputs: [port("tensor"), port("label")],
      outputs: [value, cotangent].map((name) => ({ name, elementType: ElementType.FLOAT, dims: undefined })),
      declared: new Map(),
    },
  });
  const tensor = (data: Float32Array) => ({ type: "float32", shape: [BATCH, WIDTH], data }) as const;
  const outputs = await runOnce(bytes, { tensor: tensor(given), label: tensor(classes) });
  return { value: Number(outputs[value]?.data[0]), cotangent: Array.from(outputs[cotangent]?.data ?? [], Number) };
}

function rowsOf(all: ArrayLike<number>): number[][] {
  return Array.from({ length: BATCH }, (_, row) => Array.from(all).slice(row * WIDTH, (row + 1) * WIDTH));
}

function crossEntropy64(all: ArrayLike<number>): number {
  const losses = rowsOf(all).map((row, k) => {
    const logits = row.slice(0, CLASSES);
    return Math.log(logits.reduce((sum, z) => sum + Math.exp(z), 0)) - logits[labels[k]!]!;
  });
  return losses.reduce((sum, loss) => sum + loss, 0) / BATCH;
}

function hint64(all: ArrayLike<number>): number {
  const squares = rowsOf(all).flatMap((row) => row.slice(CLASSES).map((x) => x * x));
  return squares.reduce((sum, square) => sum + square, 0) / (2 * BATCH);
}

const TEMPERATURE = 0.5;

/** By the paper's h, without logarithms of sums taken together. */
function contrast64(all: ArrayLike<number>): number {
  const student = rowsOf(all).map((row) => row.slice(CLASSES, CLASSES + REST / 2));
  const teacher = rowsOf(all).map((row) => row.slice(CLASSES + REST / 2));
  const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, x, k) => sum + x * b[k]!, 0);
  const losses = student.map((own, i) => {
    const negatives = teacher.filter((_, j) => labels[j] !== labels[i]);
    const h = (t: readonly number[]) => {
      const e = Math.exp(dot(own, t) / TEMPERATURE);
      return e / (e + negatives.length);
    };
    return -Math.log(h(teacher[i]!)) - negatives.reduce((sum, t) => sum + Math.log(1 - h(t)), 0);
  });
  return losses.reduce((sum, loss) => sum + loss, 0) / BATCH;
}

const contrastOptions = { classes: CLASSES, embedding: REST / 2, temperature: TEMPERATURE };
const cases: readonly (readonly [string, Loss, (all: ArrayLike<number>) => number])[] = [
  [
    "hint",
    hint({ classes: CLASSES, labelWeight: 0.7, hintWeight: 3, scale: 2.5 }),
    (z) => 0.7 * crossEntropy64(z) + (3 / 2.5) * hint64(z),
  ],
  [
    "contrast",
    contrast({ ...contrastOptions, labelWeight: 0.4, contrastWeight: 1.5 }),
    (z) => 0.4 * crossEntropy64(z) + 1.5 * contrast64(z),
  ],
];

describe.each(cases)("%s loss", (_name, loss, reference) => {
  it("has the value of its definition in float64", async () => {
    expect((await emitted(loss, values)).value).toBeCloseTo(reference(values), 4);
  });

  it("has a cotangent equal to central differences of its definition", async () => {
    const { cotangent } = await emitted(loss, values);
    expect(cotangent).toHaveLength(BATCH * WIDTH);
    const h = 1e-5;
    for (const [k, slope] of cotangent.entries()) {
      const at = (by: number) => reference(Array.from(values, (value, other) => (other === k ? value + by : value)));
      expect(slope).toBeCloseTo((at(h) - at(-h)) / (2 * h), 4);
    }
  });
});

describe("losses of branches", () => {
  it("a hint met exactly leaves the cross-entropy", async () => {
    const met = values.map((value, k) => (k % WIDTH < CLASSES ? value : 0));
    const { value, cotangent } = await emitted(
      hint({ classes: CLASSES, labelWeight: 1, hintWeight: 9, scale: 1 }),
      met,
    );
    expect(value).toBeCloseTo(crossEntropy64(met), 5);
    for (const [k, slope] of cotangent.entries()) if (k % WIDTH >= CLASSES) expect(slope).toBeCloseTo(0, 10);
  });

  it("samples of one class are no negatives of each other", async () => {
    const loss = contrast({ ...contrastOptions, labelWeight: 0, contrastWeight: 1 });
    const { cotangent } = await emitted(loss, values);
    // Student 0 against teacher 2, of its own class: moving that teacher changes nothing for student 0.
    const moved = values.map((value, k) => (k >= 2 * WIDTH + CLASSES + 3 && k < 3 * WIDTH ? value + 1 : value));
    const again = await emitted(loss, moved);
    for (let k = CLASSES; k < CLASSES + 3; k++) expect(again.cotangent[k]).toBeCloseTo(cotangent[k]!, 6);
    for (let k = WIDTH + CLASSES; k < WIDTH + CLASSES + 3; k++)
      expect(again.cotangent[k]).not.toBeCloseTo(cotangent[k]!, 6);
  });

  it("a sample of a class that nobody else is of is told from all others, one without others still pulled to its own", async () => {
    const loss = contrast({ ...contrastOptions, labelWeight: 0, contrastWeight: 1 });
    const dot = (row: readonly number[], other: readonly number[]) =>
      [0, 1, 2].reduce((sum, k) => sum + row[CLASSES + k]! * other[CLASSES + 3 + k]!, 0) / TEMPERATURE;
    const of = (own: readonly number[]): number => {
      const rows = rowsOf(values);
      const losses = rows.map((row, i) => {
        const others = rows.filter((_, j) => own[j] !== own[i]);
        const count = Math.max(1, others.length);
        const h = (u: number) => Math.exp(u) / (Math.exp(u) + count);
        return -Math.log(h(dot(row, row))) - others.reduce((sum, other) => sum + Math.log(1 - h(dot(row, other))), 0);
      });
      return losses.reduce((sum, value) => sum + value, 0) / BATCH;
    };
    for (const own of [
      [0, 0, 0, 1],
      [2, 2, 2, 2],
    ]) {
      const classes = new Float32Array(BATCH * WIDTH);
      for (const [row, right] of own.entries()) classes[row * WIDTH + right] = 1;
      const { value, cotangent } = await emitted(loss, values, classes);
      expect(value).toBeCloseTo(of(own), 4);
      expect(cotangent.every(Number.isFinite)).toBe(true);
    }
  });

  it("contrast pulls to its own as it pushes from the mean of the others, where embeddings say nothing", async () => {
    const silent = values.map((value, k) => (k % WIDTH >= CLASSES && k % WIDTH < CLASSES + REST / 2 ? 0 : value));
    const { cotangent } = await emitted(contrast({ ...contrastOptions, labelWeight: 0, contrastWeight: 1 }), silent);
    const teacher = rowsOf(silent).map((row) => row.slice(CLASSES + REST / 2));
    for (const [i, own] of teacher.entries()) {
      const others = teacher.filter((_, j) => labels[j] !== labels[i]);
      const share = others.length / (others.length + 1) / TEMPERATURE / BATCH;
      for (const [k, value] of own.entries()) {
        const mean = others.reduce((sum, other) => sum + other[k]!, 0) / others.length;
        expect(cotangent[i * WIDTH + CLASSES + k]).toBeCloseTo(share * (mean - value), 5);
      }
    }
  });

  it("refuses weights and shapes that make no loss", () => {
    expect(() => hint({ classes: 3, labelWeight: -1, hintWeight: 1, scale: 1 })).toThrow(/hint loss: expected weights/);
    expect(() => hint({ classes: 3, labelWeight: 1, hintWeight: 1, scale: 0 })).toThrow(/hint loss/);
    expect(() => contrast({ ...contrastOptions, temperature: 0, labelWeight: 1, contrastWeight: 1 })).toThrow(
      /contrast/,
    );
    const loss = contrast({ ...contrastOptions, embedding: 5, labelWeight: 1, contrastWeight: 1 });
    expect(() => loss.emit(new Emitter(""), "x", [2, WIDTH], { label: "l", target: "t" })).toThrow(/two embeddings/);
  });
});
