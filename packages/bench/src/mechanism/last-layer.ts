// The layer that answers: its features and its class templates.

import { readNetwork } from "@stillpoint/autodiff";
import { weightValues } from "@stillpoint/distill";
import { type NumberTable, numberTable } from "@stillpoint/mechanism";

export interface LastLayer {
  /** Tensor `[b, d]` that is multiplied by the templates. */
  readonly features: string;
  /** `[K, d]` */
  readonly templates: NumberTable;
}

/** The last layer where it is one matrix `[K, d]` on features, as in our own networks; undefined for any other. */
export function lastLayerOf(network: Uint8Array): LastLayer | undefined {
  const model = readNetwork(network);
  const output = model.graph.outputs[0];
  const node = model.graph.nodes.find(({ outputs }) => outputs[0] === output?.name);
  const [features, weight] = node?.inputs ?? [];
  const stored = model.graph.initializers.get(weight ?? "");
  if (node?.op !== "Gemm" || features === undefined || weight === undefined || stored === undefined) return undefined;
  const [rows, columns] = stored.dims;
  if (columns === undefined || rows !== output?.dims?.at(-1)) return undefined;
  return { features, templates: numberTable("templates", { values: weightValues(model, weight), columns }) };
}
