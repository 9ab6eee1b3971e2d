// The loss that students are trained with is the loss that mechanism tells of: value and gradient, for every target.

import { ElementType, Emitter, writeModel } from "@stillpoint/autodiff";
import { drawNormal } from "@stillpoint/core";
import { softCrossEntropy } from "@stillpoint/distill";
import { classMeanLogits, distillationLoss, type Logits, logitGradient, logitsOf } from "@stillpoint/mechanism";
import { runOnce } from "@stillpoint/onnx/node";
import { describe, expect, it } from "vitest";
import { LESSONS, targetsOf } from "./lessons.ts";

const ROWS = 12;
const K = 4;
const labels = Int32Array.from({ length: ROWS }, (_, row) => row % K);

function made(name: string): Logits {
  const values = new Float64Array(ROWS * K);
  drawNormal({ seed: 0, sample: name, purpose: "answers", pass: 0 }, values);
  return logitsOf(name, { values: values.map((value) => 2 * value), columns: K }, labels);
}

const [teacher, student] = [made("teacher"), made("student")];
const matter = {
  answers: { training: teacher, items: teacher, heldOut: teacher },
  relations: { of: classMeanLogits(teacher), temperature: 2 },
};

describe.each(LESSONS.filter((lesson) => !lesson.startsWith("labels")))("%s", (lesson) => {
  it.each([true, false])("is trained by the loss and the gradient that mechanism tells of, T² %s", async (squared) => {
    const targets = targetsOf(lesson, matter, 0)!;
    const weights = { teacherWeight: 0.9, labelWeight: 0.1, temperatureSquared: squared };
    const loss = softCrossEntropy({ ...weights, temperature: targets.temperature });
    const g = new Emitter("loss/");
    const { value, cotangent } = loss.emit(g, "tensor", [ROWS, K], { label: "label", target: "target" });
    const port = (name: string) => ({ name, elementType: ElementType.FLOAT, dims: [ROWS, K] });
    const bytes = writeModel({
      irVersion: 8,
      opsets: new Map([["", 18]]),
      producer: "test",
      metadata: new Map(),
      graph: {
        name: "loss",
        nodes: g.nodes,
        initializers: g.constants,
        inputs: ["tensor", "label", "target"].map(port),
        outputs: [value, cotangent].map((name) => ({ name, elementType: ElementType.FLOAT, dims: undefined })),
        declared: new Map(),
      },
    });
    const feed = (data: Float32Array) => ({ type: "float32", shape: [ROWS, K], data }) as const;
    const outputs = await runOnce(bytes, {
      tensor: feed(Float32Array.from(student.values)),
      label: feed(Float32Array.from({ length: ROWS * K }, (_, k) => Number(k % K === labels[Math.floor(k / K)]))),
      target: feed(Float32Array.from(targets.values)),
    });
    const told = distillationLoss(student, targets, weights);
    expect(Number(outputs[value]?.data[0])).toBeCloseTo(
      told.reduce((sum, each) => sum + each / ROWS, 0),
      4,
    );
    const gradient = logitGradient(student, targets, weights);
    for (const [k, slope] of Array.from(outputs[cotangent]?.data ?? [], Number).entries())
      expect(slope).toBeCloseTo(gradient[k]! / ROWS, 6);
  });
});
