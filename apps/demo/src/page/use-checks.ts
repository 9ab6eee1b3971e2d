// Networks tried on a sample before their maps are believed.

import { useEffect, useState } from "preact/hooks";
import type { LayerCheck } from "../lab/protocol.ts";
import { sentenceOf } from "./failure.ts";
import { useLab } from "./lab-context.ts";
import type { MeasuredNetwork } from "./use-maps.ts";

export interface ChecksWish {
  readonly id: string;
  readonly sample: number;
  readonly layer: string;
  readonly networks: readonly MeasuredNetwork[];
}

/** What a check found, or why the maps of a network mean nothing. */
export type Checked = LayerCheck & { readonly error?: string };

export interface Checks {
  /** The wish they answer. */
  readonly id: string;
  readonly found: ReadonlyMap<string, Checked>;
}

/** What the checks say; a network that cannot be cut says so when it is measured. */
export function useChecks(wanted: ChecksWish | undefined): Checks | undefined {
  const { client } = useLab();
  const [checks, setChecks] = useState<Checks>();
  useEffect(() => {
    if (wanted === undefined) return;
    const stop = new AbortController();
    const check = async (): Promise<void> => {
      const found = new Map<string, Checked>();
      for (const network of wanted.networks) {
        try {
          const ask = { network: await network.key(), sample: wanted.sample, layer: network.layer ?? wanted.layer };
          found.set(network.id, await client.call("check", ask, { signal: stop.signal }));
        } catch (cause) {
          if (stop.signal.aborted) return;
          const error = sentenceOf(cause) ?? "stopped";
          found.set(network.id, { behindMaximum: false, notes: [], error });
        }
      }
      if (!stop.signal.aborted) setChecks({ id: wanted.id, found });
    };
    void check();
    return () => stop.abort();
  }, [client, wanted?.id]);
  return checks;
}
