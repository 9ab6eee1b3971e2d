// An example for visitors with nothing at hand: the embedded pair and one of its pictures, as if they had been dropped.

import type { NamedFile } from "../lab/protocol.ts";
import { readPack, readPackFile } from "../pack/read-pack.ts";
import type { PixelChoice } from "./own-pixels.ts";

export interface OwnExample {
  readonly files: readonly NamedFile[];
  readonly pixels: PixelChoice;
}

const ROLES = ["teacher", "distilled", "scratch"] as const;
const SAMPLES = 3;

/** Throws what fetching throws. */
export async function ownExample(): Promise<OwnExample> {
  const pack = await readPack("images");
  const named = async (name: string, path: string): Promise<NamedFile> => ({
    name,
    content: await readPackFile("images", path),
  });
  const networks = ROLES.flatMap((role) => {
    const last = pack.networks.filter((network) => network.role === role).at(-1);
    return last === undefined ? [] : [named(`example/${role}-${last.step}.onnx`, last.file)];
  });
  const samples = pack.samples.slice(0, SAMPLES).flatMap(({ id, file, annotation }) => {
    const name = `${id.replaceAll(/[^A-Za-z0-9]+/g, "-")}.png`;
    const picture = named(`example/pictures/${name}`, file);
    return annotation === undefined ? [picture] : [picture, named(`example/masks/${name}`, annotation)];
  });
  const { mean, std } = pack.choices;
  return {
    files: await Promise.all([...networks, ...samples]),
    pixels: { kind: mean === undefined || std === undefined ? "usual" : "own", mean: words(mean), std: words(std) },
  };
}

function words(numbers: readonly number[] = []): string {
  return numbers.join(", ");
}
