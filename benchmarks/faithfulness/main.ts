// `pnpm --filter @stillpoint/benchmarks faithfulness --run RUN`: entropy maps beside other maps of the same networks.

import { mkdirSync, writeFileSync } from "node:fs";
import { type BenchmarkTask, benchmarkTasks, HELD_OUT } from "@stillpoint/bench";
import { memoryStore } from "@stillpoint/experiment";
import { nodeRuntime } from "@stillpoint/onnx/node";
import { packageFiles } from "../../packages/cli/src/files/package-files.ts";
import { machine, runtimeVersion } from "../speed/machine.ts";
import type { Block } from "./block.ts";
import { type FinishedCell, keepCell, keptCell, keyOf } from "./kept.ts";
import { measureCell } from "./measure-cell.ts";
import { hasNetworks, layersOf } from "./networks.ts";
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
const known = new Map<string, string>();
const missing: string[] = [];

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

async function measureTask({ benchmark, compose }: BenchmarkTask): Promise<void> {
  const composed = once(() =>
    compose({
      variant: "cue",
      preset: "quick",
      samples: 2 * plan.samples,
      seed: plan.seed,
      store: memoryStore(),
      files: packageFiles,
    }),
  );
  const trained = new Map<string, () => Promise<ShuffledNetwork>>();
  // A span of one context is none of another, so that questions have no labels to shuffle.
  const shuffles = plan.shuffled && benchmark.modality.id !== "qa";
  for (const { family, layer } of layersOf(benchmark)) {
    const name = `${benchmark.modality.id}/${family.id}`;
    const cell = { benchmark, family, layer };
    if (!wanted(benchmark.modality.id, name) || !hasNetworks(cell, plan.run)) {
      missing.push(`${name} at ${layer}`);
      continue;
    }
    const train =
      trained.get(family.id) ??
      once(async () => trainShuffled(benchmark, family, layer, (await composed()).training, runtime));
    trained.set(family.id, train);
    const measure = async (): Promise<FinishedCell> => {
      const samples = (await composed()).samples.filter(({ info }) => info.group === HELD_OUT);
      const shuffled = shuffles ? await train() : undefined;
      const found = await measureCell({ cell, samples, plan, runtime, shuffled });
      return { blocks: found, known: shuffled?.accuracy };
    };
    const key = keyOf(cell, plan, shuffles);
    const found = keptCell(key) ?? (await measure());
    keepCell(key, found);
    blocks.push(...found.blocks);
    if (found.known !== undefined) known.set(name, `${name} ${(100 * found.known).toFixed(0)} %`);
    say(`${name} at ${layer}`);
  }
}

function wanted(modality: string, name: string): boolean {
  return plan.only.length === 0 || plan.only.includes(modality) || plan.only.includes(name);
}

for (const task of benchmarkTasks) await measureTask(task);
const rows = blocks.flatMap(rowsOf);
const { cpu, cores, memoryGiB, platform } = machine();
const about =
  `\`${plan.command}\`, ${new Date().toISOString().slice(0, 10)}. Node ${process.versions.node}, ` +
  `ONNX Runtime ${runtimeVersion()}; ${cpu}, ${cores} cores, ${memoryGiB} GiB, ${platform}. No times: they do not hang on the machine.`;
mkdirSync(plan.out, { recursive: true });
writeFileSync(new URL("faithfulness.csv", plan.out), csv(rows));
const page = markdown({ about, plan, rows, known: [...known.values()], missing });
writeFileSync(new URL("faithfulness.md", plan.out), page);
process.stdout.write(page);
