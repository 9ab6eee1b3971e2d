// What is to be said of networks that are laid side by side.

import type { InspectedPort, InspectedShape, Inspection } from "@stillpoint/core";

/** An opened network as it is compared. */
export interface NotedNetwork {
  readonly name: string;
  readonly inspection: Inspection;
  /** The layer it is measured at. */
  readonly layer: string;
}

/** How the others differ from the first network, a sentence each. */
export function mismatches([first, ...others]: readonly NotedNetwork[]): string[] {
  if (first === undefined) return [];
  return others.flatMap((other) => {
    const inputs = inputNote(first, other);
    return inputs === undefined ? sizeNote(first, other) : [inputs];
  });
}

function inputNote(first: NotedNetwork, other: NotedNetwork): string | undefined {
  const [want, got] = [first, other].map(({ inspection }) => inspection.inputs.map(portWords).join(", "));
  const fits = other.inspection.inputs.every((port) =>
    first.inspection.inputs.some(
      (known) => known.name === port.name && known.type === port.type && alike(known.shape, port.shape),
    ),
  );
  if (fits) return undefined;
  return `network ${other.name}: expected the inputs of ${first.name} (${want}); got another architecture's (${got}); the same sample may not fit it`;
}

/** Sizes that are not both fixed can be alike. */
function alike(one: InspectedShape | undefined, other: InspectedShape | undefined): boolean {
  if (one === undefined || other === undefined) return true;
  return (
    one.length === other.length &&
    one.every((size, axis) => typeof size !== "number" || typeof other[axis] !== "number" || size === other[axis])
  );
}

function portWords({ name, type, shape }: InspectedPort): string {
  return `${name}: ${type}${shape === undefined ? "" : ` ${shape.join("×")}`}`;
}

function sizeNote(first: NotedNetwork, other: NotedNetwork): string[] {
  const [one, two] = [first, other].map(({ inspection, layer }) => layerShape(inspection, layer));
  if (one === undefined || two === undefined || alike(one, two)) return [];
  return [
    `layer ${other.layer} of ${other.name}: another number of features (${two.join("×")} beside ${one.join("×")} in ${first.name}): entropies of unlike layers are compared`,
  ];
}

function layerShape({ layers }: Inspection, asked: string): InspectedShape | undefined {
  return layers.find(({ name, modules }) => name === asked || modules.includes(asked))?.shape;
}

/** A layer that can be asked for. */
export interface LayerOption {
  readonly value: string;
  readonly name: string;
}

export interface LayerGroup {
  readonly title: string;
  readonly layers: readonly LayerOption[];
}

/** Measurable layers in groups, those worth measuring first in the first group. */
export function layerGroups({ suggested, layers }: Inspection): LayerGroup[] {
  const shown = (name: string, shape: InspectedShape | undefined): LayerOption => ({
    value: name,
    name: shape === undefined ? name : `${name}  ${shape.join("×")}`,
  });
  const known = new Set(suggested.map(({ tensor }) => tensor));
  const groups = new Map<string, LayerOption[]>();
  for (const { name, modules, group, shape, obstacle } of layers) {
    if (obstacle !== undefined || known.has(name)) continue;
    const title = group === "" ? "Others" : group;
    groups.set(title, [...(groups.get(title) ?? []), shown(modules[0] ?? name, shape)]);
  }
  const first = suggested.map(({ layer, shape }) => shown(layer, shape));
  const all = [...groups].map(([title, own]) => ({ title, layers: own }));
  return first.length === 0 ? all : [{ title: "Suggested", layers: first }, ...all];
}

/** Whether a layer can be asked for in a network, under this name. */
export function hasLayer({ layers }: Inspection, asked: string): boolean {
  return layers.some(
    ({ name, modules, obstacle }) => obstacle === undefined && (name === asked || modules.includes(asked)),
  );
}

/** Reasons why layers cannot be measured, each with those it holds for. */
export function obstacles({ layers }: Inspection): { readonly reason: string; readonly layers: readonly string[] }[] {
  const reasons = new Map<string, string[]>();
  for (const { name, modules, obstacle } of layers) {
    if (obstacle === undefined) continue;
    reasons.set(obstacle, [...(reasons.get(obstacle) ?? []), modules[0] ?? name]);
  }
  return [...reasons].map(([reason, own]) => ({ reason, layers: own }));
}

/**
 * The layer of each network: what its owner said, else the first network's where it has that one, else its own first
 * suggestion; none where nothing can be measured. `asked` is what an address asks for.
 */
export function layersOf(
  networks: readonly Pick<NotedNetwork, "name" | "inspection">[],
  said: ReadonlyMap<string, string>,
  asked: string | undefined,
): ReadonlyMap<string, string> {
  const layers = new Map<string, string>();
  let first = asked;
  for (const { name, inspection } of networks) {
    const own = layerGroups(inspection)[0]?.layers[0]?.value;
    const layer = said.get(name) ?? (first !== undefined && hasLayer(inspection, first) ? first : own);
    if (layer === undefined) continue;
    layers.set(name, layer);
    if (name === networks[0]?.name) first = layer;
  }
  return layers;
}
