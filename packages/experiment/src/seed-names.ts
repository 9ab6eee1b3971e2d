// Which training seed each network is of, by its path.

import { StillpointError } from "@stillpoint/core";

/** The last `seed0`, `seed=1` or `seed_2` of a path. */
const SPELLED = /(?:^|[^A-Za-z])seed[-_=. ]?(\d+)(?!\d)/gi;
/** A folder called `s2` or `kd-s2`; a file's `s1200` is a step. */
const LETTER = /(?:^|[_.=-])s[-_=]?(\d+)$/i;
const LARGEST = 2 ** 31 - 1;
/** Folders of a lone network's path that may name its seed; those above are where its owner works. */
const NEAR = 3;

/**
 * The training seed that a path names, with `/` between folders; undefined where it names none. Throws `INPUT` for a seed
 * past 2^31 - 1, which the Parquet file cannot hold.
 */
export function seedInName(path: string): number | undefined {
  const folders = path.split("/").filter((part) => !part.toLowerCase().endsWith(".onnx"));
  const digits =
    [...path.matchAll(SPELLED)].at(-1)?.[1] ?? folders.map((folder) => LETTER.exec(folder)?.[1]).findLast(Boolean);
  if (digits === undefined) return undefined;
  if (BigInt(digits) <= LARGEST) return Number(digits);
  throw new StillpointError(
    "INPUT",
    `network ${path}: expected a seed up to ${LARGEST}; got ${digits}; number the seeds 0, 1, 2`,
  );
}

/**
 * Training seeds of the networks of one role as their paths name them; undefined where they name none or all the same, so
 * that only their order tells them apart. A lone network, which nothing is to be told from, has the seed that its last
 * three folders name. Throws `INPUT` where only some name one, and for two networks of one seed; `role` says whose.
 */
export function seedsFromNames(paths: readonly string[], role: string): readonly number[] | undefined {
  const named = (paths.length === 1 ? paths.map(nearest) : paths).map((path) => seedInName(path));
  const distinct = new Set(named);
  if (distinct.size <= 1 && (paths.length > 1 || distinct.has(undefined))) return undefined;
  if (!distinct.has(undefined) && distinct.size === paths.length) return named.flatMap((seed) => seed ?? []);
  const said = paths.map((path, k) => `${path} (${named[k] === undefined ? "no seed" : `seed ${named[k]}`})`);
  throw new StillpointError(
    "INPUT",
    `networks of ${role}: expected another seed in each path, such as seed0 and seed1, or in none; got ${said.join(", ")}; rename them, or list them in a config`,
  );
}

function nearest(path: string): string {
  const parts = path.split("/").filter((part) => part !== "");
  const folders = parts.filter((part) => !part.toLowerCase().endsWith(".onnx")).length;
  return parts.slice(Math.max(0, folders - NEAR)).join("/");
}
