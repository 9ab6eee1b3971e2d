// How much of the benchmark to run; parsed from the command line.

import { parseArgs } from "node:util";
import { CLASSICS, type Classic } from "./classic.ts";

export const SECTIONS = ["passes", "maps", "training", "errors", "memory"] as const;
export type Section = (typeof SECTIONS)[number];

export interface Plan {
  readonly sections: readonly Section[];
  readonly classics: readonly Classic[];
  /** Interleaved repeats of each contestant. */
  readonly rounds: number;
  /** Perturbed copies in one call. */
  readonly batch: number;
  readonly memoryRuns: number;
  /** Steps our own networks are trained before their maps are compared. */
  readonly trainingSteps: number;
  /** Samples per layer of the error table, and passes of the Adam reference for `optimum`. */
  readonly errorSamples: number;
  readonly referencePasses: number;
  readonly out: URL;
}

/** Throws RangeError for a section or network that does not exist. */
export function plan(args: readonly string[]): Plan {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: "string", default: SECTIONS.join() },
      networks: { type: "string", default: CLASSICS.join() },
      out: { type: "string", default: "results" },
      smoke: { type: "boolean", default: false },
    },
  });
  const smoke = values.smoke;
  return {
    sections: chosen(values.only, SECTIONS),
    classics: chosen(values.networks, CLASSICS),
    rounds: smoke ? 1 : 7,
    batch: smoke ? 4 : 16,
    trainingSteps: smoke ? 30 : 400,
    memoryRuns: smoke ? 200 : 10_000,
    errorSamples: smoke ? 1 : 2,
    referencePasses: smoke ? 640 : 20_000,
    out: new URL(`${values.out}/`, new URL("../", import.meta.url)),
  };
}

function chosen<Name extends string>(list: string, known: readonly Name[]): Name[] {
  const asked = list.split(",").filter(Boolean);
  const wrong = asked.find((name) => !known.some((candidate) => candidate === name));
  if (wrong !== undefined) throw new RangeError(`benchmark: expected one of ${known.join(", ")}; got ${wrong}`);
  return known.filter((name) => asked.includes(name));
}
