// `pnpm --filter @stillpoint/benchmarks power --run RUN`: what seeds and samples buy beside their time, from a run's own
// variances.

import { mkdirSync, writeFileSync } from "node:fs";
import { Command } from "commander";
import { differencesOf, variances } from "../coverage/shares.ts";
import { machine } from "../speed/machine.ts";
import { costOf, type Design, type Found, foundBy } from "./designs.ts";
import { runMaps } from "./run-maps.ts";

const SEEDS = [3, 4, 5, 8];
const SAMPLES = [8, 16, 32, 48, 64, 96, 128];

const options = new Command("power")
  .description("What seeds and samples buy, beside their time")
  .requiredOption("--run <folder>", "a finished run with three seeds or more, whose variances are taken")
  .option("--training <share>", "of that run's time that training took", Number, 0.68)
  .option("--measuring <share>", "of that run's time that measuring took", Number, 0.27)
  .option("--trials <count>", "of each design and number", Number, 1000)
  .option("--seed <number>", "of the trials", Number, 0)
  .option("--out <folder>", "relative to benchmarks/", "results")
  .parse()
  .opts<{ run: string; training: number; measuring: number; trials: number; seed: number; out: string }>();
const { run, training, measuring, trials, seed, out } = options;

const numbers = (await runMaps(run)).flatMap(differencesOf).map(({ task, metric, cells }) => {
  const all = cells.flat();
  return {
    task,
    metric,
    design: { seeds: cells.length, samples: cells[0]?.length ?? 0 },
    difference: all.reduce((sum, value) => sum + value, 0) / all.length,
    components: variances(cells),
  };
});
const [first] = numbers;
if (first === undefined) throw new Error("the run has no maps of a distilled network beside one from scratch");

const designs = SEEDS.flatMap((seeds) => SAMPLES.map((samples) => ({ seeds, samples })));
const found = new Map<Design, readonly Found[]>();
const started = performance.now();
for (const [k, design] of designs.entries()) {
  found.set(
    design,
    numbers.map(({ components }, at) => foundBy(design, components, trials, seed + 1 + at)),
  );
  const left = ((performance.now() - started) / (k + 1)) * (designs.length - k - 1);
  process.stderr.write(`${k + 1} of ${designs.length} designs, ${Math.ceil(left / 1000)} s left\n`);
}
const now = numbers.map(({ design, components }, at) => foundBy(design, components, trials, seed + 1 + at));

const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? Number.NaN) + (sorted[Math.floor(middle)] ?? Number.NaN)) / 2;
};
const beside = (all: readonly Found[], of: (one: Found) => number): number =>
  median(all.flatMap((one, at) => (now[at] === undefined ? [] : [of(one) / of(now[at])])));
/** Numbers whose measured difference would be found four times in five. */
const reached = (all: readonly Found[], of: (one: Found) => number): number =>
  all.filter((one, at) => Math.abs(numbers[at]?.difference ?? 0) >= of(one)).length;
const two = (value: number): string => value.toFixed(2);

const typical = { seeds: first.design.seeds, samples: median(numbers.map(({ design }) => design.samples)) };
const lines = [
  "# Power of seeds and samples",
  "",
  `\`pnpm --filter @stillpoint/benchmarks power --run RUN --training ${training} --measuring ${measuring} --trials ${trials} --seed ${seed}\`, Node ${process.versions.node}, ${machine().cpu}.`,
  "",
  `RUN has ${typical.seeds} seeds and ${[...new Set(numbers.map(({ design }) => design.samples))].sort((a, b) => a - b).join(" or ")} samples. For each of its tasks and layers, and for foreground points, background points and`,
  "the entropy gap, the variance of distilled − scratch at the last checkpoint is split up over seeds, samples and what is left;",
  "made-up differences of those variances are then given to the interval that reports use. *Half*: mean half length of the 95 %",
  "interval. *Found*: the least true difference that four trials of five find, at a two-sided 5 % (a claim by itself) and at 0.5 %",
  "(about what the adjustment asks of the first of ten claims). Each beside the run's own design, medians over",
  `${numbers.length} numbers. *As measured*: how many of those numbers are as large as what is found; measured differences are those that`,
  "chance made large, too, so that this flatters every design alike. *Time*: beside the run's, training growing with seeds, measuring",
  "with both. Distances and stability are not in it.",
  "",
  "| seeds | samples | time | half | found at 5 % | at 0.5 % | as measured at 5 % | at 0.5 % |",
  "| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
  ...designs.map((design) => {
    const all = found.get(design) ?? [];
    const cost = costOf(design, typical, { training, measuring });
    return (
      `| ${design.seeds} | ${design.samples} | ${two(cost)} | ${two(beside(all, ({ half }) => half))} | ` +
      `${two(beside(all, ({ atFive }) => atFive))} | ${two(beside(all, ({ atStrict }) => atStrict))} | ` +
      `${reached(all, ({ atFive }) => atFive)} | ${reached(all, ({ atStrict }) => atStrict)} |`
    );
  }),
  "",
  "## Variances of the run",
  "",
  "Roots of the components, in the number's own unit; below 0 taken as 0.",
  "",
  "| task | number | difference | seed | sample | rest | found at 5 % |",
  "| --- | --- | ---: | ---: | ---: | ---: | ---: |",
  ...numbers.map(({ task, metric, difference, components: { seed: own, sample, rest } }, at) => {
    const roots = [own, sample, rest].map((part) => two(Math.sqrt(part)));
    return `| ${task} | ${metric} | ${two(difference)} | ${roots.join(" | ")} | ${two(now[at]?.atFive ?? Number.NaN)} |`;
  }),
];
const folder = new URL(`../${out}/`, import.meta.url);
mkdirSync(folder, { recursive: true });
writeFileSync(new URL("power.md", folder), `${lines.join("\n")}\n`);
