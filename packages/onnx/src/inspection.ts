// What a network offers to be measured.

import {
  byPreference,
  checkSplice,
  type Dim,
  declaredShapes,
  ElementType,
  type Graph,
  type Model,
  measurable,
  moduleNames,
  nodeScopes,
  type Port,
  perturbable,
  suggestLayers,
} from "@stillpoint/autodiff";
import { type InspectedLayer, type InspectedPort, type Inspection, StillpointError } from "@stillpoint/core";
import { suggestChecked } from "./inspection-copies.ts";
import { type ObservedShapes, observeShapes } from "./inspection-shapes.ts";
import { inspectionWarnings } from "./inspection-warnings.ts";
import type { Runtime } from "./runtime.ts";

/**
 * Runs a network for its shapes and lists its layers; those it suggests are tried on copies beside each other, as a
 * measurement does. A network that does not run is listed by what its file declares, and
 * the reason is among the warnings. Throws `MODEL` for one that cannot be opened at all, as `loadNetwork` does, and
 * `RUNTIME` for a closed runtime.
 */
export async function inspectNetwork(model: Model, runtime: Runtime): Promise<Inspection> {
  const observed = await observeShapes(model, runtime);
  return suggestChecked((refused) => inspectModel(observed.model, observed, refused), observed.ran, runtime);
}

/**
 * Lists every tensor that could be a layer, in graph order, and says of each whether a measurement can cut there. The
 * suggested ones are really cut, as a measurement does. Without shapes those that the file declares are used. `mixed` are
 * tensors that are no layers for another reason, which it says.
 */
export function inspectModel(
  model: Model,
  observed?: Omit<ObservedShapes, "model">,
  mixed: ReadonlyMap<string, string> = new Map(),
): Inspection {
  const { graph } = model;
  const known = observed === undefined || observed.shapes.size === 0 ? declaredShapes(graph) : observed.shapes;
  const named = observed === undefined || observed.named.size === 0 ? declaredShapes(graph) : observed.named;
  const from = perturbable(graph);
  const tried = from === undefined ? undefined : measurable(graph, { from, shapes: known, fixed: observed?.fixed });
  const names = byPreference(moduleNames(graph));
  const scopes = nodeScopes(graph);
  const groupOf = grouping(Array.from(scopes.values(), ({ modules }) => modules));
  const refused = new Map<string, string>();
  for (const [tensor, error] of tried ?? []) if (error !== undefined) refused.set(tensor, error.message);
  for (const [tensor, reason] of mixed) if (!refused.has(tensor)) refused.set(tensor, reason);
  const free = new Set([...(tried?.keys() ?? [])].filter((tensor) => !refused.has(tensor)));
  const suggested = suggestLayers({ graph, measurable: free, shapes: known, names }).flatMap(({ tensor, reason }) => {
    const why =
      from === undefined
        ? undefined
        : refusal(() => checkSplice({ model, from, to: tensor, shapes: known, fixed: observed?.fixed }));
    if (why !== undefined) refused.set(tensor, why);
    const layer = names.get(tensor)?.[0] ?? tensor;
    return why === undefined ? [{ layer, tensor, reason, shape: named.get(tensor) }] : [];
  });
  const layers = graph.nodes.flatMap((node) =>
    node.outputs.flatMap((name): InspectedLayer[] => {
      if (name === "" || tried?.has(name) !== true) return [];
      const obstacle = refused.get(name);
      const group = groupOf(scopes.get(node)?.modules ?? []);
      const layer = { name, modules: names.get(name) ?? [], group, op: node.op, shape: named.get(name) };
      return [obstacle === undefined ? layer : { ...layer, obstacle }];
    }),
  );
  const opset = model.fileOpset ?? model.opsets.get("") ?? 0;
  const modality = from === undefined ? undefined : modalityOf(graph);
  return {
    format: `ONNX opset ${opset}`,
    opset,
    producer: model.producer,
    weights: [...graph.initializers.values()].reduce((sum, { dims }) => sum + dims.reduce((a, b) => a * b, 1), 0),
    inputs: graph.inputs.map((input) => ({ ...portOf(input), ...meaningOf(input) })),
    outputs: graph.outputs.map(portOf),
    ...(from === undefined ? {} : { from }),
    ...(modality === undefined ? {} : { modality }),
    layers,
    suggested,
    warnings: [
      ...(model.notes ?? []),
      ...(from === undefined
        ? ["no float input and no embedding to add noise to; name an inner tensor with --input"]
        : []),
      ...inspectionWarnings(model, { shapes: known, moving: new Set(tried?.keys()), failure: observed?.failure }),
    ],
  };
}

function refusal(run: () => void): string | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    if (error instanceof StillpointError) return error.message;
    throw error;
  }
}

/** By node's modules, the part of the network it belongs to: the outermost block, else the outermost module of a part. */
function grouping(places: Iterable<readonly string[]>): (modules: readonly string[]) => string {
  const counts = new Map<string, number>();
  let all = 0;
  for (const modules of places) {
    all += 1;
    for (const path of modules) counts.set(path, (counts.get(path) ?? 0) + 1);
  }
  return (modules) => {
    const block = modules.find((path) => /(^|\.)\d+$/.test(path));
    // One that holds most of the network, as `bert` does, is no part of it.
    return block ?? modules.find((path) => (counts.get(path) ?? 0) * 2 <= all) ?? modules.at(-1) ?? "";
  };
}

function portOf({ name, elementType, dims }: Port): InspectedPort {
  return { name, type: typeName(elementType), shape: dims };
}

function typeName(elementType: number): string {
  return (
    Object.entries(ElementType)
      .find(([, number]) => number === elementType)?.[0]
      .toLowerCase() ?? `type ${elementType}`
  );
}

const TEXT_INPUTS: Readonly<Record<string, string>> = {
  input_ids: "token ids [batch, tokens]",
  attention_mask: "1 for tokens, 0 for padding",
  token_type_ids: "which of two texts a token belongs to",
};

function meaningOf({ name, dims }: Port): { readonly meaning?: string } {
  const text = TEXT_INPUTS[name];
  if (text !== undefined) return { meaning: text };
  if (isPicture(dims)) {
    const first = dims?.[3] === 3 || dims?.[3] === 1 ? "height, width, channels" : "channels, height, width";
    return { meaning: `pictures [batch, ${first}]` };
  }
  if (isCloud(dims)) return { meaning: `points [batch, ${dims?.[1] === 3 ? "3, points" : "points, 3"}]` };
  return {};
}

function isPicture(dims: readonly Dim[] | undefined): boolean {
  return dims?.length === 4;
}

function isCloud(dims: readonly Dim[] | undefined): boolean {
  return dims?.length === 3 && dims.slice(1).includes(3);
}

function modalityOf({ inputs, outputs }: Graph): string | undefined {
  const float = inputs.find(
    ({ elementType }) => elementType === ElementType.FLOAT || elementType === ElementType.UINT8,
  );
  if (isPicture(float?.dims)) return "image";
  if (isCloud(float?.dims)) return "pointcloud";
  if (!inputs.some(({ name }) => name === "input_ids")) return undefined;
  return outputs.length > 1 && outputs.some(({ name }) => /start/.test(name)) ? "qa" : "sentiment";
}
