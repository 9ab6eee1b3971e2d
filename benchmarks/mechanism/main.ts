// `pnpm --filter @stillpoint/benchmarks mechanism`: partial targets on made-up classes whose relations and posterior are known.

import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { digest, parseJson } from "@stillpoint/core";
import { inLanes } from "@stillpoint/experiment";
import { nodeRuntime } from "@stillpoint/onnx/node";
import { Command } from "commander";
import { z } from "zod";
import { machine, runtimeVersion } from "../speed/machine.ts";
import { type CellResult, failingCell, sweepCell } from "./cell.ts";
import { type Design, REGIMES } from "./design.ts";
import { resultsPage } from "./table.ts";
import { withTeachers } from "./teachers-part.ts";

const { out, cells, seeds, workers, regimes, teachers } = new Command("mechanism")
  .description("Partial targets on made-up classes")
  .option("--seeds <count>", "of the study's five, from the first", Number, 5)
  .option("--regimes <names>", "some of the study's", REGIMES.map(({ id }) => id).join(","))
  .option("--workers <count>", "cells at a time", Number, 2)
  .option("--cells <folder>", "where finished cells are kept, relative to the root", "out/mechanism-synthetic")
  .option("--teachers", "only the teachers that fail, written into the page that is there", false)
  .option("--out <folder>", "relative to benchmarks/", "results")
  .parse()
  .opts<{ seeds: number; regimes: string; workers: number; cells: string; out: string; teachers: boolean }>();

const folder = join(import.meta.dirname, "../..", cells);

const score = z.object({ accuracy: z.number(), divergence: z.number() });
const signs = z.object({
  relationSignal: z.number(),
  instanceSignal: z.number(),
  decidedShare: z.number(),
  smoothing: z.number(),
  surestError: z.number(),
  failures: z.array(z.string()),
  untold: z.boolean(),
});
const schema = z.object({
  identity: z.string(),
  seconds: z.number(),
  result: z.object({
    scores: z.record(z.string(), score),
    signs: z.record(z.string(), signs),
    heldOut: z.record(z.string(), signs),
    best: z.number(),
  }),
});

interface Made {
  readonly seconds: number;
  readonly result: CellResult;
}

/** The cell as an earlier run of the same design left it, or made now. */
async function cell(design: Design, name: string, make: () => Promise<CellResult>): Promise<Made> {
  const { seeds: _, ...rest } = design;
  const identity = digest([new TextEncoder().encode(JSON.stringify(rest))]);
  const file = join(folder, `${name}.json`);
  const found = schema.safeParse(parseJson(textOf(file)));
  if (found.success && found.data.identity === identity) return found.data;
  const started = performance.now();
  const result = await make();
  const made = { identity, seconds: (performance.now() - started) / 1000, result };
  writeFileSync(`${file}.partial`, `${JSON.stringify(made)}\n`);
  renameSync(`${file}.partial`, file);
  return made;
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

mkdirSync(folder, { recursive: true });
await using runtime = nodeRuntime({ workers });
const named = new Set(regimes.split(",").map((name) => name.trim()));
const asked = REGIMES.filter(({ id }) => named.has(id));
if (asked.length !== named.size)
  throw new Error(`--regimes: expected some of ${REGIMES.map(({ id }) => id).join(",")}; got ${regimes}`);
const jobs = asked.flatMap(({ id, design }) =>
  design.seeds
    .slice(0, seeds)
    .flatMap((seed) =>
      [...(teachers ? [] : design.correlations), undefined].map((c) => ({ id, design, seed, correlation: c })),
    ),
);
const made = new Map<string, CellResult>();
const nameOf = (id: string, correlation: number | undefined, seed: number): string =>
  `${id}-${correlation ?? "failing"}-${seed}`;
await inLanes(jobs, workers, async ({ id, design, seed, correlation }) => {
  const name = nameOf(id, correlation, seed);
  const { result, seconds } = await cell(design, name, () =>
    correlation === undefined ? failingCell(design, seed, runtime) : sweepCell(design, correlation, seed, runtime),
  );
  made.set(name, result);
  process.stderr.write(`${made.size} of ${jobs.length} cells, ${name}: ${seconds.toFixed(0)} s\n`);
});
const { user, system } = process.cpuUsage();
process.stderr.write(`${((user + system) / 6e7).toFixed(1)} minutes of processor time\n`);

const target = join(import.meta.dirname, "..", out);
const file = join(target, "mechanism-synthetic.md");
const rowsOf = (id: string, design: Design, correlation: number | undefined): CellResult[] =>
  design.seeds.flatMap((seed) => made.get(nameOf(id, correlation, seed)) ?? []);
const chosen = asked.map(({ design, ...regime }) => {
  return { ...regime, design: { ...design, seeds: design.seeds.slice(0, seeds) } };
});
const page = teachers
  ? chosen.reduce((text, { id, title, design }) => {
      return withTeachers(text, { title, design, failing: rowsOf(id, design, undefined) });
    }, textOf(file))
  : resultsPage(
      chosen.map((regime) => {
        const { id, design } = regime;
        const sweep = design.correlations.map((c) => rowsOf(id, design, c));
        return { regime, sweep, failing: rowsOf(id, design, undefined) };
      }),
      `\`pnpm --filter @stillpoint/benchmarks mechanism\`, Node ${process.versions.node}, onnxruntime-node ${runtimeVersion()}, ${machine().cpu}.`,
    );
mkdirSync(target, { recursive: true });
writeFileSync(file, page);
