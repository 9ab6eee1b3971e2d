// Point clouds.

import type { JSX } from "preact";
import type { Address } from "../page/address.ts";

export function Clouds({ address }: { readonly address: Address }): JSX.Element {
  return <h1>Point clouds{address.choices.sample}</h1>;
}
