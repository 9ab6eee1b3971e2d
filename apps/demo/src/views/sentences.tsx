// Sentences.

import type { JSX } from "preact";
import type { Address } from "../page/address.ts";

export function Sentences({ address }: { readonly address: Address }): JSX.Element {
  return <h1>Sentences{address.choices.sample}</h1>;
}
