// Layers that a measurement would refuse once it runs: those behind a node that mixes the copies of a batch or is not steady.

import type { Graph } from "@stillpoint/autodiff";
import { type Inspection, StillpointError } from "@stillpoint/core";
import { checkCopies } from "./check-copies.ts";
import type { ObservedShapes } from "./inspection-shapes.ts";
import type { Runtime } from "./runtime.ts";

/** Noise of the check, as maps of pictures have it. */
const SIGMA0 = 0.01;
/** Suggestions that fail are replaced by others, so often at the most. */
const ROUNDS = 4;

/** What is suggested, given why some tensors are no layers. */
export type Inspect = (refused: ReadonlyMap<string, string>) => Inspection;

/**
 * Tries the last layer and every suggested one on copies, as a measurement does before its first map. Where one fails, the
 * first that does is looked for by halves; it and all behind it are refused, and others suggested. Nothing is tried of a
 * network that did not run.
 */
export async function suggestChecked(
  inspect: Inspect,
  ran: ObservedShapes["ran"],
  runtime: Runtime,
): Promise<Inspection> {
  const refused = new Map<string, string>();
  let inspection = inspect(refused);
  const { from } = inspection;
  if (ran === undefined || from === undefined) return inspection;
  const { network, example } = ran;
  const known = new Map<string, string | undefined>();
  const whyNot = async (to: string): Promise<string | undefined> => {
    if (!known.has(to)) {
      const check = { network, runtime, from, to, inputs: example, sigma0: SIGMA0, gradients: false };
      known.set(to, await refusal(checkCopies(check)));
    }
    return known.get(to);
  };
  for (let round = 0; round < ROUNDS; round++) {
    const free = inspection.layers.filter(({ obstacle }) => obstacle === undefined).map(({ name }) => name);
    const tried = [...inspection.suggested.map(({ tensor }) => tensor), ...free.slice(-1)];
    const before = refused.size;
    for (const tensor of tried) {
      if (refused.has(tensor) || (await whyNot(tensor)) === undefined) continue;
      const first = await firstOf(
        free.slice(0, free.indexOf(tensor) + 1),
        async (name) => (await whyNot(name)) !== undefined,
      );
      const why = await whyNot(first);
      for (const name of behind(network.model.graph, first)) refused.set(name, why ?? "");
    }
    if (refused.size === before) break;
    inspection = inspect(refused);
  }
  return inspection;
}

/** The first that holds, of names of which the last does, where all behind the first do. */
async function firstOf(names: readonly string[], holds: (name: string) => Promise<boolean>): Promise<string> {
  let [low, high] = [0, names.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (await holds(names[middle] ?? "")) high = middle;
    else low = middle + 1;
  }
  return names[high] ?? "";
}

/** Other failures may come of numbers that mean nothing. */
async function refusal(check: Promise<unknown>): Promise<string | undefined> {
  try {
    await check;
    return undefined;
  } catch (error) {
    if (!(error instanceof StillpointError) || error.code === "RUNTIME") throw error;
    return error.code === "MODEL" ? error.message : undefined;
  }
}

/** A tensor and all that are computed from it. */
function behind({ nodes }: Pick<Graph, "nodes">, tensor: string): ReadonlySet<string> {
  const found = new Set([tensor]);
  for (const { inputs, outputs } of nodes)
    if (inputs.some((input) => found.has(input))) for (const output of outputs) if (output !== "") found.add(output);
  return found;
}
