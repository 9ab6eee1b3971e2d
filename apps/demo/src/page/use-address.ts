// The address as state of the page.

import { useEffect, useState } from "preact/hooks";
import { type Address, readAddress } from "./address.ts";

/** An address somebody went to, and how many there were before: views begin anew at each. */
export interface Visit {
  readonly address: Address;
  readonly count: number;
  /** Takes over the choices of the moment, for views that have to open again. */
  renew(): void;
}

/** Browsers refuse more than a hundred changes of the address in 30 seconds: who types makes more. */
const SETTLE_MILLISECONDS = 350;

export function useVisit(): Visit {
  const [visit, setVisit] = useState(() => ({ address: readAddress(location.hash), count: 0 }));
  useEffect(() => {
    const follow = (): void => setVisit(({ count }) => ({ address: readAddress(location.hash), count: count + 1 }));
    addEventListener("hashchange", follow);
    return () => removeEventListener("hashchange", follow);
  }, []);
  return {
    ...visit,
    renew: () => setVisit(({ count }) => ({ address: readAddress(location.hash), count })),
  };
}

/** Puts what is shown into the address, without a step in the browser's history. */
export function useNotedAddress(address: string): void {
  useEffect(() => {
    const timer = setTimeout(() => history.replaceState(null, "", address), SETTLE_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [address]);
}
