// `pnpm --filter @stillpoint/benchmarks coverage [--run RUN]`: how often each kind of 95 % interval holds a true difference
// of 0, over crossed seeds and pictures, and how long it is.

import { mkdirSync, writeFileSync } from "node:fs";
import { Command } from "commander";
import { runMaps } from "../power/run-maps.ts";
import { machine } from "../speed/machine.ts";
import type { Statistic } from "./arms.ts";
import { WAYS } from "./intervals.ts";
import { sharesOf } from "./shares.ts";
import { meanTrial, type Setting, type Shares, type Trial, uniforms, varianceTrial } from "./trial.ts";

/** Shares of seed, picture and rest: chance alone, as our own runs have them, and extremes. */
const SHARES: readonly Shares[] = [
  { seed: 0, sample: 0, rest: 1 },
  { seed: 0.02, sample: 0.4, rest: 0.58 },
  { seed: 0.1, sample: 0.4, rest: 0.5 },
  { seed: 0.04, sample: 0.6, rest: 0.36 },
  { seed: 0.3, sample: 0.3, rest: 0.4 },
  { seed: 0, sample: 0.9, rest: 0.1 },
  { seed: 0.6, sample: 0, rest: 0.4 },
];
const SEEDS = [3, 5, 10];
const SAMPLES = [16, 48, 100];
/** Within these a nominal 95 % is kept. */
const KEPT = [0.93, 0.97] as const;

interface Cell {
  readonly setting: Setting;
  readonly statistic: Statistic;
  /** By way: share of trials that hold 0, mean half length. */
  readonly ways: Readonly<Record<string, { readonly holds: number; readonly half: number }>>;
}

const { run, trials, seed, out } = new Command("coverage")
  .description("Coverage and length of intervals over crossed seeds and pictures")
  .option("--run <folder>", "a finished run whose variance shares stand beside the table")
  .option("--trials <count>", "of each cell", Number, 1000)
  .option("--seed <number>", "of the trials", Number, 0)
  .option("--out <folder>", "relative to benchmarks/", "results")
  .parse()
  .opts<{ run?: string; trials: number; seed: number; out: string }>();

function cellOf(setting: Setting, statistic: Statistic): Cell {
  const uniform = uniforms(seed ^ Math.imul(0x01000193, SEEDS.length * setting.samples + setting.seeds));
  const make: (setting: Setting, uniform: () => number) => Trial = statistic === "mean" ? meanTrial : varianceTrial;
  const held = new Map(Object.keys(WAYS).map((name) => [name, { holds: 0, half: 0 }]));
  for (let k = 0; k < trials; k++) {
    const trial = make(setting, uniform);
    for (const [name, way] of Object.entries(WAYS)) {
      const { low, high } = way(trial, statistic, uniform);
      const all = held.get(name) ?? { holds: 0, half: 0 };
      held.set(name, { holds: all.holds + Number(low <= 0 && high >= 0), half: all.half + (high - low) / 2 });
    }
  }
  const ways = [...held].map(
    ([name, { holds, half }]) => [name, { holds: holds / trials, half: half / trials }] as const,
  );
  return { setting, statistic, ways: Object.fromEntries(ways) };
}

const settings = SEEDS.flatMap((seeds) =>
  SAMPLES.flatMap((samples) =>
    (["normal", "skewed"] as const).flatMap((shape) => SHARES.map((shares) => ({ seeds, samples, shares, shape }))),
  ),
);
const gaps = SHARES.map((shares) => ({ seeds: 3, samples: 24, shares, shape: "normal" as const, defined: 2 }));
const plan = (["mean", "variance"] as const).flatMap((statistic) =>
  [...settings, ...(statistic === "mean" ? gaps : [])].map((setting) => ({ setting, statistic })),
);

const started = performance.now();
const cells: Cell[] = [];
for (const { setting, statistic } of plan) {
  cells.push(cellOf(setting, statistic));
  const left = ((performance.now() - started) / cells.length) * (plan.length - cells.length);
  process.stderr.write(`${cells.length} of ${plan.length} cells, ${Math.ceil(left / 1000)} s left\n`);
}

const names = Object.keys(WAYS);
const percent = (share: number): string => `${(100 * share).toFixed(1)}`;
const sharesText = ({ seed: own, sample, rest }: Shares): string => [own, sample, rest].join(" / ");

function table(rows: readonly Cell[]): string[] {
  return [
    `| seeds | pictures | shape | seed / picture / rest | ${names.join(" | ")} |`,
    `| ---: | ---: | --- | --- | ${names.map(() => "---:").join(" | ")} |`,
    ...rows.map(({ setting: { seeds, samples, shape, shares, defined }, ways }) => {
      const found = names.map((name) => {
        const { holds = Number.NaN, half = Number.NaN } = ways[name] ?? {};
        const text = `${percent(holds)} (${half.toFixed(2)})`;
        return holds < KEPT[0] ? `**${text}**` : text;
      });
      const pictures = defined === undefined ? `${samples}` : `${samples}, first seed ${defined}`;
      return `| ${seeds} | ${pictures} | ${shape} | ${sharesText(shares)} | ${found.join(" | ")} |`;
    }),
  ];
}

function overview(statistic: Statistic): string[] {
  const rows = cells.filter((cell) => cell.statistic === statistic && cell.setting.defined === undefined);
  return [
    `| | ${names.join(" | ")} |`,
    `| --- | ${names.map(() => "---:").join(" | ")} |`,
    ...(
      [
        ["cells below 93 %", (all: readonly number[]) => `${all.filter((holds) => holds < KEPT[0]).length}`],
        ["cells above 97 %", (all: readonly number[]) => `${all.filter((holds) => holds > KEPT[1]).length}`],
        ["least", (all: readonly number[]) => percent(Math.min(...all))],
        ["most", (all: readonly number[]) => percent(Math.max(...all))],
      ] as const
    ).map(
      ([what, say]) =>
        `| ${what} | ${names.map((name) => say(rows.map(({ ways }) => ways[name]?.holds ?? 0))).join(" | ")} |`,
    ),
    `| mean half length | ${names
      .map((name) => (rows.reduce((sum, { ways }) => sum + (ways[name]?.half ?? 0), 0) / rows.length).toFixed(3))
      .join(" | ")} |`,
  ];
}

const own = run === undefined ? [] : (await runMaps(run)).flatMap(sharesOf);
const { cpu } = machine();
const lines = [
  "# Coverage of intervals over seeds and pictures",
  "",
  `\`pnpm --filter @stillpoint/benchmarks coverage --trials ${trials} --seed ${seed}${run === undefined ? "" : " --run RUN"}\`, Node ${process.versions.node}, ${cpu}.`,
  "",
  "True difference 0; percent of trials whose nominal 95 % interval holds it, in brackets its mean half length. Seeds and",
  "pictures are crossed: every seed measures the same pictures. **Bold** where fewer than 93 % hold it. One standard error of a",
  `cell is ${percent(Math.sqrt((0.95 * 0.05) / trials))} points. What the ways are stands in coverage/intervals.ts.`,
  "",
  "## Means",
  "",
  ...overview("mean"),
  "",
  ...table(cells.filter(({ statistic }) => statistic === "mean")),
  "",
  "## Variance of distances",
  "",
  ...overview("variance"),
  "",
  ...table(cells.filter(({ statistic }) => statistic === "variance")),
  ...(own.length === 0
    ? []
    : [
        "",
        "## Shares in a finished run",
        "",
        "RUN: distilled − scratch at the last checkpoint, components below 0 taken as 0.",
        "",
        "| task | metric | seeds | pictures | seed | picture | rest |",
        "| --- | --- | ---: | ---: | ---: | ---: | ---: |",
        ...own.map(
          ({ task, metric, seeds, samples, shares }) =>
            `| ${task} | ${metric} | ${seeds} | ${samples} | ${shares.seed.toFixed(2)} | ${shares.sample.toFixed(2)} | ${shares.rest.toFixed(2)} |`,
        ),
      ]),
];
const folder = new URL(`../${out}/`, import.meta.url);
mkdirSync(folder, { recursive: true });
writeFileSync(new URL("coverage.md", folder), `${lines.join("\n")}\n`);
