// `pnpm --filter @stillpoint/benchmarks faithfulness --run RUN`: entropy maps beside other maps of the same networks.

import { mkdirSync, writeFileSync } from "node:fs";
import { type BenchmarkData, type BenchmarkTask, benchmarkTasks, HELD_OUT } from "@stillpoint/bench";
import { memoryStore } from "@stillpoint/experiment";
import { nodeRuntime } from "@stillpoint/onnx/node";
import { packageFiles } from "../../packages/cli/src/files/package-files.ts";
import { machine, runtimeVersion } from "../speed/machine.ts";
import type { Block } from "./block.ts";
import { keepBlocks, keptBlocks, keyOf } from "./kept.ts";
import { measureCell } from "./measure-cell.ts";
import { type Cell, cellsOf } from "./networks.ts";
import { planOf } from "./plan.ts";
import { csv, rowsOf } from "./rows.ts";
import { type ShuffledNetwork, trainShuffled } from "./sanity/shuffled.ts";
import { markdown } from "./table.ts";

const plan = planOf(process.argv.slice(2));
const started = performance.now();
const say = (line: string): boolean =>
  process.stderr.write(`${((performance.now() - started) / 1000).toFixed(0)} s: ${line}\n`);

await using runtime = nodeRuntime();
const blocks: Block[] = [];
const known: string[] = [];

/** A network of shuffled labels by family; a span of one context is none of another, so that questions have none. */
async function shuffledOf(cell: Cell, data: BenchmarkData, made: Map<string, ShuffledNetwork>) {
  const { benchmark, family, layer } = cell;
  if (!plan.shuffled || benchmark.modality.id === "qa") return undefined;
  const earlier = made.get(family.id);
  if (earlier !== undefined) return earlier;
  const network = await trainShuffled(benchmark, family, layer, data.training, runtime);
  made.set(family.id, network);
  known.push(`${benchmark.modality.id}/${family.id} ${(100 * network.accuracy).toFixed(0)} %`);
  say(`${benchmark.modality.id}/${family.id} knows ${(100 * network.accuracy).toFixed(0)} % of its shuffled labels`);
  return network;
}

async function measureTask(task: BenchmarkTask): Promise<void> {
  const { benchmark } = task;
  const cells = cellsOf(benchmark, plan.run);
  if (cells.length === 0) return void say(`${benchmark.modality.id}: left out, the run has no such networks`);
  const data = await task.compose({
    variant: "cue",
    preset: "quick",
    samples: 2 * plan.samples,
    seed: plan.seed,
    store: memoryStore(),
    files: packageFiles,
  });
  const samples = data.samples.filter(({ info }) => info.group === HELD_OUT);
  const made = new Map<string, ShuffledNetwork>();
  for (const cell of cells) {
    const shuffled = await shuffledOf(cell, data, made);
    const key = keyOf(cell, plan, shuffled !== undefined);
    const found = keptBlocks(key) ?? (await measureCell({ cell, samples, plan, runtime, shuffled }));
    keepBlocks(key, found);
    blocks.push(...found);
    say(`${benchmark.modality.id}/${cell.family.id} at ${cell.layer}`);
  }
}

for (const task of benchmarkTasks) {
  const { id } = task.benchmark.modality;
  if (plan.only.length === 0 || plan.only.includes(id)) await measureTask(task);
}
const rows = blocks.flatMap(rowsOf);
const { cpu, cores, memoryGiB, platform } = machine();
const about =
  `\`${plan.command}\`, ${new Date().toISOString().slice(0, 10)}. Node ${process.versions.node}, ` +
  `ONNX Runtime ${runtimeVersion()}; ${cpu}, ${cores} cores, ${memoryGiB} GiB, ${platform}. No times: they do not hang on the machine.`;
mkdirSync(plan.out, { recursive: true });
writeFileSync(new URL("faithfulness.csv", plan.out), csv(rows));
const page = markdown({ about, plan, rows, known });
writeFileSync(new URL("faithfulness.md", plan.out), page);
process.stdout.write(page);
