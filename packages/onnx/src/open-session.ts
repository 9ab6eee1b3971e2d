// A graph on a lane: weights that a runtime can map stay in their files, the others go along.

import { gatherModel, type Initializer, type Model, type ModelFile } from "@stillpoint/autodiff";
import type { SessionOptions } from "./protocol.ts";
import type { Lane, Session } from "./runtime.ts";

/** Smaller weights go along: a mapping takes whole pages. */
const SMALLEST_MAPPED = 2 ** 16;

/**
 * Opens `model` on `lane`. Weights that were not read are read now, one by one, or mapped by the runtime where it can and
 * all lie in one folder. Throws what reading them throws, and `StillpointError RUNTIME` with ONNX Runtime's message.
 */
export async function openSession(lane: Lane, model: Model, options: SessionOptions = {}): Promise<Session> {
  const mapped = await mappedFiles(lane, model);
  const bytes = await gatherModel(model, ({ file, length }) => {
    return length < SMALLEST_MAPPED ? undefined : mapped?.names.get(file);
  });
  return lane.open(bytes, mapped === undefined ? options : { ...options, dataFolder: mapped.folder });
}

interface MappedFiles {
  readonly folder: string;
  readonly names: ReadonlyMap<ModelFile, string>;
}

async function mappedFiles(lane: Lane, { graph }: Model): Promise<MappedFiles | undefined> {
  if (lane.mapsFiles !== true) return undefined;
  const names = new Map<ModelFile, string>();
  const folders = new Set<string>();
  for (const file of new Set([...graph.initializers.values()].flatMap(fileOf))) {
    const path = (await file.path?.()) ?? "";
    const split = Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\"));
    if (split < 0) return undefined;
    folders.add(path.slice(0, split + 1));
    names.set(file, path.slice(split + 1));
  }
  const [folder, ...others] = folders;
  return folder === undefined || others.length > 0 ? undefined : { folder, names };
}

function fileOf({ elementType, data }: Initializer): ModelFile[] {
  const mappable = !(data instanceof Uint8Array) && data.elementType === elementType && data.length >= SMALLEST_MAPPED;
  return mappable ? [data.file] : [];
}
