// `pnpm --filter @stillpoint/benchmarks scale`: a run of ten thousand pictures and twenty checkpoints on one machine: time,
// memory, what it leaves, and whether its numbers come out of the Parquet file too. Linux only.

import { existsSync, mkdirSync, rmSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { Command } from "commander";
import { peakOf } from "../memory/peak.ts";
import { machine, runtimeVersion } from "../speed/machine.ts";
import { writeCheckpoints, writePictures } from "./files.ts";
import { apart, comparedNumbers } from "./six-numbers.ts";

const COMMAND = fileURLToPath(new URL("../../packages/cli/bin/stillpoint.js", import.meta.url));
/** Milliseconds between two looks at the processes: a run of many minutes. */
const LOOK = 200;

const { samples, checkpoints, memory, out, keep } = new Command("scale")
  .description("Time and memory of a run of many samples and checkpoints")
  .option("--samples <count>", "pictures", Number, 10_000)
  .option("--checkpoints <count>", "of each of two networks", Number, 20)
  .option("--memory <MiB>", "of the run", Number)
  .option("--out <folder>", "where its files go, relative to benchmarks/", "out/scale")
  .option("--keep", "leaves the files there", false)
  .parse()
  .opts<{ samples: number; checkpoints: number; memory?: number; out: string; keep: boolean }>();

const folder = resolve(out);
if (existsSync(folder)) throw new Error(`${folder}: expected no such folder; got one; remove it or pass another --out`);
mkdirSync(folder, { recursive: true });
writePictures(folder, samples, 1);
for (const [k, role] of ["distilled", "scratch"].entries())
  writeCheckpoints(join(folder, "networks", role), checkpoints, 2 + 10 * k);

const run = join(folder, "run");
const networks = ["--distilled", "networks/distilled", "--scratch", "networks/scratch"];
const data = ["--modality", "image", "--data", "pictures", "--masks", "masks", "--mean", "0,0,0", "--std", "1,1,1"];
const limit = memory === undefined ? [] : ["--memory", String(memory)];
const maps = "--layer fc1 --grid 6x6 --passes 8 --smoothing 0 --no-accuracy --quiet".split(" ");
const started = performance.now();
const peak = await peakOf([COMMAND, "analyze", ...networks, ...data, ...limit, ...maps, "--out", run], folder, LOOK);
const seconds = (performance.now() - started) / 1000;
const queried = performance.now();
const numbers = await comparedNumbers(run);
const query = (performance.now() - queried) / 1000;
const mebi = (name: string): string => (statSync(join(run, name)).size / 2 ** 20).toFixed(1);

console.log(`${JSON.stringify({ ...machine(), node: process.version, onnxruntime: runtimeVersion() })}\n`);
console.log(`| what | ${samples} pictures, 2 x ${checkpoints} checkpoints |`);
console.log("| --- | ---: |");
console.log(`| maps | ${2 * samples * checkpoints} |`);
console.log(`| time, min | ${(seconds / 60).toFixed(1)} |`);
console.log(`| peak of the process that had most, MiB | ${peak.resident.toFixed(0)} |`);
console.log(`| of all its processes together, MiB | ${peak.together.toFixed(0)} |`);
for (const name of ["entropies.parquet", "report.json", "report.html"]) console.log(`| ${name}, MiB | ${mebi(name)} |`);
console.log(`| the query for the six numbers, s | ${query.toFixed(1)} |`);
console.log(`| its largest relative distance from report.json | ${Math.max(...numbers.map(apart)).toExponential(1)} |`);
if (!keep) rmSync(folder, { recursive: true, force: true });
