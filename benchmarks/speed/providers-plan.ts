// Which providers are held against the CPU, on what and how often; parsed from the command line.

import { parseArgs } from "node:util";
import type { Provider } from "@stillpoint/onnx/node";
import { CLASSICS, type Classic } from "./classic.ts";

const CANDIDATES = ["webgpu", "cuda", "coreml", "dml", "wasm"] as const;
/** Whatever is not the CPU. */
export type Candidate = Extract<Provider, (typeof CANDIDATES)[number]>;

export interface ProvidersPlan {
  readonly providers: readonly Candidate[];
  /** Full-width networks measured after the benchmark's own. */
  readonly classics: readonly Classic[];
  /** Whether the committed teachers are measured. */
  readonly teachers: boolean;
  /** Perturbed copies of a map. */
  readonly passes: number;
  /** Copies in one call; each is timed. */
  readonly batches: readonly number[];
  /** Interleaved repeats of each provider. */
  readonly rounds: number;
  /** What the providers compute on, where the machine does not say. */
  readonly device: string | undefined;
  readonly out: URL | undefined;
}

/** Throws RangeError for a provider, network or number that does not exist. */
export function providersPlan(args: readonly string[]): ProvidersPlan {
  const { values } = parseArgs({
    args: [...args],
    options: {
      provider: { type: "string", default: "webgpu" },
      networks: { type: "string", default: "teachers,alexnet" },
      passes: { type: "string", default: "32" },
      batch: { type: "string", default: "16" },
      rounds: { type: "string", default: "5" },
      device: { type: "string" },
      out: { type: "string" },
    },
  });
  const networks = some("--networks", values.networks, ["teachers", ...CLASSICS] as const);
  return {
    providers: some("--provider", values.provider, CANDIDATES),
    classics: CLASSICS.filter((name) => networks.includes(name)),
    teachers: networks.includes("teachers"),
    passes: whole("--passes", values.passes, 8),
    batches: values.batch.split(",").map((one) => whole("--batch", one, 1)),
    rounds: whole("--rounds", values.rounds, 1),
    device: values.device,
    out: values.out === undefined ? undefined : new URL(`${values.out}/`, new URL("../", import.meta.url)),
  };
}

function some<Name extends string>(flag: string, list: string, known: readonly Name[]): Name[] {
  const asked = list.split(",").filter(Boolean);
  const wrong = asked.find((name) => !known.some((candidate) => candidate === name));
  if (wrong !== undefined) throw new RangeError(`${flag}: expected some of ${known.join(", ")}; got ${wrong}`);
  return known.filter((name) => asked.includes(name));
}

function whole(flag: string, text: string, least: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= least) return value;
  throw new RangeError(`${flag}: expected whole numbers of at least ${least}; got ${text}`);
}
