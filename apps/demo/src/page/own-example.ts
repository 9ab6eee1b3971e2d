// An example for visitors with nothing at hand: the embedded pair and some of its pictures, as if they had been dropped.

import type { NamedFile } from "../lab/protocol.ts";
import type { LabClient } from "./lab-client.ts";
import { openPack } from "./open-pack.ts";
import type { PixelChoice } from "./own-pixels.ts";

export interface OwnExample {
  readonly files: readonly NamedFile[];
  readonly pixels: PixelChoice;
  /** Layers by network: the analysed one. */
  readonly layers: ReadonlyMap<string, string>;
}

const ROLES = ["teacher", "distilled", "scratch"] as const;
const SAMPLES = 3;

/** Throws `INPUT` where the embedded run cannot be fetched. */
export async function ownExample(client: LabClient): Promise<OwnExample> {
  const open = await openPack("images", client);
  const { pack } = open;
  const last = ROLES.flatMap((role) => pack.networks.filter((network) => network.role === role).at(-1) ?? []);
  const networks = await Promise.all(last.map((network) => open.network(network)));
  const source = await open.source(pack.samples.slice(0, SAMPLES));
  const samples =
    source.kind === "pictures"
      ? [...source.pictures, ...(source.masks ?? []).map(({ name, content }) => ({ name: `masks/${name}`, content }))]
      : [];
  const { mean, std } = pack.choices;
  return {
    files: [...networks, ...samples],
    layers: new Map(networks.map(({ name }) => [name, pack.layer])),
    pixels: { kind: mean === undefined || std === undefined ? "usual" : "own", mean: words(mean), std: words(std) },
  };
}

function words(numbers: readonly number[] = []): string {
  return numbers.join(", ");
}
