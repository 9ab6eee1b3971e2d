// Annotation of points as text files: one region a line, in the order of the cloud's points.

import { REGIONS, type Region, StillpointError } from "@stillpoint/core";
import { linesOf } from "@stillpoint/text";
import type { Files } from "../files.ts";
import { textOf } from "../text-of.ts";

export interface PointAnnotation {
  /** Where it was read. */
  readonly file: string;
  readonly regions: readonly Region[];
  readonly parts: readonly (string | undefined)[];
}

/** `<id>.txt`, lines such as `foreground` or `background lamp`. Throws `INPUT` naming file and line. */
export async function readPointAnnotation(files: Files, id: string): Promise<PointAnnotation> {
  const name = `${id}.txt`;
  const file = `${files.place}/${name}`;
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
