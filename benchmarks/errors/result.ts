// What the command measures, as written to results/errors.json.

import { readFileSync } from "node:fs";
import type { Machine } from "../speed/result.ts";
import type { PassesNeeded } from "./passes-needed.ts";

/** Errors of the maps of one sample in nats, root mean square over repeats. */
export interface SampleError {
  /** Against the truth, see `gap` in truth.ts, with the truth's own error taken off. */
  readonly error: number;
  /** What maps say about themselves. */
  readonly claimed: number;
}

/** Medians over samples. */
export interface PassesRow extends SampleError {
  readonly passes: number;
  readonly perSample: readonly SampleError[];
}

export interface LayerErrors {
  readonly layer: string;
  readonly features: number;
  /** Means over samples: units, and the share of them whose true σ is at a bound. */
  readonly units: number;
  readonly atBound: number;
  /** Copies the truth is made of; absent where energies are exact. */
  readonly truthCopies?: number;
  /** Median over samples. */
  readonly truthError: number;
  readonly rows: readonly PassesRow[];
  /** Passes for `target` nats. */
  readonly needed: PassesNeeded;
}

export interface NetworkErrors {
  readonly modality: string;
  readonly dataSet: string;
  readonly family: string;
  /** SHA-256 of the network's file and of everything that was asked: what a later run need not repeat. */
  readonly key: string;
  readonly date: string;
  readonly samples: number;
  readonly repeats: number;
  /** Passes that the benchmark's presets spend on a map, at most. */
  readonly spent: { readonly quick: number; readonly full: number };
  /** Whether energies are averaged around the sample. */
  readonly smoothed: boolean;
  /** Nats. */
  readonly target: number;
  /** Copies behind the truth: for D0, and for a smoothed energy. */
  readonly copies: { readonly distortion: number; readonly energy: number };
  readonly layers: readonly LayerErrors[];
}

export interface ErrorsResult {
  readonly schema: "stillpoint.errors/1";
  readonly command: string;
  readonly machine: Machine;
  readonly versions: { readonly node: string; readonly onnxruntime: string };
  readonly networks: readonly NetworkErrors[];
  /** Families without a committed teacher, or not asked for yet. */
  readonly missing: readonly string[];
}

/** The networks of an earlier run; none where there is no file. Throws for a file of another kind. */
export function earlier(file: URL): readonly NetworkErrors[] {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    return [];
  }
  const result: unknown = JSON.parse(text);
  if (isResult(result)) return result.networks;
  throw new RangeError("errors.json: expected schema stillpoint.errors/1; got another; delete the file");
}

function isResult(value: unknown): value is ErrorsResult {
  return typeof value === "object" && value !== null && "schema" in value && value.schema === "stillpoint.errors/1";
}

/** `errors.csv`: one line per network, layer, sample and number of passes. */
export function csv(networks: readonly NetworkErrors[]): string {
  const lines = networks.flatMap(({ modality, dataSet, family, layers }) =>
    layers.flatMap(({ layer, features, rows }) =>
      rows.flatMap(({ passes, perSample }) =>
        perSample.map(({ error, claimed }, sample) =>
          [modality, dataSet, family, layer, features, sample, passes, error, claimed].join(),
        ),
      ),
    ),
  );
  return ["modality,data_set,family,layer,features,sample,passes,error,claimed", ...lines, ""].join("\n");
}
