// A few maps of all networks that are compared, to decide how all their maps are measured.

import {
  type CheckedMap,
  digest,
  ensure,
  type FeatureModel,
  isLinear,
  type Layer,
  type LimitChoice,
  type LimitOptions,
  measureEntropy,
  measureLinearity,
  placed,
  StillpointError,
  type TaskSample,
  type UnitInput,
} from "@stillpoint/core";
import {
  type Adaptation,
  adapted,
  chosenWay,
  opens,
  type Reading,
  smoothingOf,
  type Tried,
  tellAdaptation,
  type Way,
  waysFor,
  worst,
} from "./adaptation.ts";
import { inLanes } from "./in-lanes.ts";
import { samplesDigest } from "./job.ts";
import type { MeasuredTask, TaskCheckpoint } from "./task.ts";

/** Samples of a pilot. */
const SAMPLES = 3;
/** Passes of a pilot's maps, where the choice has not fewer: it asks for one number, not for every unit's. */
const PLAIN_PASSES = 64;
const AROUND_PASSES = 128;
/** Root mean square change of a feature over the largest one, below which rounding by 6e-8 counts: 10 roundings. */
const RESOLVED = 6e-7;
/** Named by what is asked: changed where a pilot would come to another answer. */
const VERSION = 1;

/** One network of the pilot. */
interface PilotNetwork {
  readonly task: MeasuredTask;
  readonly checkpoint: TaskCheckpoint;
  readonly cells: readonly string[];
}

export interface PilotOptions {
  readonly concurrency: number;
  readonly signal?: AbortSignal;
  /** Told before each way is tried, with the number of maps. */
  readonly trying?: (way: Way, maps: number) => void;
  /** Told after every map. */
  readonly progress?: (done: number) => void;
}

/**
 * First and last checkpoint of every network but the teacher, which no claim compares; the teacher's where there is no
 * other. Networks of a task that share weights are looked at once.
 */
function pilotNetworks(tasks: readonly MeasuredTask[]): PilotNetwork[] {
  const found = new Map<string, { task: MeasuredTask; checkpoint: TaskCheckpoint; cells: Set<string> }>();
  for (const task of tasks) {
    const students = task.networks.filter(({ role }) => role !== "teacher");
    for (const { role, checkpoints } of students.length > 0 ? students : task.networks) {
      const [first, last] = [checkpoints[0], checkpoints.at(-1)];
      for (const checkpoint of new Set([first, last])) {
        if (checkpoint === undefined) continue;
        const name = JSON.stringify([task.task, checkpoint.identity]);
        const own = found.get(name) ?? { task, checkpoint, cells: new Set() };
        found.set(name, own);
        own.cells.add(`${task.task} ${role} all`);
        if (checkpoint === last) own.cells.add(`${task.task} ${role} last`);
      }
    }
  }
  const sorted = [...found].sort(([a], [b]) => (a < b ? -1 : 1));
  return sorted.map(([, { cells, ...network }]) => ({ ...network, cells: [...cells].sort() }));
}

/** Evenly spread over the samples in the order of their ids. */
function pilotSamples({ samples }: MeasuredTask): MeasuredTask["samples"] {
  const sorted = [...samples].sort((a, b) => (a.info.id < b.info.id ? -1 : 1));
  const count = Math.min(SAMPLES, sorted.length);
  return Array.from({ length: count }, (_, k) => sorted[Math.floor(((k + 0.5) * sorted.length) / count)]!);
}

/** Names what a pilot is asked: the same question has the same answer. */
export function pilotQuestion(tasks: readonly MeasuredTask[], engine: LimitChoice): string {
  const networks = pilotNetworks(tasks).map(({ checkpoint, cells }) => [checkpoint.identity, cells]);
  const data = tasks.map((task) => [task.task, task.from, task.layer, task.madeBy, samplesDigest(task)]).sort();
  return digest([new TextEncoder().encode(JSON.stringify([VERSION, engine, networks, data]))]);
}

/**
 * Decides from first and last checkpoints of all compared networks of all `tasks` at their layer, three samples each. As
 * asked where that is linear enough in noise for the report's gate; else the first way that is, of `waysFor`; else the
 * one nearest to it under the noise asked for, if it comes half the way. The same answer whatever the concurrency, the batch, and the order of
 * tasks, networks and samples.
 *
 * Throws what opening and measuring throw, with sample, network and layer named; `INTERRUPTED`.
 */
export async function pilot(
  tasks: readonly MeasuredTask[],
  engine: LimitChoice,
  options: PilotOptions,
): Promise<Adaptation> {
  const networks = pilotNetworks(tasks);
  const tried: Tried[] = [];
  for (const way of waysFor(engine)) {
    const readings = await read(networks, adapted(engine, way), way, options);
    const resolved = readings.every((reading) => reading.resolved);
    if (tried.length === 0 || (resolved && readings.length === tried[0]!.readings.length))
      tried.push({ way, readings });
    if (tried.at(-1)?.way === way && opens(readings)) break;
  }
  const asked = tried[0]!;
  const chosen = chosenWay(tried);
  const told = {
    ...chosen.way,
    maps: asked.readings.length,
    outside: asked.readings.filter(({ nonLinearity }) => !isLinear(nonLinearity)).length,
    before: worst(asked.readings),
    after: worst(chosen.readings),
    passes: opens(chosen.readings),
  };
  return { ...told, asked: pilotQuestion(tasks, engine), told: tellAdaptation(engine, told) };
}

/** Readings of every network and sample; a sample whose features do not move has none. */
async function read(
  networks: readonly PilotNetwork[],
  engine: LimitChoice,
  way: Way,
  { concurrency, signal, trying, progress }: PilotOptions,
): Promise<Reading[]> {
  const readings: Reading[][] = networks.map(() => []);
  let done = 0;
  trying?.(
    way,
    networks.reduce((sum, { task }) => sum + pilotSamples(task).length, 0),
  );
  await inLanes(networks.entries(), concurrency, async ([index, network]) => {
    const { task, checkpoint, cells } = network;
    const model = await checkpoint.open(task.layer);
    try {
      for (const sample of pilotSamples(task)) {
        ensure(
          signal?.aborted !== true,
          "INTERRUPTED",
          () => "pilot: expected time to finish; got stopped; go on with --resume",
        );
        const reading = await readSample(network, model, sample, engine);
        if (reading !== undefined) readings[index]!.push({ ...reading, cells });
        progress?.(++done);
      }
    } finally {
      await model.close();
    }
  });
  return readings.flat();
}

async function readSample(
  { task, checkpoint }: PilotNetwork,
  model: FeatureModel,
  { info, input }: TaskSample,
  engine: LimitChoice,
): Promise<Omit<Reading, "cells"> | undefined> {
  try {
    const layer = await model.bind(input.inputs);
    const { mostPasses, ...choice } = engine;
    const plain = smoothingOf(engine) === 0;
    const most = plain ? PLAIN_PASSES : AROUND_PASSES;
    const options = { ...choice, passes: Math.min(most, choice.passes ?? most), sample: info.id };
    const { map, nonLinearity } = plain
      ? await measureLinearity(layer, input, options)
      : await averagedMap(layer, input, options);
    const clean = await layer.features(layer.x0, 1);
    const largest = clean.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const change = Math.sqrt(map.referenceDistortion / layer.featureSize);
    return { nonLinearity, resolved: change >= RESOLVED * largest };
  } catch (cause) {
    if (cause instanceof StillpointError && cause.code === "DEGENERATE") return undefined;
    throw placed(`pilot: sample ${info.id} at layer ${task.layer} of ${checkpoint.identity}`, cause);
  }
}

async function averagedMap(layer: Layer, input: UnitInput, options: LimitOptions): Promise<CheckedMap> {
  const map = await measureEntropy(layer, input, options);
  return { map, nonLinearity: map.nonLinearity };
}
