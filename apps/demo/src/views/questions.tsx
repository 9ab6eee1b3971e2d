// Questions.

import type { JSX } from "preact";
import type { Address } from "../page/address.ts";

export function Questions({ address }: { readonly address: Address }): JSX.Element {
  return <h1>Questions{address.choices.sample}</h1>;
}
