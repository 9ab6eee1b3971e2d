// The control's networks: the same samples in networks trained without the effect that is looked for.

import { readdirSync } from "node:fs";
import { join } from "node:path";
import { rolesInName, StillpointError } from "@stillpoint/core";
import { foldersAt, type NetworkPlace, networkPlaces } from "../files/network-places.ts";

/** A control of one seed. */
export interface ControlPlaces {
  readonly distilled: NetworkPlace;
  readonly scratch: NetworkPlace;
}

/**
 * A pair for each folder, whose subfolders say which is which: `distilled` or `student`, `scratch` or `baseline`. A glob
 * is one for each folder it matches. Throws `INPUT`.
 */
export function controlPlaces(patterns: readonly string[]): ControlPlaces[] {
  const folders = patterns.flatMap((pattern) => {
    const found = foldersAt(pattern);
    if (found.length === 0) throw notAPair(pattern, "no folder");
    return found;
  });
  return folders.map((folder) => ({ distilled: one(folder, "distilled"), scratch: one(folder, "scratch") }));
}

function one(folder: string, role: "distilled" | "scratch"): NetworkPlace {
  const names = readdirSync(folder).filter((name) => {
    const roles = rolesInName(name);
    return roles.length === 1 && roles[0] === role;
  });
  const [name] = names;
  if (name === undefined || names.length > 1) throw notAPair(folder, `${names.length} called ${role}`);
  const [place, ...others] = networkPlaces([join(folder, name)]);
  if (place === undefined || others.length > 0) throw notAPair(folder, `${1 + others.length} networks in ${name}`);
  return place;
}

function notAPair(folder: string, got: string): StillpointError {
  return new StillpointError(
    "INPUT",
    `control ${folder}: expected a folder with one network in distilled and one in scratch; got ${got}; check --control`,
  );
}
