// One view of the pack: what it shows, and the files that takes.

import type { FitChoices } from "../../src/lab/choices.ts";
import { PACK_SCHEMA, type ViewPack } from "../../src/pack/view-pack.ts";
import { cutReport } from "./cut-report.ts";
import { type PackedFile, packedNetworks } from "./packed-networks.ts";
import { packedSamples } from "./packed-samples.ts";
import { layersOf, type PackedTask } from "./packed-tasks.ts";
import type { RunConfig, RunFolder, RunTask } from "./run-folder.ts";

export interface PackedView {
  readonly pack: ViewPack;
  /** In the order of `pack.networks`. */
  readonly networks: readonly PackedFile[];
  /** By path in the view's folder, `pack.json` among them. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly task: RunTask;
}

/** Files of a tokenizer, as the run leaves them. */
const TOKENIZER = ["tokenizer.json", "tokenizer_config.json"] as const;

/** Throws `INPUT` for a run that lacks something, `MODEL` for networks that are not as they should be. */
export async function packedView(run: RunFolder, packed: PackedTask): Promise<PackedView> {
  const { view, family, layer, task: name } = packed;
  const task = await run.task(packed);
  const { config, result } = task;
  const networks = await packedNetworks(run, task, packed);
  const ids = [...new Set(task.measurements.map(({ key }) => key.sample))];
  const { classes, samples, files: sampleFiles } = await packedSamples(view, run, config, ids);
  const files = new Map(networks.map(({ network, content }) => [network.file, content]));
  for (const [path, content] of sampleFiles) files.set(path, content);
  const tokenizer = config.tokenizer === undefined ? [] : TOKENIZER.map((each) => `tokenizer/${each}`);
  for (const each of config.tokenizer === undefined ? [] : TOKENIZER) {
    files.set(`tokenizer/${each}`, await run.read(`${config.tokenizer}/${each}`));
  }
  const pack: ViewPack = {
    schema: PACK_SCHEMA,
    view,
    title: run.report.names?.[name] ?? family.name,
    layer,
    layers: layersOf(packed),
    seed: task.networks.seed,
    choices: choicesOf(config),
    wish: wishOf(packed, config),
    classes,
    tokenizer,
    samples,
    networks: networks.map(({ network }) => network),
    report: cutReport(run.report, result),
  };
  files.set("pack.json", new TextEncoder().encode(`${JSON.stringify(pack)}\n`));
  return { pack, networks, files, task };
}

/** As the run's config says; regions come from files, so there is no clutter to choose. */
function choicesOf({ grid, mean, std, scale, input }: RunConfig): FitChoices {
  const [rows = 0, cols = 0] = grid?.split("x").map(Number) ?? [];
  return {
    ...(grid === undefined ? {} : { grid: [rows, cols] }),
    ...(mean === undefined ? {} : { mean }),
    ...(std === undefined ? {} : { std }),
    ...(scale === undefined ? {} : { scale }),
    input,
  };
}

function wishOf({ family }: PackedTask, { recipe, seed, passes }: RunConfig): ViewPack["wish"] {
  const behindMaximum = family.behindMaximum === true;
  return {
    seed,
    recipe,
    ...(passes === undefined ? {} : { passes }),
    ...(behindMaximum ? { behindMaximum } : {}),
  };
}
