// The address as state of the page.

import { useEffect, useState } from "preact/hooks";
import { type Address, readAddress } from "./address.ts";

export function useAddress(): Address {
  const [address, setAddress] = useState(() => readAddress(location.hash));
  useEffect(() => {
    const follow = (): void => setAddress(readAddress(location.hash));
    addEventListener("hashchange", follow);
    return () => removeEventListener("hashchange", follow);
  }, []);
  return address;
}

/** Puts what is shown into the address, without a step in the browser's history. */
export function useNotedAddress(address: string): void {
  useEffect(() => history.replaceState(null, "", address), [address]);
}
