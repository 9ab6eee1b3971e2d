// Your networks.

import type { JSX } from "preact";
import type { Address } from "../page/address.ts";

export function Own({ address }: { readonly address: Address }): JSX.Element {
  return <h1>Your networks{address.choices.sample}</h1>;
}
