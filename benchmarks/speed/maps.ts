// A whole `limit` map against the official recipe in PyTorch.

import { measureEntropy } from "@stillpoint/core";
import { loadNetwork, OnnxFeatureModel } from "@stillpoint/onnx";
import { nodeRuntime } from "@stillpoint/onnx/node";
import { type Contestant, interleave, repeatSize } from "./interleave.ts";
import { Peer } from "./peer.ts";
import type { Plan } from "./plan.ts";
import { isMissing, type MapRow, type Missing } from "./result.ts";
import { cells, type Subject } from "./subject.ts";

const OFFICIAL_STEPS = 80;
const OFFICIAL_COPIES = 96;
/** Copies PyTorch takes through the network at once; 96 of VGG-16 would need more memory than most machines have. */
const CHUNK = 16;
const LEAST_STEPS = 3;
const MOST_MAPS = 50;
/** A worker stays busy while the main thread draws and sums for another map, as in a real run. */
const MAPS_PER_WORKER = 2;

/**
 * Ours: two maps per worker in flight, wall time divided by the number of maps. PyTorch: single steps of its one map
 * on every core.
 */
export async function mapRow(subject: Subject, plan: Plan, python: string | Missing): Promise<MapRow> {
  await using runtime = nodeRuntime();
  const input = cells(subject);
  const network = await loadNetwork(subject.bytes, input.inputs, runtime);
  const about = { network, runtime, from: subject.input, to: subject.layer };
  const models = Array.from(
    { length: runtime.lanes * MAPS_PER_WORKER },
    (_, lane) => new OnnxFeatureModel({ id: `${lane}`, ...about }),
  );
  const layers = await Promise.all(models.map((model) => model.bind(input.inputs)));
  const peers = await officialPeers(subject, runtime.lanes, python);
  try {
    let seed = 0;
    let [passes, error] = [0, 0];
    const contestants = new Map<"limit" | "official" | "literal", Contestant>();
    // `count` maps one after another on every lane, all lanes at once.
    const measure = (count: number, lanes = layers.length) =>
      Promise.all(
        layers.slice(0, lanes).map(async (layer) => {
          for (let k = 0; k < count; k += 1) {
            seed += 1;
            const options = { seed, sample: subject.id, sigma0: 0.01, smoothing: 0, batch: plan.batch };
            const map = await measureEntropy(layer, input, options);
            [passes, error] = [map.passes, map.monteCarloError];
          }
        }),
      );
    const count = await repeatSize(1, plan.rounds > 1 ? MOST_MAPS : 1, (maps) => measure(maps));
    contestants.set("limit", async () => {
      const started = performance.now();
      await measure(count);
      return (performance.now() - started) / (count * layers.length);
    });
    for (const [name, peer] of peers) contestants.set(name, () => peer.repeat());
    const times = await interleave(Math.max(LEAST_STEPS, plan.rounds), contestants);
    const limit = times.get("limit");
    // Two runs waiting on one worker would both count the wait, so the share is taken with one map per worker.
    const before = runtime.runMilliseconds;
    const started = performance.now();
    await measure(count, runtime.lanes);
    const share = (runtime.runMilliseconds - before) / ((performance.now() - started) * runtime.lanes);
    if (limit === undefined) throw new Error("benchmark: expected our own times; got none");
    const absent = isMissing(python) ? python : { missing: "not run" };
    return {
      network: subject.id,
      units: input.units.length,
      features: layers[0]?.featureSize ?? 0,
      limit,
      limitPasses: passes,
      limitError: error,
      officialStep: times.get("official") ?? absent,
      literalStep: times.get("literal") ?? absent,
      officialSteps: OFFICIAL_STEPS,
      insideRuntime: share,
    };
  } finally {
    for (const peer of peers.values()) await peer.close();
    for (const model of models) await model.close();
  }
}

async function officialPeers(
  subject: Subject,
  threads: number,
  python: string | Missing,
): Promise<Map<"official" | "literal", Peer>> {
  const peers = new Map<"official" | "literal", Peer>();
  if (isMissing(python)) return peers;
  const settings = ["--threads", threads, "--samples", OFFICIAL_COPIES, "--chunk", CHUNK, "--grid", subject.grid];
  const args = [...subject.peer, ...settings.map(String)];
  peers.set("official", await Peer.start(python, "official_recipe.py", args));
  peers.set("literal", await Peer.start(python, "official_recipe.py", [...args, "--literal"]));
  return peers;
}
