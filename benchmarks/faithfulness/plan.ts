// What is asked on the command line.

import { resolve } from "node:path";
import { Command } from "commander";

export interface Plan {
  /** Folder of a finished quick run. */
  readonly run: string;
  /** Held-out samples of each modality. */
  readonly samples: number;
  /** Of these, in order, whose maps are also measured with weights randomised. */
  readonly randomised: number;
  /** Of the samples and of all noise. */
  readonly seed: number;
  /** Modalities, or families such as `pointcloud/pointnet`; all when empty. */
  readonly only: readonly string[];
  /** Whether networks are trained on shuffled labels. */
  readonly shuffled: boolean;
  /** Folder of the results. */
  readonly out: URL;
  /** As typed, to be written beside the results. */
  readonly command: string;
}

/** Throws where a number is not one. */
export function planOf(args: readonly string[]): Plan {
  const options = new Command("faithfulness")
    .description("Entropy maps beside other maps: what features and answers make of them")
    .option("--run <folder>", "a finished quick run", "out/quickstart")
    .option("--samples <count>", "held-out samples of each modality", Number, 12)
    .option("--randomised <count>", "samples whose maps are also measured with weights randomised", Number, 3)
    .option("--seed <number>", "of samples and noise", Number, 0)
    .option("--only <names>", "modalities or families: image,pointcloud/pointnet", "")
    .option("--shuffled", "also train networks on shuffled labels, a minute or two", false)
    .option("--out <folder>", "relative to benchmarks/", "results")
    .parse(args, { from: "user" })
    .opts<{
      run: string;
      samples: number;
      randomised: number;
      seed: number;
      only: string;
      shuffled: boolean;
      out: string;
    }>();
  const { run, samples, randomised, seed } = options;
  for (const [name, value, least] of [
    ["--samples", samples, 2],
    ["--randomised", randomised, 0],
    ["--seed", seed, 0],
  ] as const)
    if (!(Number.isInteger(value) && value >= least))
      throw new RangeError(`${name}: expected a whole number of at least ${least}; got ${value}`);
  return {
    // pnpm runs scripts in the package; paths are meant from where the command was typed.
    run: resolve(process.env.INIT_CWD ?? ".", run),
    samples,
    randomised: Math.min(randomised, samples),
    seed,
    only: options.only.split(",").filter((name) => name !== ""),
    shuffled: options.shuffled,
    out: new URL(`../${options.out}/`, import.meta.url),
    command: ["pnpm --filter @stillpoint/benchmarks faithfulness", "--run RUN", ...withoutRun(args)].join(" "),
  };
}

/** The run's own folder says nothing to a reader. */
function withoutRun(args: readonly string[]): string[] {
  const at = args.indexOf("--run");
  return args.filter((arg, k) => !(k === at || (at >= 0 && k === at + 1) || arg.startsWith("--run=")));
}
