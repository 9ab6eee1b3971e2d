// A config file, overridden by the command line, checked once.

import { readFileSync } from "node:fs";
import { dirname, isAbsolute, join } from "node:path";
import { jsonExcerpt, RECIPES, StillpointError } from "@stillpoint/core";
import { LONG_TEXTS } from "@stillpoint/preprocess";
import type { Command } from "commander";
import { z } from "zod";
import { PROVIDERS } from "../providers.ts";
import type { AnalyzeConfig } from "./analyze-config.ts";
import { classList } from "./check-answers.ts";
import { MODALITIES } from "./modality-loader.ts";

/** Seeds are 32-bit integers in the Parquet file. */
const LARGEST_SEED = 2 ** 31 - 1;

const networks = z.strictObject({
  seed: z.int().min(0).max(LARGEST_SEED).default(0),
  distilled: z.string(),
  scratch: z.string(),
  placebo: z.string().optional(),
  null: z.string().optional(),
});

const schema = z.strictObject({
  task: z.string().optional(),
  modality: z.enum(MODALITIES.map(({ modality }) => modality.id)),
  data: z.string(),
  masks: z.string().optional(),
  parts: z.record(z.string(), z.string()).default({}),
  layer: z.array(z.string()).min(1),
  input: z.string().optional(),
  grid: z.string().default("16x16"),
  mean: z.array(z.number()).optional(),
  std: z.array(z.number().positive()).optional(),
  points: z.int().min(2).optional(),
  clutter: z
    .number({ error: "expected a share from 0 to 0.9, such as 0.25" })
    .min(0, "expected a share from 0 to 0.9, such as 0.25")
    .max(0.9, "expected a share from 0 to 0.9, such as 0.25")
    .default(0.25),
  scale: z.enum(["sphere", "none"]).default("sphere"),
  tokenizer: z.string().optional(),
  window: z.int().min(3).optional(),
  long: z.enum(LONG_TEXTS).default("refuse"),
  question: z.enum(["fixed", "measured"]).default("fixed"),
  labels: z.string().optional(),
  classes: z.array(z.string()).min(2).optional(),
  accuracy: z.boolean().default(true),
  recipe: z.enum(RECIPES).default("limit"),
  passes: z.int().min(8).optional(),
  samples: z.int().positive().optional(),
  seed: z.int().min(0).max(LARGEST_SEED).default(0),
  teacher: z.string().optional(),
  networks: z.array(networks).min(1),
  workers: z.int().positive().optional(),
  out: z.string().default("out/analyze"),
  resume: z.boolean().default(false),
  overwrite: z.boolean().default(false),
  provider: z.enum(PROVIDERS).optional(),
  json: z.boolean().default(false),
  quiet: z.boolean().default(false),
});

/** Options that hold paths, resolved against the folder of the config they come from. */
const PATHS = ["data", "labels", "masks", "teacher", "tokenizer"] as const;

/** Reads the config and the command line. Throws `USAGE` naming what is missing or wrong. */
export function analyzeConfig(file: string | undefined, command: Command): AnalyzeConfig {
  const given = fromCommandLine(command);
  const merged = { ...(file === undefined ? {} : fromFile(file)), ...given };
  const parsed = schema.safeParse(merged);
  if (parsed.success) {
    refuseStrange(merged, parsed.data.modality);
    refuseTwoBackgrounds(merged);
    refuseUnscaledClutter(parsed.data);
    return { ...parsed.data, task: parsed.data.task ?? `${parsed.data.modality}/own` };
  }
  const problems = parsed.error.issues.map((issue) => {
    const name = issue.path.join(".") || "options";
    const missing = issue.path.every((key) => typeof key === "string") && valueAt(merged, issue.path) === undefined;
    return missing
      ? `--${name.replace(/^networks$/, "distilled and --scratch")} is missing`
      : `${name}: ${issue.message}`;
  });
  throw new StillpointError("USAGE", `analyze: ${problems.join("; ")}; see stillpoint analyze --help`);
}

/** What the request says at a path; undefined where it says nothing. */
function valueAt(given: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => {
    return typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
  }, given);
}

/** An option of another modality would be passed over in silence, and the user think it was heard. */
function refuseStrange(given: Readonly<Record<string, unknown>>, modality: string): void {
  for (const name of new Set(MODALITIES.flatMap(({ options }) => options))) {
    const modalities = MODALITIES.flatMap((known) => (known.options.includes(name) ? [known.modality.id] : []));
    if (given[name] === undefined || modalities.includes(modality)) continue;
    throw new StillpointError(
      "USAGE",
      `--${name}: expected with --modality ${modalities.join(" or ")}; got it with ${modality}; leave it out`,
    );
  }
}

/** Regions of the user's own leave no room for clutter. Asked of what was given: the default share is no wish. */
function refuseTwoBackgrounds({ clutter, masks }: Readonly<Record<string, unknown>>): void {
  if (clutter === undefined || masks === undefined) return;
  throw new StillpointError(
    "USAGE",
    `--clutter: expected without --masks, whose regions are the background; got ${clutter} and ${masks}; leave one of them out`,
  );
}

/** Clutter is placed around shapes of radius 1. */
function refuseUnscaledClutter({ scale, masks }: Pick<AnalyzeConfig, "scale" | "masks">): void {
  if (scale === "sphere" || masks !== undefined) return;
  throw new StillpointError(
    "USAGE",
    "--scale none: expected with --masks; got none, and clutter needs shapes of radius 1; give regions of your own or leave it out",
  );
}

function fromFile(file: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, "utf8"));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new StillpointError("USAGE", `config ${file}: expected a JSON file; got ${reason}`, { cause });
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new StillpointError(
      "USAGE",
      `config ${file}: expected a JSON object; got ${jsonExcerpt(value, 40)}; see the README for one`,
    );
  }
  const base = dirname(file);
  const resolve = (path: unknown): unknown => (typeof path === "string" && !isAbsolute(path) ? join(base, path) : path);
  const config: Record<string, unknown> = { ...value };
  for (const name of PATHS) if (config[name] !== undefined) config[name] = resolve(config[name]);
  config.parts = resolveAll(config.parts, resolve);
  if (Array.isArray(config.networks)) {
    config.networks = config.networks.map((entry: unknown) => resolveAll(entry, resolve));
  }
  return Object.fromEntries(Object.entries(config).filter(([, entry]) => entry !== undefined));
}

function resolveAll(record: unknown, resolve: (path: unknown) => unknown): unknown {
  if (typeof record !== "object" || record === null) return record;
  return Object.fromEntries(Object.entries(record).map(([name, path]) => [name, resolve(path)]));
}

/** Only what was typed: defaults must not hide what the config says. */
function fromCommandLine(command: Command): Record<string, unknown> {
  const typed = Object.entries(command.opts<Record<string, unknown>>()).filter(([name]) => {
    return command.getOptionValueSource(name) === "cli";
  });
  const { distilled, scratch, placebo, null: twin, parts, mean, std, classes, ...rest } = Object.fromEntries(typed);
  return {
    ...rest,
    ...(distilled === undefined && scratch === undefined
      ? {}
      : { networks: [{ seed: 0, distilled, scratch, placebo, null: twin }] }),
    ...(parts === undefined ? {} : { parts: namedFolders(parts) }),
    ...(classes === undefined ? {} : { classes: classList(String(classes)) }),
    ...(mean === undefined ? {} : { mean: numbers("--mean", mean) }),
    ...(std === undefined ? {} : { std: numbers("--std", std) }),
  };
}

function namedFolders(parts: unknown): Record<string, string> {
  const entries = (Array.isArray(parts) ? parts : [parts]).map((text) => {
    const [name, folder] = String(text).split("=");
    if (name && folder) return [name, folder] as const;
    throw new StillpointError("USAGE", `--parts: expected name=folder; got ${text}`);
  });
  return Object.fromEntries(entries);
}

function numbers(flag: string, text: unknown): number[] {
  const values = String(text).split(",").map(Number);
  if (values.every(Number.isFinite)) return values;
  throw new StillpointError("USAGE", `${flag}: expected numbers separated by commas; got ${text}`);
}
