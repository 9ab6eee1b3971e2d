// Where packs lie.

import type { ViewName } from "./view-pack.ts";

/** A view's pack, below an address that ends in `/`. */
export interface PackPlace {
  readonly view: ViewName;
  readonly place: string;
}
