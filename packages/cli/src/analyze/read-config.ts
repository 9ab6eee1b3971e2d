// A config file, overridden by the command line, checked once.

import { readFileSync } from "node:fs";
import { dirname, isAbsolute, join } from "node:path";
import { nearest } from "@stillpoint/autodiff";
import { jsonExcerpt, type Role, StillpointError } from "@stillpoint/core";
import { misfitOf } from "@stillpoint/report/schema";
import type { Command } from "commander";
import type { z } from "zod";
import { fileFault } from "../files/file-fault.ts";
import { ensureRegular } from "../files/regular-file.ts";
import { type AnalyzeConfig, type AnalyzedNetworks, type AnalyzedRoles, BESIDE_ROLES } from "./analyze-config.ts";
import { classList } from "./check-answers.ts";
import { CONFIG_OPTIONS, configSchema, NETWORK_OPTIONS, PATH_OPTIONS } from "./config-schema.ts";
import { parseJsonc } from "./jsonc.ts";
import { MODALITIES } from "./modality-loader.ts";

/** Reads the config and the command line. Throws `USAGE` naming what is missing or wrong. */
export function analyzeConfig(file: string | undefined, command: Command): AnalyzeConfig {
  const given = fromCommandLine(command);
  const read = file === undefined ? {} : fromFile(file);
  // Networks that are typed take the place of a config's, which are listed by seed.
  const typed = ROLE_OPTIONS.some((role) => given[role] !== undefined);
  const { networks, ...withoutNetworks } = read;
  const merged = { ...(typed ? withoutNetworks : read), ...given };
  const parsed = configSchema.safeParse(merged);
  if (!parsed.success) throw refused(parsed.error.issues, merged);
  refuseStrange(merged, parsed.data.modality);
  refuseTwice("layer", parsed.data.layer);
  refuseSmoothing(parsed.data);
  const { $schema, distilled, scratch, placebo, null: twin, control, ...others } = parsed.data;
  const { "self-distilled": self, "null-order": order, "more-data": more, ...options } = others;
  const beside = { "self-distilled": self, placebo, null: twin, "null-order": order, "more-data": more };
  const roles = { distilled, scratch, ...beside, control };
  return {
    ...options,
    task: options.task ?? `${options.modality}/own`,
    networks: networksOf(options.networks, roles),
  };
}

/** Networks that are asked for their answers, by role. */
export interface AnswersConfig {
  readonly config: AnalyzeConfig;
  /** Whether shapes stay without clutter: nobody asked for it. */
  readonly alone: boolean;
  /** What a config says its networks are of: the family of its task. */
  readonly task: string | undefined;
  readonly networks: Readonly<Partial<Record<Role, readonly string[]>>>;
}

/**
 * The same for networks that are only asked for their answers: no layer is needed, and no pair. `given` are options as they
 * were typed; those that are none of a config's are passed over. `command` is what messages call it. Throws `USAGE`.
 */
export function answersConfig(
  file: string | undefined,
  given: Readonly<Record<string, unknown>>,
  command = "analyze",
): AnswersConfig {
  const { teacher, modality, data, masks, tokenizer, labels, samples, accuracy, workers, mean, std, classes } = given;
  const { points, scale, window, long } = given;
  const typed = {
    ...{ teacher, modality, data, masks, tokenizer, labels, samples, accuracy, workers },
    ...{ points, scale, window, long },
    mean: mean === undefined ? undefined : numbers("--mean", mean),
    std: std === undefined ? undefined : numbers("--std", std),
    classes: classes === undefined ? undefined : classList(String(classes)),
  };
  const named = Object.fromEntries(Object.entries(typed).filter(([, value]) => value !== undefined));
  const merged: Readonly<Record<string, unknown>> = {
    layer: [ANSWERS],
    ...(file === undefined ? {} : fromFile(file)),
    ...named,
  };
  const parsed = configSchema.safeParse(merged);
  if (!parsed.success) throw refused(parsed.error.issues, merged, command);
  refuseStrange(merged, parsed.data.modality);
  const { networks = [], ...rest } = parsed.data;
  const of = (role: (typeof ROLE_OPTIONS)[number]): readonly string[] | undefined => {
    const own = rest[role] ?? (role === "control" ? [] : networks.flatMap((entry) => entry[role] ?? []));
    const list = typeof own === "string" ? [own] : own;
    return list.length === 0 ? undefined : list;
  };
  const found = (["distilled", "scratch", ...BESIDE_ROLES] as const).flatMap((role) => {
    const own = of(role);
    return own === undefined ? [] : [[role, own] as const];
  });
  const first = rest.teacher === undefined ? [] : [["teacher", [rest.teacher]] as const];
  return {
    // Answers know no patches; a few cells fit a picture of any size.
    config: { ...rest, grid: "4x4", task: rest.task ?? `${rest.modality}/own`, networks: [] },
    alone: merged.clutter === undefined,
    task: rest.task?.split("@")[0],
    networks: Object.fromEntries([...first, ...found]),
  };
}

/** What stands for a layer where answers are looked at. */
const ANSWERS = "answers";

const ROLE_OPTIONS = ["distilled", "scratch", ...BESIDE_ROLES, "control"] as const;

type Given = string | readonly string[] | undefined;

function networksOf(
  listed: readonly AnalyzedNetworks[] | undefined,
  roles: Readonly<Record<(typeof ROLE_OPTIONS)[number], Given>>,
): readonly AnalyzedNetworks[] | AnalyzedRoles {
  const named = ROLE_OPTIONS.filter((role) => roles[role] !== undefined);
  if (listed !== undefined) {
    if (named.length === 0) return listed;
    throw new StillpointError(
      "USAGE",
      `networks: expected them by seed or by role; got networks and ${named.join(", ")}; leave one of the two out`,
    );
  }
  const list = (given: Given): readonly string[] | undefined => (typeof given === "string" ? [given] : given);
  const [distilled, scratch] = [list(roles.distilled), list(roles.scratch)];
  if (distilled !== undefined && scratch !== undefined) {
    return {
      distilled,
      "self-distilled": list(roles["self-distilled"]),
      scratch,
      placebo: list(roles.placebo),
      null: list(roles.null),
      "null-order": list(roles["null-order"]),
      "more-data": list(roles["more-data"]),
      control: list(roles.control),
    };
  }
  const missing = [distilled === undefined ? ["--distilled"] : [], scratch === undefined ? ["--scratch"] : []].flat();
  throw new StillpointError(
    "USAGE",
    `analyze: expected the networks to compare; got no ${missing.join(" and no ")}; see stillpoint analyze --help, or let stillpoint init write a config`,
  );
}

function refused(issues: readonly z.core.$ZodIssue[], given: unknown, command = "analyze"): StillpointError {
  const problems = issues.map((issue) => {
    const name = issue.path.join(".") || "options";
    if (issue.code === "unrecognized_keys") return issue.keys.map((key) => unknown(key, issue.path)).join("; ");
    const { expected, got } = misfitOf(issue, given);
    const missing = issue.path.every((key) => typeof key === "string") && got === "nothing";
    return missing ? `--${name} is missing` : `${name}: expected ${expected}; got ${got}`;
  });
  return new StillpointError("USAGE", `${command}: ${problems.join("; ")}; see stillpoint ${command} --help`);
}

/** A misspelt option, with those it may have been meant to be. */
function unknown(key: string, path: readonly PropertyKey[]): string {
  const known = path[0] === "networks" ? NETWORK_OPTIONS : CONFIG_OPTIONS;
  const near = nearest(key, known);
  const expected = near.length > 0 ? near.join(" or ") : `one of ${known.join(", ")}`;
  return `${path.length > 0 ? path.join(".") : "options"}: expected ${expected}; got ${key.slice(0, 40)}`;
}

function refuseTwice(option: string, names: readonly string[]): void {
  const twin = names.find((name, k) => names.indexOf(name) < k);
  if (twin === undefined) return;
  throw new StillpointError("USAGE", `--${option}: expected each name once; got ${twin} twice; leave one of them out`);
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

/** The paper's code averages nothing. */
function refuseSmoothing({ smoothing, recipe }: Pick<AnalyzeConfig, "smoothing" | "recipe">): void {
  if (smoothing === "auto" || recipe !== "official") return;
  throw new StillpointError(
    "USAGE",
    `--smoothing: expected with --recipe limit or optimum; got it with ${recipe}; leave one of them out`,
  );
}

function fromFile(file: string): Record<string, unknown> {
  let value: unknown;
  try {
    ensureRegular(file);
    value = parseJsonc(readFileSync(file, "utf8"));
  } catch (cause) {
    const [got, remedy] =
      cause instanceof SyntaxError
        ? [`text that is none (${cause.message.replaceAll(/\s+/g, " ")})`, "mend it"]
        : [fileFault(cause), "name the file of a config"];
    throw new StillpointError(
      "USAGE",
      `config ${file}: expected a JSON file; got ${got}; ${remedy}, or let stillpoint init write one`,
      { cause },
    );
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new StillpointError(
      "USAGE",
      `config ${file}: expected a JSON object; got ${jsonExcerpt(value, 40)}; see the README for one`,
    );
  }
  const base = dirname(file);
  return Object.fromEntries(
    Object.entries(value).map(([name, entry]) => [name, PATH_OPTIONS.has(name) ? resolved(entry, base) : entry]),
  );
}

/** Every text in it as a path from the config's folder. */
function resolved(value: unknown, base: string): unknown {
  if (typeof value === "string") return isAbsolute(value) ? value : join(base, value);
  if (Array.isArray(value)) return value.map((entry: unknown) => resolved(entry, base));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, resolved(entry, base)]));
}

/** Only what was typed: defaults must not hide what the config says. */
function fromCommandLine(command: Command): Record<string, unknown> {
  const typed = Object.entries(command.opts<Record<string, unknown>>()).filter(([name]) => {
    return command.getOptionValueSource(name) === "cli";
  });
  const { parts, mean, std, classes, selfDistilled, nullOrder, moreData, ...rest } = Object.fromEntries(typed);
  return {
    ...rest,
    // Roles have one name, whatever the parser of the command line makes of their hyphens.
    ...(selfDistilled === undefined ? {} : { "self-distilled": selfDistilled }),
    ...(nullOrder === undefined ? {} : { "null-order": nullOrder }),
    ...(moreData === undefined ? {} : { "more-data": moreData }),
    ...(parts === undefined ? {} : { parts: namedFolders(parts) }),
    ...(classes === undefined ? {} : { classes: classList(String(classes)) }),
    ...(mean === undefined ? {} : { mean: numbers("--mean", mean) }),
    ...(std === undefined ? {} : { std: numbers("--std", std) }),
  };
}

function namedFolders(parts: unknown): Record<string, string> {
  const entries = (Array.isArray(parts) ? parts : [parts]).map((text) => {
    const [, name, folder] = /^([^=]+)=(.+)$/.exec(String(text)) ?? [];
    if (name !== undefined && folder !== undefined) return [name, folder] as const;
    throw new StillpointError("USAGE", `--parts: expected name=folder; got ${text}; write --parts cue=masks/cue`);
  });
  refuseTwice(
    "parts",
    entries.map(([name]) => name),
  );
  return Object.fromEntries(entries);
}

function numbers(flag: string, text: unknown): number[] {
  const values = String(text)
    .split(",")
    .map((part) => (part.trim() === "" ? Number.NaN : Number(part)));
  if (values.every(Number.isFinite)) return values;
  throw new StillpointError(
    "USAGE",
    `${flag}: expected numbers separated by commas; got ${text}; write one for each channel`,
  );
}
