// Checkpoints whose step is told by a folder above the one that tells their role: `step-30/distilled`.

import { join } from "node:path";
import { StillpointError } from "@stillpoint/core";
import { checkpointsAt } from "../files/checkpoint-files.ts";
import { networkPlaces } from "../files/network-places.ts";
import { TFJS_MODEL } from "../files/tfjs-files.ts";
import type { TreeNetwork } from "./tree-networks.ts";

/** The same networks; those of one role and seed whose paths differ in a folder alone that names a step are one network. */
export function joinedSteps(root: string, networks: readonly TreeNetwork[]): readonly TreeNetwork[] {
  const groups = new Map<string, TreeNetwork[]>();
  for (const network of networks) {
    const { role, seed, isControl, engine } = network;
    const key = JSON.stringify([role, seed, isControl, engine]);
    groups.set(key, [...(groups.get(key) ?? []), network]);
  }
  return [...groups.values()].flatMap((members) => joinedOf(root, members) ?? members);
}

function joinedOf(root: string, members: readonly TreeNetwork[]): TreeNetwork | undefined {
  const [first] = members;
  if (first === undefined || members.length < 2 || members.some(({ files }) => files.length > 1)) return undefined;
  const parts = members.map(({ pattern }) => pattern.split("/"));
  const depth = parts[0]?.length ?? 0;
  const differ = Array.from({ length: depth }, (_, k) => k).filter(
    (k) => new Set(parts.map((each) => each[k])).size > 1,
  );
  const [at] = differ;
  if (parts.some(({ length }) => length !== depth) || at === undefined || differ.length > 1 || at === depth - 1) {
    return undefined;
  }
  const path = first.pattern.split("/").with(at, "*").join("/");
  const isFolder = first.files[0]?.file.endsWith(TFJS_MODEL) === true && !path.endsWith(".json");
  const pattern = isFolder ? `${path}/${TFJS_MODEL}` : path;
  try {
    const [place, ...others] = networkPlaces([join(root, pattern)]);
    if (place === undefined || others.length > 0) return undefined;
    const found = checkpointsAt(place);
    // `run1` and `run2` are two trainings; a number counts as a step where it is called one.
    return found.field !== undefined && found.files.length === members.length
      ? { ...first, pattern, ...found }
      : undefined;
  } catch (error) {
    if (error instanceof StillpointError) return undefined;
    throw error;
  }
}
