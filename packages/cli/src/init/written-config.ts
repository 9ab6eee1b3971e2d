// The config that `stillpoint init` writes: JSON with a comment at every option.

import { ROLES } from "@stillpoint/core";
import { meaningOf } from "../analyze/config-schema.ts";
import type { TreeNetwork } from "./tree-networks.ts";

/** What is known of a run; undefined is left for the user to fill in. */
export interface Draft {
  readonly modality: string | undefined;
  readonly data: string | undefined;
  readonly masks: string | undefined;
  readonly labels: string | undefined;
  readonly tokenizer: string | undefined;
  /** Several are measured one after another. */
  readonly layers: readonly string[];
  /** Of pictures: grey ones have one mean. */
  readonly channels: 1 | 3 | undefined;
  /** The network normalises pictures itself. */
  readonly bytes: boolean;
  readonly grid: string | undefined;
  readonly teacher: string | undefined;
  /** Complete seeds only. */
  readonly seeds: readonly { readonly seed: number; readonly networks: readonly TreeNetwork[] }[];
}

/** Options that a modality's users look for, as they stand where nothing is said. */
const OWN: Readonly<Record<string, readonly (readonly [string, unknown])[]>> = {
  image: [
    ["grid", "16x16"],
    ["mean", [0.485, 0.456, 0.406]],
    ["std", [0.229, 0.224, 0.225]],
  ],
  pointcloud: [
    ["scale", "sphere"],
    ["clutter", 0.25],
    ["points", 1024],
  ],
  sentiment: [
    ["tokenizer", "tokenizer.json"],
    ["long", "skip"],
  ],
  qa: [
    ["tokenizer", "tokenizer.json"],
    ["question", "fixed"],
    ["long", "skip"],
  ],
};

/** Before some options: what goes wrong unseen. */
const REMARKS: Readonly<Record<string, string>> = {
  mean: "as in your training, on 0..1: another one can turn a verdict round. These are used unless you say otherwise",
  std: "as in your training",
};

/** The text of the config; the schema lies beside it. */
export function writtenConfig(draft: Draft): string {
  const { modality, data, masks, labels, layers, grid, tokenizer, channels, bytes, teacher, seeds } = draft;
  const lines = ["{", '  "$schema": "./stillpoint.schema.json",'];
  const said = (name: string, value: unknown, written = value !== undefined): void => {
    lines.push(`  // ${REMARKS[name] ?? meaningOf(name) ?? name}`);
    const entry = `${JSON.stringify(name)}: ${JSON.stringify(value ?? "...")},`;
    lines.push(written ? `  ${entry}` : `  // ${entry}${value === undefined ? " not found: fill it in" : ""}`, "");
  };
  said("modality", modality);
  said("data", data);
  if (modality === undefined || modality === "image" || modality === "pointcloud") {
    said("masks", masks ?? "masks", masks !== undefined);
  }
  if (labels !== undefined) said("labels", labels);
  said("layer", layers.length === 0 ? undefined : layers);
  for (const [name, value] of OWN[modality ?? ""] ?? []) {
    if (bytes && (name === "mean" || name === "std")) continue;
    if (name === "grid") said(name, grid ?? value);
    else if (name === "tokenizer" && tokenizer !== undefined) said(name, tokenizer);
    else if (channels === 1 && (name === "mean" || name === "std")) said(name, [0.5], false);
    else said(name, value, false);
  }
  if (teacher !== undefined) said("teacher", teacher);
  lines.push("  // one entry for each training seed; verdicts need three");
  const written = seeds.map(({ seed, networks }) => `    ${JSON.stringify(entryOf(seed, networks))}`);
  if (written.length > 0) lines.push('  "networks": [', written.join(",\n"), "  ],", "");
  else lines.push('  // "networks": [{ "seed": 0, "distilled": "...", "scratch": "..." }], not found: fill it in', "");
  lines.push("  // output folder, made beside this file", '  "out": "stillpoint-report"', "}");
  return `${lines.join("\n")}\n`;
}

function entryOf(seed: number, networks: readonly TreeNetwork[]): object {
  const pair = (isControl: boolean): Record<string, string> =>
    Object.fromEntries(
      ROLES.flatMap((role) => {
        const found = networks.find((network) => network.role === role && network.isControl === isControl);
        return role === "teacher" || found === undefined ? [] : [[role, found.pattern]];
      }),
    );
  const control = pair(true);
  return { seed, ...pair(false), ...(Object.keys(control).length === 2 ? { control } : {}) };
}
