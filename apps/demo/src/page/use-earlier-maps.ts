// Maps that stay in sight while the next text is measured: words do not go blank at every key.

import { useRef } from "preact/hooks";
import type { FittedSample } from "../lab/protocol.ts";
import type { SampleMap } from "../parts/compare.tsx";
import type { Maps, MeasuredNetwork } from "./use-maps.ts";

/** The last whole map of each network with its sample; a change of `kind`, of how they are measured, lets go of them. */
export function useEarlierMaps(
  sample: FittedSample | undefined,
  networks: readonly MeasuredNetwork[],
  maps: Maps,
  kind: string,
): ReadonlyMap<string, SampleMap> {
  const kept = useRef<{ readonly kind: string; readonly maps: ReadonlyMap<string, SampleMap> }>({
    kind,
    maps: new Map(),
  });
  const before = kept.current.kind === kind ? kept.current.maps : new Map<string, SampleMap>();
  const now = networks.flatMap(({ id }) => {
    const map = maps.states.get(id)?.map;
    const last = map === undefined || sample === undefined ? before.get(id) : { sample, map };
    return last === undefined ? [] : [[id, last] as const];
  });
  kept.current = { kind, maps: new Map(now) };
  return kept.current.maps;
}
