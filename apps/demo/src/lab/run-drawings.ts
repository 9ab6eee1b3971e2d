// How the samples of a run look, from the records of its tasks.

import { parseJson } from "@stillpoint/core";
import type { PictureView } from "@stillpoint/viewer/parts";
import { z } from "zod";
import type { NamedFile } from "./protocol.ts";
import { layoutSchema } from "./run-page.ts";

export type Drawn = Pick<PictureView, "title" | "group" | "picture" | "mask" | "layout">;

const recordSchema = z.object({
  task: z.string(),
  layer: z.string(),
  drawn: z.array(
    z.object({
      sample: z.string(),
      title: z.string(),
      group: z.string(),
      picture: z.string(),
      mask: z.string(),
      layout: layoutSchema,
    }),
  ),
});

/** By `task@layer sample`; a record that is none is passed over. Its fragments are still to be made safe. */
export async function drawnSamples(
  files: ReadonlyMap<string, NamedFile>,
  bytesOf: (file: NamedFile) => Promise<Uint8Array>,
): Promise<Map<string, Drawn>> {
  const found = new Map<string, Drawn>();
  for (const [path, file] of files) {
    if (!/^tasks\/[^/]+\.json$/.test(path)) continue;
    const parsed = recordSchema.safeParse(parseJson(new TextDecoder().decode(await bytesOf(file))));
    if (!parsed.success) continue;
    const { task, layer, drawn } = parsed.data;
    for (const { sample, ...look } of drawn) found.set(`${task}@${layer} ${sample}`, look);
  }
  return found;
}
