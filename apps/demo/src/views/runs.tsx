// Finished runs.

import type { JSX } from "preact";
import type { Address } from "../page/address.ts";

export function Runs({ address }: { readonly address: Address }): JSX.Element {
  return <h1>Finished runs{address.choices.sample}</h1>;
}
