// One training run: steps in a worker, checkpoints as complete ONNX files.

import { type Model, type Port, readNetwork } from "@stillpoint/autodiff";
import { ensure, StillpointError, type StopSignal, type Tensor, type WeightPath } from "@stillpoint/core";
import { probeShapes, type Runtime, TrainingSession, zeros } from "@stillpoint/onnx";
import type { Loss, TargetName } from "../losses/loss.ts";
import type { Optimiser } from "../optimisers/optimiser.ts";
import type { LearningRateSchedule } from "../schedules.ts";
import { splitValues } from "../training/flat-group.ts";
import { PathMeter, type WeightValues } from "../training/path.ts";
import { inputType, type StepInput } from "../training/step-inputs.ts";
import { type TrainingStep, trainingGraph } from "../training/training-graph.ts";
import { layerWeight, weightNames, weightValues, withWeights } from "../training/weights.ts";
import { type Batch, type BatchSource, oneHot } from "./batch.ts";

/** Steps in the worker at a time. */
const STEPS_AHEAD = 2;

export interface TrainingRun {
  /** The network to start from, a complete inference ONNX file. */
  readonly network: Uint8Array;
  /** The analysed layer; the path of its weight matrix is recorded. */
  readonly layer: string;
  /** Further layers whose paths are recorded. */
  readonly alsoRecorded?: readonly string[];
  readonly loss: Loss;
  readonly optimiser: Optimiser;
  readonly schedule: LearningRateSchedule;
  readonly batches: BatchSource;
  /** Samples per batch; every batch has this many. */
  readonly batchSize: number;
  /** Increasing steps at which the network is written; the last one ends the run. */
  readonly checkpoints: readonly number[];
  readonly runtime: Runtime;
  /** An inner tensor batches bring values of, so that only what lies behind it is trained; default: the inputs. */
  readonly from?: string;
  /** Names of weights that stay as they are. */
  readonly frozen?: readonly string[];
  /** Names of weights that are trained beside the network, such as a loss's own, and left out of its path. */
  readonly apart?: readonly string[];
  readonly clipNorm?: number;
  readonly signal?: StopSignal;
  readonly onStep?: (progress: StepProgress) => void;
}

export interface StepProgress {
  /** Updates done, from 1. */
  readonly step: number;
  /** Loss of the batch before the update, in the loss's unit. */
  readonly loss: number;
  readonly learningRate: number;
}

/** A network at one moment of training, as a file. */
export interface TrainingCheckpoint {
  /** Updates done; 0 is the initial network. */
  readonly step: number;
  /**
   * `layer`: the weight matrix or kernel of the analysed layer, no bias. `network`: all kernels, matrices, biases,
   * normalisation scales and shifts of the whole network, trained or not, without running statistics. `layers`: the
   * analysed layer and those recorded beside it, by name.
   */
  readonly path: {
    readonly layer: WeightPath;
    readonly network: WeightPath;
    readonly layers: Readonly<Record<string, WeightPath>>;
  };
  /** Complete inference network; layers the loss does not reach keep their initial weights. */
  readonly onnx: Uint8Array;
}

/**
 * Trains and yields the network at every asked step, in increasing order.
 *
 * The same run gives the same bytes. Throws `StillpointError NOT_FINITE` when the loss stops being a number,
 * `INTERRUPTED` on abort, and what building the training graph throws.
 */
export async function* train(run: TrainingRun): AsyncGenerator<TrainingCheckpoint> {
  checkSteps(run.checkpoints);
  const model = readNetwork(run.network);
  const step = await buildStep(run, model);
  const names = weightNames(model.graph);
  const initial: WeightValues = new Map(names.map((name) => [name, weightValues(model, name)] as const));
  const layers = [run.layer, ...(run.alsoRecorded ?? [])].map((name) => {
    return [name, new PathMeter([layerWeight(model.graph, name)], initial)] as const;
  });
  const network = new PathMeter(
    names.filter((name) => run.apart?.includes(name) !== true),
    initial,
  );
  const session = await TrainingSession.open(step, run.runtime);
  try {
    let [done, sent] = [0, 0];
    const underWay: ReturnType<TrainingSession["step"]>[] = [];
    const total = run.checkpoints.at(-1)!;
    let next = upcoming(run, step, 0);
    for (const checkpoint of run.checkpoints) {
      while (done < checkpoint) {
        // One step waits in the worker while the other is computed: it never waits for this thread.
        for (; sent < Math.min(checkpoint, done + STEPS_AHEAD); sent += 1) {
          interruptible(run);
          underWay.push(started(session, { ...(await next), ...scalarFeeds(run, step, sent) }));
          if (sent + 1 < total) next = upcoming(run, step, sent + 1);
        }
        const squares = report(run, step, done, (await underWay.shift()) ?? {});
        for (const [, meter] of layers) meter.add(squares);
        network.add(squares);
        done += 1;
      }
      interruptible(run);
      const values = stateValues(step, await session.state());
      const current = new Map([...initial, ...values]);
      const paths = layers.map(([name, meter]) => [name, meter.mark(current)] as const);
      yield {
        step: done,
        path: { layer: paths[0]![1], network: network.mark(current), layers: Object.fromEntries(paths) },
        onnx: withWeights(model, values),
      };
    }
  } finally {
    await session.close();
  }
}

async function buildStep(run: TrainingRun, model: Model): Promise<TrainingStep> {
  const example = Object.fromEntries(model.graph.inputs.map((port) => [port.name, exampleOf(port)] as const));
  return trainingGraph({
    model,
    shapes: await probeShapes(model, example, run.runtime),
    batch: run.batchSize,
    loss: run.loss,
    optimiser: run.optimiser,
    frozen: new Set(run.frozen ?? []),
    ...(run.from === undefined ? {} : { from: run.from }),
    ...(run.clipNorm === undefined ? {} : { clipNorm: run.clipNorm }),
  });
}

/** One sample of zeros: index 0 exists in every table. Throws `StillpointError SHAPE` for an input of unknown size. */
function exampleOf(port: Port): Tensor {
  const shape = (port.dims ?? []).map((dim, axis) => (axis === 0 ? 1 : Number(dim)));
  ensure(
    shape.length > 0 && shape.every((size) => size > 0),
    "SHAPE",
    () => `input ${port.name}: expected fixed sizes after the batch axis; got ${port.dims?.join("x") ?? "none"}`,
  );
  return zeros(inputType(port), shape);
}

/** A step on its way; its failure waits until its outcome is needed. */
function started(
  session: TrainingSession,
  feeds: Readonly<Record<string, Tensor>>,
): ReturnType<TrainingSession["step"]> {
  const running = session.step(feeds);
  running.catch(() => undefined);
  return running;
}

/** A batch on its way; its failure waits until it is needed. */
function upcoming(run: TrainingRun, step: TrainingStep, update: number): Promise<Readonly<Record<string, Tensor>>> {
  const batch = prepare(run, step, update);
  batch.catch(() => undefined);
  return batch;
}

async function prepare(
  run: TrainingRun,
  step: TrainingStep,
  update: number,
): Promise<Readonly<Record<string, Tensor>>> {
  const batch = await run.batches(update);
  const inputs = [...step.inputs].map(([name, input]) => [name, input, inputValues(batch, name, input)] as const);
  const targets = [...step.targets].map(([name, input]) => {
    return [step.names[name], input, targetValues(batch, name, input)] as const;
  });
  const feeds = [...inputs, ...targets].map(([name, { type, shape }, data]) => {
    const size = shape.reduce((product, dim) => product * dim, 1);
    ensure(
      data.length === size,
      "SHAPE",
      () => `batch ${update}, ${name}: expected ${shape.join("x")} values; got ${data.length}; check batch and layer`,
    );
    return [name, { type, shape, data } as const] as const;
  });
  return Object.fromEntries(feeds);
}

function targetValues(batch: Batch, name: TargetName, { shape }: StepInput): Tensor["data"] {
  if (name === "label") {
    ensure(
      batch.labels !== undefined,
      "INPUT",
      () => "batch: expected labels for this loss; got none; give one for each sample",
    );
    return oneHot(batch.labels, shape.at(-1)!);
  }
  ensure(
    batch.targets !== undefined,
    "INPUT",
    () => "batch: expected teacher targets for this loss; got none; compute them by the teacher",
  );
  return batch.targets;
}

function inputValues(batch: Batch, name: string, { type }: StepInput): Tensor["data"] {
  const given = batch.inputs[name];
  ensure(
    given?.type === type,
    "INPUT",
    () =>
      `batch, input ${name}: expected ${type} values; got ${given?.type ?? "none"}; feed every input of the network`,
  );
  return given.data;
}

function scalarFeeds(run: TrainingRun, step: TrainingStep, update: number): Readonly<Record<string, Tensor>> {
  const scalars = Object.entries(run.optimiser.scalars(update + 1, run.schedule(update)));
  return Object.fromEntries(
    scalars.map(([name, value]) => [
      step.names.scalar(name),
      { type: "float32", shape: [], data: Float32Array.of(value) } as const,
    ]),
  );
}

/** Checks the loss, tells the listener, returns the squared update of every trained weight. */
function report(
  run: TrainingRun,
  step: TrainingStep,
  update: number,
  outputs: Readonly<Record<string, Tensor>>,
): ReadonlyMap<string, number> {
  const loss = Number(outputs[step.names.loss]?.data[0]);
  ensure(
    Number.isFinite(loss),
    "NOT_FINITE",
    () => `training step ${update + 1}: expected a finite loss; got ${loss}; lower the learning rate`,
  );
  run.onStep?.({ step: update + 1, loss, learningRate: run.schedule(update) });
  const squares = outputs[step.names.squaredUpdates]?.data;
  return new Map(step.weights.map((name, index) => [name, Number(squares?.[index])] as const));
}

function stateValues(step: TrainingStep, state: Readonly<Record<string, Tensor>>): ReadonlyMap<string, Float32Array> {
  return new Map(
    step.groups.flatMap((group) => {
      const data = state[group.name]?.data;
      ensure(
        data instanceof Float32Array,
        "RUNTIME",
        () => `state ${group.name}: expected float32; got none; train on a runtime that returns it`,
      );
      return splitValues(group, data);
    }),
  );
}

function checkSteps(steps: readonly number[]): void {
  const increasing = steps.every(
    (step, index) => Number.isInteger(step) && step >= 0 && step > (steps[index - 1] ?? -1),
  );
  ensure(
    steps.length > 0 && increasing,
    "RANGE",
    () => `checkpoints: expected increasing steps from 0; got ${steps.join(", ") || "none"}`,
  );
}

function interruptible(run: TrainingRun): void {
  if (run.signal?.aborted) throw new StillpointError("INTERRUPTED", "training: stopped as asked");
}
