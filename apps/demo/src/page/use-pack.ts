// The embedded run of a view, its networks opened when they are first looked at.

import type { Role } from "@stillpoint/core";
import { useEffect, useState } from "preact/hooks";
import type { Source } from "../lab/protocol.ts";
import type { PackedNetwork, PackedSample, ViewName, ViewPack } from "../pack/view-pack.ts";
import { sentenceOf } from "./failure.ts";
import type { LabClient } from "./lab-client.ts";
import { useLab } from "./lab-context.ts";
import { openPack } from "./open-pack.ts";

export interface PagePack {
  readonly pack: ViewPack;
  /** A role's network at a step, else the last one before it. */
  networkAt(role: Role, step: number): PackedNetwork | undefined;
  /** What the lab calls a packed network. */
  key(network: PackedNetwork): Promise<number>;
  /** Samples as the run named them, so that they meet the run's noise. */
  source(samples: readonly PackedSample[]): Promise<Source>;
}

/** Undefined while it loads, a sentence where it cannot be had. */
export function usePack(view: ViewName): PagePack | string | undefined {
  const { client } = useLab();
  const [found, setFound] = useState<{ readonly client: LabClient; readonly pack: PagePack | string }>();
  useEffect(() => {
    const stop = new AbortController();
    pagePack(view, client, stop.signal).then(
      (pack) => stop.signal.aborted || setFound({ client, pack }),
      (error) => stop.signal.aborted || setFound({ client, pack: sentenceOf(error) ?? "stopped" }),
    );
    return () => stop.abort();
  }, [view, client]);
  // Another lab holds other networks.
  return found?.client === client ? found.pack : undefined;
}

/** Its networks are forgotten when `signal` says that nobody looks at them any more. */
async function pagePack(view: ViewName, client: LabClient, signal: AbortSignal): Promise<PagePack> {
  const own = await openPack(view, client);
  const { pack } = own;
  const keys = new Map<string, Promise<number>>();
  const open = async (network: PackedNetwork): Promise<number> => {
    const [opened] = await client.call("open", { files: [await own.network(network)], inspect: false });
    return opened?.key ?? Number.NaN;
  };
  signal.addEventListener("abort", () => {
    for (const key of keys.values())
      key.then((known) => client.call("forget", { networks: [known], samples: [] })).catch(() => undefined);
  });
  return {
    pack,
    networkAt: (role, step) =>
      pack.networks.filter((network) => network.role === role && (role === "teacher" || network.step <= step)).at(-1),
    key: (network) => {
      const known = keys.get(network.file) ?? open(network);
      keys.set(network.file, known);
      // A fetch that failed may be tried again.
      known.catch(() => keys.delete(network.file));
      return known;
    },
    source: (samples) => own.source(samples),
  };
}
