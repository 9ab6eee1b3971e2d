// `pnpm --filter @stillpoint/benchmarks smoothed`: what limits maps whose energies are averaged around the sample.

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  type Benchmark,
  engineOf,
  type NetworkFamily,
  pointcloudBenchmark,
  sentimentBenchmark,
} from "@stillpoint/bench";
import { mapUnits, mean, measureEntropy, type UnitInput } from "@stillpoint/core";
import { loadNetwork, type Network, OnnxFeatureModel } from "@stillpoint/onnx";
import { nodeRuntime } from "@stillpoint/onnx/node";
import { Command } from "commander";
import { machine, runtimeVersion } from "../../speed/machine.ts";
import { clouds, dataFile, sentences } from "../samples.ts";
import { truthOf } from "../truth.ts";
import { errorOf, freeUnits, jacobian, meanOf, splitOf, varianceOf } from "./split.ts";
import { designsOf } from "./stratified.ts";
import { type LayerStudy, markdown, type SampleStudy, type WinnersStudy } from "./table.ts";
import { type Winners, winnersOf } from "./winners.ts";

const options = new Command("smoothed")
  .description("What limits maps whose energies are averaged around the sample")
  .option("--run <folder>", "a finished quick run, whose last distilled networks are taken too")
  .option("--samples <count>", "of each network", Number, 6)
  .option("--copies <count>", "behind an energy", Number, 2048)
  .option("--out <folder>", "relative to benchmarks/", "results")
  .parse()
  .opts<{ run?: string; samples: number; copies: number; out: string }>();

/** Copies of a map in the quick preset that go into its energies. */
const PASSES = 112;
/** Designs of each kind, and the samples they are tried on. */
const DESIGNS = { repeats: 12, samples: 1 };
const WINNERS = { repeats: 6, inflation: 2 };

interface Subject {
  readonly benchmark: Benchmark;
  readonly family: NetworkFamily;
  readonly layers: readonly string[];
  readonly samples: (count: number) => Promise<UnitInput[]>;
}

const subjects: readonly Subject[] = [
  ...["pointnet", "setabstraction", "dgcnn"].map((id) => ({
    benchmark: pointcloudBenchmark,
    family: familyOf(pointcloudBenchmark, id),
    layers: id === "pointnet" ? ["pooled", "fc1"] : ["fc1"],
    samples: clouds,
  })),
  {
    benchmark: sentimentBenchmark,
    family: familyOf(sentimentBenchmark, "cnn"),
    layers: ["fc1"],
    samples: sentences,
  },
];

function familyOf({ families }: Benchmark, id: string): NetworkFamily {
  const family = families.find((one) => one.id === id);
  if (family === undefined)
    throw new RangeError(`family: expected one of the benchmark's; got ${id}; correct the name`);
  return family;
}

/** Networks of one layer: untrained, the committed teacher, and of a run the last distilled one. */
function statesOf({ benchmark, family }: Subject, layer: string): (readonly [state: string, bytes: Uint8Array])[] {
  const states: (readonly [string, Uint8Array])[] = [["untrained", family.network(0)]];
  const teacher = dataFile(family.teacher);
  if (teacher !== undefined) states.push(["teacher", teacher]);
  if (options.run === undefined) return states;
  const folder = join(
    options.run,
    "checkpoints",
    `${benchmark.modality.id}-${family.id}`,
    "seed-0",
    `distilled-${layer}`,
  );
  try {
    const last = readdirSync(folder)
      .filter((name) => name.endsWith(".onnx"))
      .sort()
      .at(-1);
    if (last !== undefined) states.push(["distilled", new Uint8Array(readFileSync(join(folder, last)))]);
  } catch {
    process.stderr.write(`${family.id} ${layer}: the run has no distilled network\n`);
  }
  return states;
}

async function studyOf(
  { benchmark, family }: Subject,
  layer: string,
  state: string,
  network: Network,
  inputs: readonly UnitInput[],
): Promise<LayerStudy> {
  const engine = engineOf(benchmark, family, "quick");
  await using model = new OnnxFeatureModel({ id: layer, network, runtime, from: family.from, to: layer });
  const samples: SampleStudy[] = [];
  let features = 0;
  for (const [index, input] of inputs.entries()) {
    const bound = await model.bind(input.inputs);
    features = bound.featureSize;
    const units = mapUnits(input, bound);
    const sample = `sample ${index}`;
    const map = await measureEntropy(bound, input, { ...engine, seed: 1, sample, targetError: Number.MIN_VALUE });
    const sigma0 = map.referenceSigma ?? Number.NaN;
    const bounds = engine.bounds ?? { lower: sigma0 / 10, upper: 100 * sigma0 };
    const noise = { sample, smoothing: sigma0 };
    const split = await splitOf(bound, units, noise, options.copies);
    const copies = { distortionCopies: 512, energyCopies: options.copies };
    const free = freeUnits((await truthOf(bound, input, { ...noise, sigma0, bounds, ...copies })).bound, input);
    const sums = (of: Float64Array): number => free.reduce((sum, i) => sum + of[i]!, 0);
    const rare = [...free].sort((a, b) => split.reached[a]! - split.reached[b]!).slice(0, Math.ceil(free.length / 4));
    const designs = index < DESIGNS.samples ? await designsOf(bound, units, noise, PASSES, DESIGNS.repeats) : undefined;
    samples.push({
      free: free.length / units.count,
      stated: map.monteCarloError,
      pair: errorOf(split.pair, free, PASSES / 2),
      apart: errorOf(split.apart, free, PASSES / 2),
      directions: sums(split.direction) / sums(split.pair),
      rarest: rare.reduce((sum, i) => sum + split.pair[i]!, 0) / sums(split.pair),
      reached: free.map((i) => split.reached[i]!).sort((a, b) => a - b)[Math.floor(free.length / 2)] ?? Number.NaN,
      ...(designs === undefined
        ? {}
        : { stratified: errorOf(designs.stratified, free, 1) / errorOf(designs.plain, free, 1) }),
    });
    process.stderr.write(`${family.id} ${layer} ${state}: sample ${index + 1} of ${inputs.length}\n`);
  }
  return { family: family.id, layer, state, features, samples };
}

/** The teacher of a family whose rows before the maximum hang on one point each. */
async function winnersStudy({ benchmark, family, layers }: Subject, input: UnitInput): Promise<WinnersStudy[]> {
  const bytes = dataFile(family.teacher);
  if (bytes === undefined) return [];
  const network = await loadNetwork(bytes, input.inputs, runtime);
  const pool = network.model.graph.nodes.find(({ op, outputs }) => op === "ReduceMax" && outputs.includes("pooled"));
  const before = pool?.inputs[0];
  if (before === undefined)
    throw new RangeError("network: expected a maximum called pooled; got none; check the family");
  const cut = (from: string, to: string): OnnxFeatureModel =>
    new OnnxFeatureModel({ id: `${from} to ${to}`, network, runtime, from, to });
  await using over = cut(family.from, before);
  const rows = await over.bind(input.inputs);
  const channels = rows.featureSize / input.units.length;
  const engine = engineOf(benchmark, family, "quick");
  const smoothing = typeof engine.smoothing === "number" ? engine.smoothing : Number.NaN;
  const bounds = engine.bounds ?? { lower: 0, upper: Number.POSITIVE_INFINITY };
  const behind: Float32Array[] = [];
  const free: number[][] = [];
  for (const layer of layers) {
    await using whole = cut(family.from, layer);
    const copies = { distortionCopies: 512, energyCopies: options.copies };
    const bound = await whole.bind(input.inputs);
    const truth = await truthOf(bound, input, { sample: "sample 0", smoothing, sigma0: smoothing, bounds, ...copies });
    free.push(freeUnits(truth.bound, input));
    if (layer === "pooled") {
      behind.push(Float32Array.from({ length: channels ** 2 }, (_, at) => (at % (channels + 1) === 0 ? 1 : 0)));
    } else {
      await using after = cut("pooled", layer);
      const tail = await after.bind(input.inputs);
      behind.push(await jacobian(tail, tail.x0));
    }
  }
  const [plain, wide]: [Winners[], Winners[]] = [[], []];
  for (let repeat = 0; repeat < WINNERS.repeats; repeat += 1) {
    const asked = { copies: PASSES, smoothing, sample: `winners ${repeat}` };
    plain.push(await winnersOf({ rows, channels, layers: behind }, { ...asked, inflation: 1 }));
    wide.push(await winnersOf({ rows, channels, layers: behind }, { ...asked, inflation: WINNERS.inflation }));
    process.stderr.write(`${family.id}: winners ${repeat + 1} of ${WINNERS.repeats}\n`);
  }
  return layers.map((layer, at) => {
    const centre = meanOf(plain.map(({ integrated }) => integrated[at]!));
    const error = (energies: readonly Float64Array[]): number => {
      const relative = varianceOf(energies).map((v, i) => v / centre[i]! ** 2);
      return errorOf(relative, free[at]!, 1);
    };
    return {
      layer,
      state: "teacher",
      counted: error(plain.map(({ counted }) => counted[at]!)),
      integrated: error(plain.map(({ integrated }) => integrated[at]!)),
      inflated: error(wide.map(({ integrated }) => integrated[at]!)),
      gradients: mean(plain.map(({ gradients }) => gradients / PASSES)),
      channels,
    };
  });
}

const studies: LayerStudy[] = [];
const winners: WinnersStudy[] = [];
await using runtime = nodeRuntime({ workers: 1 });
for (const subject of subjects) {
  const inputs = await subject.samples(options.samples);
  const [first] = inputs;
  if (first === undefined) continue;
  for (const layer of subject.layers) {
    for (const [state, bytes] of statesOf(subject, layer)) {
      const network = await loadNetwork(bytes, first.inputs, runtime);
      studies.push(await studyOf(subject, layer, state, network, inputs));
      write();
    }
  }
}
const [pointnet] = subjects;
const [cloud] = await clouds(1);
if (pointnet !== undefined && cloud !== undefined) winners.push(...(await winnersStudy(pointnet, cloud)));
write();

/** After every network, so that an interrupted run leaves what it has. */
function write(): void {
  const run = options.run === undefined ? "" : " --run RUN";
  const text = markdown({
    command: `pnpm --filter @stillpoint/benchmarks smoothed --samples ${options.samples}${run}`,
    machine: machine(),
    versions: { node: process.versions.node, onnxruntime: runtimeVersion() },
    date: new Date().toISOString().slice(0, 10),
    passes: PASSES,
    copies: options.copies,
    winners,
    studies,
  });
  writeFileSync(new URL(`${options.out}/smoothed.md`, new URL("../../", import.meta.url)), text);
}
