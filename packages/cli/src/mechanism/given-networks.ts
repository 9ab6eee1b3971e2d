// Which files `stillpoint mechanism` is given, in which role, and whether they are tables or networks.

import { existsSync, realpathSync } from "node:fs";
import type { Role } from "@stillpoint/core";
import { TABLE_ENDINGS } from "@stillpoint/report/tables";
import { type MechanismOptions, usage } from "./options.ts";
import { isTable } from "./read-cache.ts";

export interface Given {
  readonly role: Role;
  readonly file: string;
  /** Counted within the role. */
  readonly seed: number;
}

/** Options that say nothing of the other kind of files. */
const OF_NETWORKS = ["modality", "data", "mean", "std", "tokenizer", "classes", "samples", "workers"] as const;
const OF_SHAPES_AND_TEXTS = ["points", "scale", "window", "long"] as const;
const OF_TABLES = {
  ids: "--ids",
  sameOrder: "--same-order",
  templates: "--templates",
  features: "--features",
} as const;

/**
 * Whether networks are to be asked rather than tables read. `typed` are options as they were typed. Throws `USAGE` for options
 * of the other kind, which would be passed over, and for a teacher that is no table and comes without data.
 */
export function areNetworks(
  config: string | undefined,
  { teacher }: Pick<MechanismOptions, "teacher">,
  typed: Readonly<Record<string, unknown>>,
): boolean {
  const networks = config !== undefined || (teacher !== undefined && !isTable(teacher));
  if (!networks) {
    const strange = [...OF_NETWORKS, ...OF_SHAPES_AND_TEXTS].find((name) => typed[name] !== undefined);
    if (strange !== undefined && teacher !== undefined)
      throw usage(`--${strange}: expected with networks; got it with tables of logits; leave it out`);
    return false;
  }
  const strange = Object.entries(OF_TABLES).find(([name]) => typed[name] !== undefined);
  if (strange !== undefined)
    throw usage(
      `${strange[1]}: expected with tables of logits; got it with networks, whose data name their rows; leave it out`,
    );
  if (config === undefined && typed.modality === undefined && typed.data === undefined)
    throw usage(
      `--teacher ${teacher}: expected a table of logits (${TABLE_ENDINGS.map((one) => `.${one}`).join(", ")}), or a network with --modality and --data; got neither; save the logits as one of these, or name the network's data`,
    );
  return true;
}

/** Teacher first. Throws `USAGE` without one, and for a file that is given twice. */
export function givenNetworks(
  options: MechanismOptions,
  inConfig: Readonly<Partial<Record<Role, readonly string[]>>> | undefined,
): readonly Given[] {
  const teacher = options.teacher ?? inConfig?.teacher?.[0];
  if (teacher === undefined)
    throw usage(
      inConfig === undefined
        ? "--teacher: expected the teacher's logits or network; got none; see stillpoint mechanism --help"
        : "teacher: expected the teacher's network in the config; got none; name it there, or with --teacher",
    );
  const all: readonly (readonly [Role, readonly string[] | undefined])[] = [
    ["distilled", options.student ?? inConfig?.distilled],
    ["self-distilled", options.selfDistilled ?? inConfig?.["self-distilled"]],
    ["scratch", options.scratch ?? inConfig?.scratch],
    ["placebo", options.placebo ?? inConfig?.placebo],
  ];
  const students = all.flatMap(([role, files = []]) => files.map((file, seed): Given => ({ role, file, seed })));
  const given: readonly Given[] = [{ role: "teacher", file: teacher, seed: 0 }, ...students];
  refuseTwice(given.map(({ file }) => file));
  return given;
}

/** One file under two paths would count as two seeds. Throws `USAGE`. */
export function refuseTwice(files: readonly string[]): void {
  const seen = new Map<string, string>();
  for (const file of files) {
    const place = existsSync(file) ? realpathSync(file) : file;
    const before = seen.get(place);
    if (before !== undefined)
      throw usage(
        `networks: expected each file once; got ${before} and ${file}, one file; a network given twice would count as two seeds, so leave one of the two out`,
      );
    seen.set(place, file);
  }
}
