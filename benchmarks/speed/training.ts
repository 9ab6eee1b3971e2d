// One training step, ours against PyTorch: one network on one thread, as runs are trained side by side.

import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { drawNormal, type Tensor } from "@stillpoint/core";
import { type TrainingGraph, TrainingSession } from "@stillpoint/onnx";
import { nodeRuntime } from "@stillpoint/onnx/node";
import { type Contestant, interleave } from "./interleave.ts";
import { Peer } from "./peer.ts";
import type { Plan } from "./plan.ts";
import { isMissing, type Missing, type TrainingRow } from "./result.ts";

const STEPS = 10;
const scratch = new URL("../out/", import.meta.url);

/** A network with what is needed to take a step on our side and the same network as a checkpoint for PyTorch. */
export interface TrainingSubject {
  readonly id: string;
  readonly optimiser: "adamw" | "sgd";
  readonly graph: TrainingGraph;
  readonly weights: number;
  readonly batch: number;
  /** One sample of the input. */
  readonly shape: readonly number[];
  readonly classes: number;
  /** Feeds of step k for a batch of images `[batch, ...shape]` and class indices. */
  feeds(images: Tensor, labels: readonly number[], step: number): Readonly<Record<string, Tensor>>;
  readonly checkpoint: Uint8Array;
  readonly input: string;
  readonly output: string;
}

export async function trainingRow(
  subject: TrainingSubject,
  plan: Plan,
  python: string | Missing,
): Promise<TrainingRow> {
  await using runtime = nodeRuntime({ workers: 1 });
  const session = await TrainingSession.open(subject.graph, runtime);
  const labels = Array.from({ length: subject.batch }, (_, k) => k % subject.classes);
  let step = 0;
  const contestants = new Map<"ours" | "pytorch", Contestant>();
  contestants.set("ours", async () => {
    const started = performance.now();
    for (let k = 0; k < STEPS; k += 1) {
      step += 1;
      await session.step(subject.feeds(images(subject), labels, step));
    }
    return (performance.now() - started) / STEPS;
  });
  const peer = isMissing(python) ? undefined : await startPeer(subject, python);
  if (peer !== undefined) contestants.set("pytorch", () => peer.repeat());
  try {
    const times = await interleave(plan.rounds, contestants);
    const ours = times.get("ours");
    if (ours === undefined) throw new Error("benchmark: expected our own times; got none");
    return {
      network: subject.id,
      weights: subject.weights,
      batch: subject.batch,
      optimiser: subject.optimiser,
      ours,
      pytorch: times.get("pytorch") ?? (isMissing(python) ? python : { missing: "not run" }),
    };
  } finally {
    await session.close();
    await peer?.close();
  }
}

function images(subject: TrainingSubject): Tensor {
  const data = new Float32Array(subject.shape.reduce((product, size) => product * size, subject.batch));
  drawNormal({ seed: 1, sample: "training", purpose: "image", pass: 0 }, data);
  return { type: "float32", shape: [subject.batch, ...subject.shape], data };
}

function startPeer(subject: TrainingSubject, python: string): Promise<Peer> {
  mkdirSync(scratch, { recursive: true });
  const file = new URL(`training-${subject.id}.onnx`, scratch);
  writeFileSync(file, subject.checkpoint);
  const args = ["--onnx", fileURLToPath(file), "--input", subject.input, "--output", subject.output];
  const sizes = ["--shape", subject.shape.join(), "--batch", `${subject.batch}`, "--steps", `${STEPS}`];
  return Peer.start(python, "training_step.py", [
    ...args,
    ...sizes,
    "--threads",
    "1",
    "--optimiser",
    subject.optimiser,
  ]);
}
