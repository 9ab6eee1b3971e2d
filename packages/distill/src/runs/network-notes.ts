// What is to be said of networks before they are compared: other architectures, other starts, a file given twice.

import { openNetwork } from "@stillpoint/autodiff";
import { bytesOf, digest, type Role } from "@stillpoint/core";
import { storedPieces } from "../training/stored-weights.ts";
import type { WeightFile } from "../training/weight-paths.ts";
import { firstDifference, normalisationsApart, type WeightPlaces, weightPlaces } from "../training/weight-places.ts";

/** A network as files, by increasing step. */
export interface NotedNetwork {
  readonly role: Role;
  readonly seed: number;
  readonly files: readonly WeightFile[];
}

/** A network's first and last checkpoint. */
interface Seen extends Pick<NotedNetwork, "role" | "seed"> {
  readonly places: Pick<WeightPlaces, "structure" | "nodes">;
  readonly first: Moment;
  readonly last: Moment;
  readonly several: boolean;
}

interface Moment {
  readonly step: number;
  /** Names graph and weights: equal for equal ones, wherever a file stores them; empty where there are none. */
  readonly weights: string;
}

/** Roles that start from the weights of the scratch network of their seed. */
const SAME_START: ReadonlySet<Role> = new Set(["distilled", "self-distilled", "placebo", "null-order", "more-data"]);

/**
 * One sentence for each thing that keeps a difference between these networks from being one of training: roles of another
 * architecture or another start, weights that do not change, the same weights under two names. Reads the first and the
 * last file of each network. Throws `MODEL` for a file that is no network.
 */
export async function networkNotes(networks: readonly NotedNetwork[]): Promise<string[]> {
  const seen: Seen[] = [];
  for (const { role, seed, files } of networks) {
    const [first, last] = [files[0], files.at(-1)];
    if (first === undefined || last === undefined) continue;
    const start = await momentOf(first);
    const end = last === first ? start : await momentOf(last);
    seen.push({ role, seed, places: start.places, first: start.moment, last: end.moment, several: files.length > 1 });
  }
  return [
    ...seen.flatMap(stillNotes),
    ...seen.flatMap((one, k) => seen.slice(k + 1).flatMap((other) => pairNotes(one, other))),
    ...startNotes(seen),
  ];
}

async function momentOf({ step, read }: WeightFile): Promise<{ places: Seen["places"]; moment: Moment }> {
  const model = await openNetwork(await read());
  const { structure, nodes, places } = weightPlaces(model.graph);
  const digests: string[] = [];
  for (const { weight } of places) {
    const pieces: string[] = [];
    for await (const piece of storedPieces(weight)) pieces.push(digest([bytesOf(piece)]));
    digests.push(pieces.join(" "));
  }
  const weights = digests.length === 0 ? "" : JSON.stringify([structure, digests]);
  return { places: { structure, nodes }, moment: { step, weights } };
}

function stillNotes({ role, seed, first, last, several }: Seen): string[] {
  if (!several || first.weights === "" || first.weights !== last.weights) return [];
  return [`${role}, seed ${seed}: the same weights at step ${first.step} and at step ${last.step}, it did not train`];
}

/** Of two roles of one seed, or of one role in two seeds. */
function pairNotes(one: Seen, other: Seen): string[] {
  const alike = one.role === other.role;
  const teaches = one.role === "teacher" || other.role === "teacher";
  if (!(alike ? one.seed !== other.seed : teaches || one.seed === other.seed)) return [];
  const pair = alike
    ? `${one.role} of seeds ${one.seed} and ${other.seed}`
    : teaches
      ? `teacher and ${other.role}, seed ${other.seed}`
      : `${one.role} and ${other.role}, seed ${one.seed}`;
  // Networks of one start are the same at step 0, and only there.
  const same = one.last.weights !== "" && one.last.weights === other.last.weights;
  const start = one.last.step === 0 && other.last.step === 0 && one.several === other.several && one.several;
  if (same && !start) {
    const what = alike ? "one network counts twice" : "every difference between them is 0";
    return [`${pair}: the same weights at step ${one.last.step}, so ${what}; was a file given twice?`];
  }
  // Every student is compared with scratch.
  if (teaches || !(alike || [one.role, other.role].includes("scratch"))) return [];
  const names = alike ? ([`seed ${one.seed}`, `seed ${other.seed}`] as const) : ([one.role, other.role] as const);
  const parted = firstDifference(one.places, other.places, names);
  if (parted !== undefined) {
    const why = normalisationsApart(one.places, other.places)
      ? "one was exported with its batch normalisations folded, the other not; export both alike"
      : "what differs between them is not training alone";
    return [`${pair}: different architectures, ${parted}; ${why}`];
  }
  const [trained, reference] = SAME_START.has(one.role) ? [one, other] : [other, one];
  if (trained.first.step !== 0 || reference.first.step !== 0 || !trained.several) return [];
  const equal = trained.first.weights === reference.first.weights;
  if (equal && !alike && [one.role, other.role].includes("null")) {
    return [`${pair}: the same weights at step 0, so only the order of batches can differ; that control is null-order`];
  }
  if (equal || !SAME_START.has(trained.role) || reference.role !== "scratch") return [];
  if (trained.role === "null-order") {
    return [`${pair}: other weights at step 0, so more than the order of batches differs; that control is null`];
  }
  return [
    `${pair}: other weights at step 0; the paper's networks start from the same ones, and distances tell of the start too`,
  ];
}

function startNotes(seen: readonly Seen[]): string[] {
  const late = seen.filter(({ role, first, several }) => role !== "teacher" && several && first.step > 0);
  if (late.length === 0) return [];
  return [
    `no checkpoint of step 0: whether networks started from the same weights is not known, and distances count from step ${late[0]!.first.step} unless a record of the path lies beside the files`,
  ];
}
