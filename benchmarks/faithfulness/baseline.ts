// What a removed unit becomes.

import { FIXED, type UnitInput, type UnitMap } from "@stillpoint/core";
import { type Network, openOutputs, type Runtime } from "@stillpoint/onnx";

/** The tokenizer's number for a word it does not know. */
const UNKNOWN = 1n;

export interface Baselines {
  /** `[d]` in the place of the sample's perturbed tensor. */
  of(input: UnitInput, units: UnitMap): Promise<Float32Array>;
  close(): Promise<void>;
}

/**
 * Baselines of a network's perturbed tensor `from`.
 *
 * Pictures: the colour at the middle of the range, 0 after normalisation. Clouds: the origin, around which shapes are
 * scaled to the unit sphere. Texts: the word `[UNK]` at the same place and of the same type.
 */
export async function openBaselines(
  network: Network,
  from: string,
  texts: boolean,
  runtime: Runtime,
): Promise<Baselines> {
  if (!texts) {
    return { of: async (_, units) => new Float32Array(units.unitOf.length), close: async () => undefined };
  }
  const outputs = await openOutputs(network, [from], runtime);
  return {
    of: async (input) => {
      const found = await outputs.run(withoutWords(input));
      const values = found[from]?.data;
      if (values instanceof Float32Array) return values;
      throw new TypeError(`baseline: expected floats at ${from}; got none`);
    },
    close: () => outputs.close(),
  };
}

/** The raw inputs of a text with every unit's tokens unknown; fixed ones stay. */
export function withoutWords({ inputs, unitOf }: UnitInput): UnitInput["inputs"] {
  const ids = inputs.input_ids;
  if (ids === undefined) throw new RangeError("baseline: expected input_ids; got none");
  const own: ArrayLike<number | bigint> = ids.data;
  const words = BigInt64Array.from({ length: own.length }, (_, token) =>
    unitOf.data[token] === FIXED ? BigInt(own[token] ?? 0) : UNKNOWN,
  );
  return { ...inputs, input_ids: { ...ids, data: words } };
}
