// The embedded runs that the page looks at, read and checked here: neither takes time of the page's own.

import type { PackPlace } from "../pack/pack-place.ts";
import { type OpenPack, readPack } from "../pack/read-pack.ts";

export type OpenPacks = (at: PackPlace) => Promise<OpenPack>;

/** Opens packs, each once unless that failed. Throws what `readPack` throws. */
export function packOpener(): OpenPacks {
  const open = new Map<string, Promise<OpenPack>>();
  return ({ view, place }) => {
    const at = `${place}${view}`;
    const known = open.get(at) ?? readPack(view, place);
    open.set(at, known);
    // A fetch that failed may be tried again.
    known.catch(() => open.delete(at));
    return known;
  };
}
