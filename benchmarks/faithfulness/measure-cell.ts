// All numbers of one layer of one family.

import { readModel, writeModel } from "@stillpoint/autodiff";
import { engineOf } from "@stillpoint/bench";
import { type EngineChoice, engineChoice, StillpointError } from "@stillpoint/core";
import type { Runtime } from "@stillpoint/onnx";
import type { ShownSample } from "@stillpoint/preprocess";
import { type Block, BlockDraft } from "./block.ts";
import { entropyOfScene } from "./maps/entropy.ts";
import { MAPS, type MapName, type Maps, mapsOf } from "./maps/list.ts";
import { measureMaps } from "./measures/measures.ts";
import { spearman } from "./measures/rank-correlation.ts";
import { bytesOfNetwork, type Cell, type FaithRole, networksOf, type RunNetwork } from "./networks.ts";
import { type OpenedNetwork, type OpenScene, openNetwork } from "./open-network.ts";
import type { Plan } from "./plan.ts";
import { groupsFromTop, withWeightsOf } from "./sanity/randomised.ts";
import type { ShuffledNetwork } from "./sanity/shuffled.ts";

export interface CellMatter {
  readonly cell: Cell;
  readonly samples: readonly ShownSample[];
  readonly plan: Plan;
  readonly runtime: Runtime;
  /** Trained on shuffled labels from the weights of seed 0; absent where there is none. */
  readonly shuffled?: ShuffledNetwork | undefined;
}

/** Seeds of untrained networks whose weights are taken; no network of a run starts there. */
const UNTRAINED = 7000;
/** SmoothGrad's noise as a share of the tensor's range. */
const SMOOTHING_SHARE = 0.15;

const ROLES = ["teacher", "distilled", "scratch"] as const satisfies readonly FaithRole[];

/** A sample's maps on one network, and what that one answered. */
interface SampleMaps {
  readonly maps: Maps;
  readonly chosen: readonly number[];
}

/** One block for each role, and one under `sanity` with rank correlations of scratch's maps with those of other networks. */
export async function measureCell(matter: CellMatter): Promise<Block[]> {
  const { cell, samples, plan, runtime } = matter;
  const networks = networksOf(cell, plan.run);
  const ids = samples.map(({ info }) => info.id);
  const place = { modality: cell.benchmark.modality.id, family: cell.family.id, layer: cell.layer };
  const drafts = new Map(ROLES.map((role) => [role, new BlockDraft(seedsOf(networks, role), ids)] as const));
  const few = ids.slice(0, plan.randomised);
  const sanity = new BlockDraft(seedsOf(networks, "scratch"), few);
  const measured = networks.filter(({ role }) => role !== "null");
  await inTurn(measured, runtime.lanes, async (network) => {
    const draft = network.role === "null" ? undefined : drafts.get(network.role);
    if (draft === undefined) return;
    const own = await measureNetwork(matter, network, draft);
    if (network.role === "scratch") await checkSanity(matter, network, own, sanity);
  });
  return [
    ...[...drafts].map(([role, draft]) => draft.finish({ ...place, role })),
    sanity.finish({ ...place, role: "sanity" }),
  ];
}

function seedsOf(networks: readonly RunNetwork[], role: FaithRole): number[] {
  return networks.filter((network) => network.role === role).map(({ seed }) => seed);
}

/** Every measure of every map; returns the maps. */
async function measureNetwork(
  matter: CellMatter,
  network: RunNetwork,
  draft: BlockDraft,
): Promise<ReadonlyMap<string, SampleMaps>> {
  const { samples, plan } = matter;
  const kept = new Map<string, SampleMaps>();
  const opened = await open(matter, bytesOfNetwork(network));
  try {
    for (const sample of samples) {
      const { id } = sample.info;
      const shown = await opened.scene(sample, plan.seed);
      const found = await explain(matter, shown);
      if (found === undefined) continue;
      kept.set(id, { maps: found.maps, chosen: shown.scene.answer.chosen });
      const { maps, area } = await measureMaps(shown.scene, found.maps, found.sigma0);
      for (const [map, numbers] of maps)
        for (const [measure, value] of Object.entries(numbers)) draft.add(measure, map, network.seed, id, value);
      for (const [measure, value] of Object.entries(area)) draft.add(measure, "area", network.seed, id, value);
    }
  } finally {
    await opened.close();
  }
  return kept;
}

/** Rank correlations with the maps of networks that know something else, or nothing. */
async function checkSanity(
  matter: CellMatter,
  { seed, file }: RunNetwork,
  own: ReadonlyMap<string, SampleMaps>,
  draft: BlockDraft,
): Promise<void> {
  const { cell, plan, shuffled } = matter;
  if (plan.randomised === 0) return;
  const trained = readModel(bytesOfNetwork({ role: "scratch", seed, file }));
  const untrained = readModel(cell.family.network(UNTRAINED + seed));
  const groups = groupsFromTop(trained, cell.family.from);
  for (const [k, { name }] of groups.entries()) {
    const model = withWeightsOf(trained, untrained, groups.slice(0, k + 1));
    await compare(matter, writeModel(model), own, (map, sample, value) =>
      draft.add(`randomised ${k + 1} ${name}`, map, seed, sample, value),
    );
  }
  const other = networksOf(cell, plan.run).find((network) => network.role === "null" && network.seed === seed);
  if (other !== undefined)
    await compare(matter, bytesOfNetwork(other), own, (map, sample, value) =>
      draft.add("other weights", map, seed, sample, value),
    );
  // Only the network of the same initial weights and batches differs in its labels alone.
  if (shuffled !== undefined && seed === 0)
    await compare(matter, shuffled.bytes, own, (map, sample, value) =>
      draft.add("shuffled labels", map, seed, sample, value),
    );
}

async function compare(
  matter: CellMatter,
  bytes: Uint8Array,
  own: ReadonlyMap<string, SampleMaps>,
  tell: (map: MapName, sample: string, correlation: number) => void,
): Promise<void> {
  const { samples, plan } = matter;
  const opened = await open(matter, bytes);
  try {
    for (const sample of samples.slice(0, plan.randomised)) {
      const before = own.get(sample.info.id);
      if (before === undefined) continue;
      const after = await explain(matter, await opened.scene(sample, plan.seed, before.chosen));
      for (const [name, scores] of before.maps) {
        // What never asks the network stays as it is.
        if (MAPS[name].explains === "neither") continue;
        tell(name, sample.info.id, spearman(scores, after?.maps.get(name) ?? []));
      }
    }
  } finally {
    await opened.close();
  }
}

/** The maps of a scene and σ0; undefined where features never move. */
async function explain(
  { cell, plan }: CellMatter,
  { scene, convolution }: OpenScene,
): Promise<{ readonly maps: Maps; readonly sigma0: number } | undefined> {
  const engine: EngineChoice = engineChoice(engineOf(cell.benchmark, cell.family, "quick"), {
    recipe: "limit",
    seed: plan.seed,
  });
  try {
    const entropy = await entropyOfScene(scene, engine);
    const sigma0 = entropy.referenceSigma ?? Number.NaN;
    // Noise of a share of the range would carry points out of their shape: as much as entropies are smoothed by.
    const { x0 } = scene.layer;
    const smoothing = scene.layer.shape[1] === 3 ? sigma0 : SMOOTHING_SHARE * rangeOf(x0);
    return { maps: await mapsOf(scene, { entropy, smoothing, convolution }), sigma0 };
  } catch (error) {
    if (error instanceof StillpointError && error.code === "DEGENERATE") return undefined;
    throw error;
  }
}

function rangeOf(values: Float32Array): number {
  return (
    values.reduce((most, value) => Math.max(most, value)) - values.reduce((least, value) => Math.min(least, value))
  );
}

function open({ cell, samples, runtime }: CellMatter, bytes: Uint8Array): Promise<OpenedNetwork> {
  const [first] = samples;
  if (first === undefined) throw new RangeError("faithfulness: expected at least one sample; got none");
  return openNetwork(cell, bytes, first.input.inputs, runtime);
}

/** So many at a time; the first failure stops those that wait. */
async function inTurn<Item>(items: readonly Item[], width: number, work: (item: Item) => Promise<void>): Promise<void> {
  const waiting = [...items];
  const worker = async (): Promise<void> => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) {
      try {
        await work(item);
      } catch (error) {
        waiting.length = 0;
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: width }, worker));
}
