// A TensorFlow.js model on disk, open.

import type { ModelFile } from "@stillpoint/autodiff";
import { type Backend, openTfjsNetwork, type TfjsNetwork } from "@stillpoint/tfjs";
import { inNetwork } from "../files/model-file.ts";
import { tfjsText } from "../files/tfjs-files.ts";
import { shardBeside } from "../files/tfjs-shards.ts";

export interface TfjsFile extends TfjsNetwork {
  readonly file: string;
}

/** Opens a model.json. Whoever opens it closes `network`. Throws `INPUT`, `MODEL` naming the file. */
export async function openTfjsFile(file: string, backend: Backend): Promise<TfjsFile> {
  try {
    const own = await openTfjsNetwork(tfjsText(file), async (shard) => whole(shardBeside(file, shard)), backend);
    return { ...own, file, notes: own.notes.map((note) => `${file}: ${note}`) };
  } catch (cause) {
    throw inNetwork(file, cause);
  }
}

function whole(file: ModelFile): Promise<Uint8Array> {
  return file.read(0, file.size);
}
