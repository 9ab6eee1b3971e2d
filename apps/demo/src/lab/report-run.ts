// A whole run on the visitor's own networks and samples, kept in memory until it is a report.

import { engineChoice, type WeightPath } from "@stillpoint/core";
import {
  type ExperimentEvent,
  type MeasuredTask,
  measureAndReport,
  memoryStore,
  type TaskNetwork,
} from "@stillpoint/experiment";
import { networkOpener, type OpenNetwork, type Runtime } from "@stillpoint/onnx";
import type { HeldSample } from "./fit.ts";
import type { HeldNetwork } from "./held-network.ts";
import type { RunFiles, RunProgress, RunRequest } from "./protocol.ts";

const UNKNOWN: WeightPath = { perStep: Number.NaN, perCheckpoint: Number.NaN };

export interface RunParts {
  readonly networks: readonly (HeldNetwork & Pick<RunRequest["networks"][number], "role" | "layer">)[];
  /** At least one. */
  readonly samples: readonly [HeldSample, ...HeldSample[]];
}

export interface RunOptions {
  readonly runtime: Runtime;
  readonly tell: (progress: RunProgress) => void;
  readonly signal: AbortSignal;
}

/** Measures every sample in every network and writes the report. Throws what `measureAndReport` throws. */
export async function reportRun(
  { networks, samples }: RunParts,
  { title, layer, wish, foregroundRule }: Omit<RunRequest, "networks" | "samples">,
  { runtime, tell, signal }: RunOptions,
): Promise<RunFiles> {
  const [{ sample: first, modality, from }] = samples;
  const open = networkOpener({ runtime, from, example: first.input.inputs });
  const opened: TaskNetwork[] = [];
  for (const network of networks) opened.push(await taskNetwork(network, from, open));
  const engines = [...new Set(networks.map(({ engine = runtime.name }) => engine))].join("; ");
  const task: MeasuredTask = {
    task: `own/${modality.id}`,
    title,
    modality,
    layer,
    from,
    samples: samples.map(({ sample }) => sample),
    networks: opened,
    foregroundRule,
    madeBy: engines,
  };
  const { recipe = "limit", seed, passes, sigma0, behindMaximum = false } = wish;
  const defaults = {
    ...modality.engine,
    ...(behindMaximum ? modality.behindMaximum : {}),
    ...(sigma0 === undefined ? {} : { sigma0 }),
  };
  const store = memoryStore();
  const events = measureAndReport([{ task, engine: engineChoice(defaults, { recipe, seed, passes }) }], {
    store,
    concurrency: Math.min(runtime.lanes, networks.length),
    signal,
    report: {
      run: {
        command: "Stillpoint in a browser",
        versions: { engine: engines },
        data: samples.map(({ sample }) => sample.info.id),
        noiseSeed: seed,
      },
    },
  });
  const notes: string[] = [];
  let phase = "";
  for await (const event of events) {
    if (event.kind === "phase") phase = event.name;
    if (event.kind === "note") notes.push(event.text);
    const progress = progressOf(event, phase);
    if (progress !== undefined) tell(progress);
  }
  const blob = (name: string, type: string): Blob =>
    new Blob([(store.files.get(name) ?? new Uint8Array()).slice()], { type });
  return {
    html: blob("report.html", "text/html"),
    json: blob("report.json", "application/json"),
    parquet: blob("entropies.parquet", "application/vnd.apache.parquet"),
    notes,
  };
}

function progressOf(event: ExperimentEvent, phase: string): RunProgress | undefined {
  if (event.kind === "phase") return { phase, done: event.skipped, total: event.total };
  return event.kind === "progress" ? { phase, done: event.done, total: event.total } : undefined;
}

async function taskNetwork(
  network: RunParts["networks"][number],
  from: string,
  open: OpenNetwork,
): Promise<TaskNetwork> {
  const { role, layer } = network;
  return {
    role,
    seed: 0,
    checkpoints: [
      {
        step: 0,
        path: { layer: UNKNOWN, network: UNKNOWN },
        identity: await network.identity(),
        // Networks of another architecture have a layer of their own.
        open: () => network.cut(from, layer, open),
      },
    ],
  };
}
