// Annotation of points as text files: a region or a part a line, in the order of the cloud's points.

import { REGIONS, type Region, StillpointError } from "@stillpoint/core";
import { linesOf } from "@stillpoint/text";
import { type Files, pathOf } from "../files.ts";
import { textOf } from "../text-of.ts";
import { partName } from "./cloud-files.ts";

export interface PointAnnotation {
  /** Where it was read. */
  readonly file: string;
  readonly regions: readonly Region[];
  readonly parts: readonly (string | undefined)[];
}

/** `<id>.txt`, lines such as `foreground` or `background lamp`. Throws `INPUT` naming file and line. */
export async function readPointAnnotation(files: Files, id: string): Promise<PointAnnotation> {
  const name = `${id}.txt`;
  const file = pathOf(files, name);
  if (!files.names.includes(name)) {
    throw new StillpointError("INPUT", `regions ${file}: expected a file for every shape; got none; check --masks`);
  }
  const lines = linesOf(textOf(await files.read(name), file));
  const read = lines.map((line, index) => {
    const [name = "", part] = line.trim().split(/\s+/);
    const region = REGIONS.find((known) => known === name);
    if (region === undefined) {
      throw new StillpointError(
        "INPUT",
        `${file}, line ${index + 1}: expected ${REGIONS.join(", ")}, then perhaps a part's name; got "${line.slice(0, 40)}"; mend the line`,
      );
    }
    return { region, part };
  });
  return { file, regions: read.map(({ region }) => region), parts: read.map(({ part }) => part) };
}

/** Parts of points, without regions: in ShapeNetPart every point is one of the shape. */
export interface PartAnnotation {
  /** Where it was read. */
  readonly file: string;
  readonly parts: readonly string[];
}

const PART_FILE = /\.seg$/i;

/** Whether these are files of parts, as ShapeNetPart has them beside its clouds. Throws `INPUT` where some are of regions. */
export function arePartFiles({ place, names }: Files, ids: readonly string[]): boolean {
  const part = names.find((name) => PART_FILE.test(name));
  if (part === undefined) return false;
  const regions = ids.map((id) => `${id}.txt`).find((name) => names.includes(name));
  if (regions === undefined) return true;
  throw new StillpointError(
    "INPUT",
    `regions ${place}: expected files of regions (.txt) or of parts (.seg); got both, such as ${regions} and ${part}; keep one kind in the folder`,
  );
}

/**
 * `<id>.seg`, also in `points_label` where the cloud lies in `points`: a part's whole number for every point. They count
 * anew in every class, whose name, the cloud's group, goes before the part's. Throws `INPUT` naming file and line.
 */
export async function readPartAnnotation(files: Files, id: string, group: string | undefined): Promise<PartAnnotation> {
  const wanted = [`${id}.seg`, `${id.replace(/(^|\/)points\//, "$1points_label/")}.seg`];
  const name = files.names.find((known) => wanted.includes(known));
  if (name === undefined) {
    throw new StillpointError(
      "INPUT",
      `parts ${files.place}/${wanted.at(-1)}: expected a file for every shape; got none; check --masks`,
    );
  }
  const file = pathOf(files, name);
  const lines = linesOf(textOf(await files.read(name), file));
  const own = group === undefined ? "" : `${group} `;
  const parts = lines.map((line, index) => {
    const word = line.trim();
    if (/^\d{1,9}$/.test(word)) return `${own}${partName(Number(word))}`;
    throw new StillpointError(
      "INPUT",
      `${file}, line ${index + 1}: expected the whole number of a part; got "${line.slice(0, 40)}"; mend the line`,
    );
  });
  return { file, parts };
}
