import { ElementType, Emitter, writeModel } from "@stillpoint/autodiff";
import { runOnce } from "@stillpoint/onnx/node";
import { describe, expect, it } from "vitest";
import { normals } from "../../fixtures/tiny.ts";
import { crossEntropy } from "./cross-entropy.ts";
import { featureMse, featureVariance } from "./feature-mse.ts";
import { hinton } from "./hinton.ts";
import type { Loss } from "./loss.ts";
import { type SoftTargetWeights, softCrossEntropy } from "./soft-cross-entropy.ts";

const BATCH = 3;
const CLASSES = 5;
const logits = normals(BATCH * CLASSES, 1, "logits").map((value) => 2 * value);
const teacher = normals(BATCH * CLASSES, 2, "teacher").map((value) => 3 * value);
const label = new Float32Array(BATCH * CLASSES);
[4, 0, 2].forEach((right, row) => {
  label[row * CLASSES + right] = 1;
});

/** What the emitted graph says. */
async function emitted(loss: Loss, values: Float32Array, target: Float32Array = teacher, dims = [BATCH, CLASSES]) {
  const g = new Emitter("loss/");
  const { value, cotangent } = loss.emit(g, "tensor", dims, { label: "label", target: "target" });
  const shapeOf = (name: string) => (name === "target" ? [dims[0]!, values.length / dims[0]!] : dims);
  const port = (name: string) => ({ name, elementType: ElementType.FLOAT, dims: shapeOf(name) });
  const bytes = writeModel({
    irVersion: 8,
    opsets: new Map([["", 18]]),
    producer: "test",
    metadata: new Map(),
    graph: {
      name: "loss",
      nodes: g.nodes,
      initializers: g.constants,
      inputs: [port("tensor"), ...loss.targets.map(port)],
      outputs: [value, cotangent].map((name) => ({ name, elementType: ElementType.FLOAT, dims: undefined })),
      declared: new Map(),
    },
  });
  const given = { tensor: values, label, target };
  const feeds = (["tensor", ...loss.targets] as const).map(
    (name) => [name, { type: "float32", shape: shapeOf(name), data: given[name] } as const] as const,
  );
  const outputs = await runOnce(bytes, Object.fromEntries(feeds));
  return { value: Number(outputs[value]?.data[0]), cotangent: Array.from(outputs[cotangent]?.data ?? [], Number) };
}

function logSoftmax(row: readonly number[]): number[] {
  const largest = Math.max(...row);
  const total = Math.log(row.reduce((sum, value) => sum + Math.exp(value - largest), 0)) + largest;
  return row.map((value) => value - total);
}

function rows(values: ArrayLike<number>): number[][] {
  return Array.from({ length: BATCH }, (_, row) => Array.from(values).slice(row * CLASSES, (row + 1) * CLASSES));
}

/** Mean over rows of a function of the student's logits, in float64. */
function meanOver(values: ArrayLike<number>, term: (row: number[], index: number) => number): number {
  return rows(values).reduce((sum, row, index) => sum + term(row, index), 0) / BATCH;
}

function crossEntropy64(values: ArrayLike<number>, smoothing: number): number {
  return meanOver(values, (row, index) => {
    const target = rows(label)[index]!.map((one) => (1 - smoothing) * one + smoothing / CLASSES);
    return -logSoftmax(row).reduce((sum, log, k) => sum + target[k]! * log, 0);
  });
}

function divergence64(values: ArrayLike<number>, temperature: number): number {
  return meanOver(values, (row, index) => {
    const student = logSoftmax(row.map((value) => value / temperature));
    const given = logSoftmax(rows(teacher)[index]!.map((value) => value / temperature));
    return given.reduce((sum, log, k) => sum + Math.exp(log) * (log - student[k]!), 0);
  });
}

/** Any probabilities: the teacher's at another temperature than the student's. */
const probabilities = Float32Array.from(
  rows(teacher).flatMap((row) => logSoftmax(row.map((v) => v / 2)).map(Math.exp)),
);

/** The loss with these probabilities in place of the teacher's values. */
function given(weights: SoftTargetWeights): Loss {
  const loss = softCrossEntropy(weights);
  return {
    ...loss,
    emit: (g, tensor, dims, names) => {
      const target = g.op("Softmax", [g.op("Mul", [names.target, g.float32(0.5)])], { axis: -1 });
      return loss.emit(g, tensor, dims, { ...names, target });
    },
  };
}

function soft64(values: ArrayLike<number>, temperature: number): number {
  return meanOver(values, (row, index) => {
    const student = logSoftmax(row.map((value) => value / temperature));
    return -student.reduce((sum, log, k) => sum + rows(probabilities)[index]![k]! * log, 0);
  });
}

function centralDifferences(f: (values: number[]) => number): number[] {
  const h = 1e-5;
  return Array.from(logits, (_, index) => {
    const moved = (by: number) => f(Array.from(logits, (value, other) => (other === index ? value + by : value)));
    return (moved(h) - moved(-h)) / (2 * h);
  });
}

const cases: readonly (readonly [string, Loss, (values: ArrayLike<number>) => number])[] = [
  ["cross-entropy", crossEntropy(), (z) => crossEntropy64(z, 0)],
  ["smoothed cross-entropy", crossEntropy({ smoothing: 0.2 }), (z) => crossEntropy64(z, 0.2)],
  [
    "feature MSE",
    featureMse({ layer: "fc1", variance: 2.5 }),
    (z) => Array.from(z).reduce((sum, value, k) => sum + (value - teacher[k]!) ** 2, 0) / (BATCH * CLASSES * 2.5),
  ],
  [
    "Hinton with T²",
    hinton({ temperature: 4, teacherWeight: 0.7, labelWeight: 0.3, temperatureSquared: true }),
    (z) => 0.7 * 16 * divergence64(z, 4) + 0.3 * crossEntropy64(z, 0),
  ],
  [
    "soft targets with T² and label",
    given({ temperature: 4, teacherWeight: 0.7, labelWeight: 0.3, temperatureSquared: true }),
    (z) => 0.7 * 16 * soft64(z, 4) + 0.3 * crossEntropy64(z, 0),
  ],
  [
    "soft targets without T² and label",
    given({ temperature: 3, teacherWeight: 0.9, labelWeight: 0, temperatureSquared: false }),
    (z) => 0.9 * soft64(z, 3),
  ],
  [
    "Hinton without T² and label",
    hinton({ temperature: 3, teacherWeight: 0.9, labelWeight: 0, temperatureSquared: false }),
    (z) => 0.9 * divergence64(z, 3),
  ],
];

describe.each(cases)("%s", (_name, loss, reference) => {
  it("has the value of its definition in float64", async () => {
    const { value } = await emitted(loss, logits);
    expect(value).toBeCloseTo(reference(logits), 5);
  });

  it("has a cotangent equal to central differences of its definition", async () => {
    const { cotangent } = await emitted(loss, logits);
    centralDifferences(reference).forEach((slope, index) => {
      expect(cotangent[index]).toBeCloseTo(slope, 5);
    });
  });
});

describe("soft targets", () => {
  const USUAL = { temperature: 4, teacherWeight: 0.9, labelWeight: 0.1, temperatureSquared: true } as const;
  const cooled = (temperature: number) =>
    Float32Array.from(rows(teacher).flatMap((row) => logSoftmax(row.map((v) => v / temperature)).map(Math.exp)));

  it.each([
    [4, true],
    [4, false],
    [1, true],
  ])(
    "of a teacher at T = %d have Hinton's gradient and its value but for their own entropy, T² %s",
    async (T, square) => {
      const weights = { ...USUAL, temperature: T, temperatureSquared: square };
      const soft = await emitted(softCrossEntropy(weights), logits, cooled(T));
      const kd = await emitted(hinton(weights), logits);
      for (const [k, slope] of soft.cotangent.entries()) expect(slope).toBeCloseTo(kd.cotangent[k]!, 6);
      const entropy = meanOver(cooled(T), (row) => -row.reduce((sum, p) => sum + p * Math.log(p), 0));
      expect(soft.value - kd.value).toBeCloseTo(0.9 * (square ? T ** 2 : 1) * entropy, 4);
    },
  );

  it("of smoothed labels are smoothed cross-entropy, value and gradient", async () => {
    const smoothed = label.map((one) => 0.8 * one + 0.2 / CLASSES);
    const weights = { temperature: 1, teacherWeight: 1, labelWeight: 0, temperatureSquared: true };
    const [soft, plain] = [
      await emitted(softCrossEntropy(weights), logits, smoothed),
      await emitted(crossEntropy({ smoothing: 0.2 }), logits),
    ];
    expect(soft.value).toBeCloseTo(plain.value, 6);
    for (const [k, slope] of soft.cotangent.entries()) expect(slope).toBeCloseTo(plain.cotangent[k]!, 7);
  });

  it("that are the labels with the labels' weight beside them are cross-entropy", async () => {
    const weights = { temperature: 1, teacherWeight: 0.6, labelWeight: 0.4, temperatureSquared: false };
    const [soft, plain] = [
      await emitted(softCrossEntropy(weights), logits, label),
      await emitted(crossEntropy(), logits),
    ];
    expect(soft.value).toBeCloseTo(plain.value, 6);
    for (const [k, slope] of soft.cotangent.entries()) expect(slope).toBeCloseTo(plain.cotangent[k]!, 7);
  });

  it("refuse a temperature of 0 and a negative weight", () => {
    expect(() => softCrossEntropy({ ...USUAL, temperature: 0 })).toThrow(/soft targets: expected temperature > 0/);
    expect(() => softCrossEntropy({ ...USUAL, labelWeight: -1 })).toThrow(/weights >= 0/);
  });
});

describe("losses at their limits", () => {
  it("smoothing 0 equals plain cross-entropy bit by bit", async () => {
    expect(await emitted(crossEntropy({ smoothing: 0 }), logits)).toEqual(await emitted(crossEntropy(), logits));
  });

  it("Hinton's loss and gradient vanish when student and teacher agree", async () => {
    const loss = hinton({ temperature: 4, teacherWeight: 1, labelWeight: 0, temperatureSquared: true });
    const { value, cotangent } = await emitted(loss, logits, logits);
    expect(value).toBeCloseTo(0, 6);
    for (const slope of cotangent) expect(slope).toBeCloseTo(0, 7);
  });

  it("Hinton without the teacher's weight is cross-entropy, whatever the temperature", async () => {
    const loss = hinton({ temperature: 4, teacherWeight: 0, labelWeight: 1, temperatureSquared: true });
    const [left, plain] = [await emitted(loss, logits), await emitted(crossEntropy(), logits)];
    expect(left.value).toBe(plain.value);
    for (const [k, slope] of left.cotangent.entries()) expect(slope).toBeCloseTo(plain.cotangent[k]!, 7);
  });

  it("Hinton of logits T times as large at T is T² times that at 1, its gradient T times", async () => {
    const of = (temperature: number, by: number) => {
      const loss = hinton({ temperature, teacherWeight: 0.9, labelWeight: 0, temperatureSquared: true });
      return emitted(
        loss,
        logits.map((value) => by * value),
        teacher.map((value) => by * value),
      );
    };
    const [one, four] = [await of(1, 1), await of(4, 4)];
    expect(four.value / one.value).toBeCloseTo(16, 4);
    for (const [k, slope] of four.cotangent.entries()) expect(slope).toBeCloseTo(4 * one.cotangent[k]!, 5);
  });

  it("Hinton of a teacher that knows nothing pulls to equal chances", async () => {
    const loss = hinton({ temperature: 1, teacherWeight: 1, labelWeight: 0, temperatureSquared: true });
    const { cotangent } = await emitted(loss, logits, new Float32Array(BATCH * CLASSES).fill(7));
    const student = rows(logits).map(logSoftmax);
    cotangent.forEach((slope, index) => {
      const chance = Math.exp(student[Math.floor(index / CLASSES)]![index % CLASSES]!);
      expect(slope).toBeCloseTo((chance - 1 / CLASSES) / BATCH, 6);
    });
  });

  it("Hinton of spans has the slope of its value in random directions, and none at masked places", async () => {
    const loss = hinton({ temperature: 4, teacherWeight: 0.9, labelWeight: 0.1, temperatureSquared: true });
    const dims = [1, BATCH, CLASSES];
    // One place of every row is masked as the span networks do it; no label is there.
    const masked = (values: Float32Array) => values.map((value, k) => (k % CLASSES === 1 ? -10_000 : value));
    const [own, given] = [masked(logits), masked(teacher)];
    const at = (values: Float32Array) => emitted(loss, values, given, dims);
    const { cotangent } = await at(own);
    for (const seed of [1, 2, 3]) {
      const direction = normals(BATCH * CLASSES, seed, "direction");
      const moved = async (h: number) => (await at(own.map((value, k) => value + h * direction[k]!))).value;
      const h = 0.05;
      const slope = ((await moved(h)) - (await moved(-h))) / (2 * h);
      expect(cotangent.reduce((sum, value, k) => sum + value * direction[k]!, 0)).toBeCloseTo(slope, 3);
    }
    for (let k = 1; k < cotangent.length; k += CLASSES) expect(Math.abs(cotangent[k]!)).toBeLessThan(1e-7);
  });

  it("with T² the gradient at a high temperature does not depend on the temperature", async () => {
    const at = (temperature: number) =>
      emitted(hinton({ temperature, teacherWeight: 1, labelWeight: 0, temperatureSquared: true }), logits);
    const [hot, hotter] = [await at(1e3), await at(2e3)];
    hot.cotangent.forEach((slope, index) => {
      expect(hotter.cotangent[index]).toBeCloseTo(slope, 3);
    });
    expect(Math.max(...hot.cotangent.map(Math.abs))).toBeGreaterThan(0.05);
  });

  it("the feature loss of the mean prediction is 1 with the feature's own variance", async () => {
    const mean = Float32Array.from({ length: BATCH * CLASSES }, (_, index) => {
      return rows(teacher).reduce((sum, row) => sum + row[index % CLASSES]!, 0) / BATCH;
    });
    const loss = featureMse({ layer: "fc1", variance: featureVariance(teacher, CLASSES) });
    expect((await emitted(loss, mean)).value).toBeCloseTo(1, 5);
  });

  it.each([
    ["cross-entropy", crossEntropy({ smoothing: 0.1 })],
    ["Hinton", hinton({ temperature: 2, teacherWeight: 0.6, labelWeight: 0.4, temperatureSquared: true })],
    ["soft", softCrossEntropy({ temperature: 2, teacherWeight: 0.6, labelWeight: 0.4, temperatureSquared: true })],
  ])("%s of k labels a sample is that of as many samples", async (_name, loss) => {
    expect(await emitted(loss, logits, teacher, [1, BATCH, CLASSES])).toEqual(await emitted(loss, logits));
    expect(() =>
      loss.emit(new Emitter(""), "tensor", [BATCH, 1, 1, CLASSES], { label: "label", target: "target" }),
    ).toThrow(/batch x classes/);
  });

  it("a dead teacher layer and a smoothing of 1 are refused", () => {
    expect(() => featureMse({ layer: "fc1", variance: 0 })).toThrow(/feature variance of fc1/);
    expect(() => crossEntropy({ smoothing: 1 })).toThrow(/smoothing/);
    expect(() => hinton({ temperature: 0, teacherWeight: 1, labelWeight: 0, temperatureSquared: true })).toThrow(
      /temperature/,
    );
  });
});
