// A finished benchmark run on disk: its report, the config that repeats a task, its networks, its maps.

import * as files from "node:fs/promises";
import { join } from "node:path";
import { type Measurement, parseJson, RECIPES, type Recipe, type Role, StillpointError } from "@stillpoint/core";
import { folderStore, storedTaskData } from "@stillpoint/experiment";
import { parseReport, type Report, type ReportTask } from "@stillpoint/report";
import { z } from "zod";
import type { PackedTask } from "./packed-tasks.ts";

/** Roles of trained networks that a pack holds. */
export type PackedRole = Extract<Role, "distilled" | "scratch" | "placebo" | "null">;

/** What `analyze` is told to repeat a task of the run; paths are relative to the run's folder. */
export interface RunConfig {
  readonly data: string;
  readonly masks?: string;
  readonly tokenizer?: string;
  /** `12x12`. */
  readonly grid?: string;
  readonly mean?: readonly number[];
  readonly std?: readonly number[];
  readonly scale?: "sphere" | "none";
  readonly input: string;
  readonly recipe: Recipe;
  readonly seed: number;
  readonly passes?: number;
  readonly teacher: string;
  readonly networks: readonly (Readonly<Record<PackedRole, string>> & { readonly seed: number })[];
}

const network = z.object({
  seed: z.int(),
  distilled: z.string(),
  scratch: z.string(),
  placebo: z.string(),
  null: z.string(),
});

const configSchema: z.ZodType<RunConfig> = z.object({
  data: z.string(),
  masks: z.exactOptional(z.string()),
  tokenizer: z.exactOptional(z.string()),
  grid: z.exactOptional(z.string().regex(/^\d+x\d+$/)),
  mean: z.exactOptional(z.array(z.number())),
  std: z.exactOptional(z.array(z.number())),
  scale: z.exactOptional(z.enum(["sphere", "none"])),
  input: z.string(),
  recipe: z.enum(RECIPES),
  seed: z.int(),
  passes: z.exactOptional(z.int()),
  teacher: z.string(),
  networks: z.array(network),
});

/** The lowest seed's networks, by role; the teacher's is a file, the others' are folders. */
export type RunNetworks = Readonly<Record<PackedRole | "teacher", string>> & { readonly seed: number };

/** One task of a run. */
export interface RunTask {
  readonly config: RunConfig;
  readonly result: ReportTask;
  readonly networks: RunNetworks;
  /** Every measured map. */
  readonly measurements: readonly Measurement[];
}

export class RunFolder {
  readonly folder: string;
  readonly report: Report;

  private constructor(folder: string, report: Report) {
    this.folder = folder;
    this.report = report;
  }

  /** Throws `INPUT` for a folder without a finished run. */
  static async open(folder: string): Promise<RunFolder> {
    const report = parseReport(await files.readFile(join(folder, "report.json"), "utf8"));
    if (report.run?.partial === undefined && report.run?.running !== true) return new RunFolder(folder, report);
    throw new StillpointError(
      "INPUT",
      `run ${folder}: expected a finished one; got one that is still measured; wait for it, or go on with --resume`,
    );
  }

  async read(path: string): Promise<Uint8Array> {
    return new Uint8Array(await files.readFile(join(this.folder, path)));
  }

  /** Throws `INPUT` where the run has no such task. */
  async task({ task, layer, id }: PackedTask): Promise<RunTask> {
    const result = this.report.tasks.find((each) => each.id === id);
    if (result === undefined) {
      const ids = this.report.tasks.map((each) => each.id).join(", ");
      throw new StillpointError("INPUT", `run ${this.folder}: expected ${id}; got ${ids}; run the quick preset`);
    }
    const name = `${`analyze-${id}`.replaceAll("/", "-")}.json`;
    const config = configSchema.parse(parseJson(await files.readFile(join(this.folder, name), "utf8")));
    const [first] = config.networks.toSorted((a, b) => a.seed - b.seed);
    if (first === undefined) throw new StillpointError("INPUT", `${name}: expected networks; got none; run again`);
    const data = await storedTaskData(folderStore(this.folder, files), { task, layer });
    return { config, result, networks: { ...first, teacher: config.teacher }, measurements: [...data.measurements] };
  }
}
