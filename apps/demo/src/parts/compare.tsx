// The maps of one sample in several networks, side by side on one scale.

import { drawnValues, entropyDomain, type Reference } from "@stillpoint/viewer/parts";
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { FittedSample } from "../lab/protocol.ts";
import { mapView } from "../page/picture-view.ts";
import type { Maps, MeasuredNetwork } from "../page/use-maps.ts";
import { Legend } from "./legend.tsx";
import { MapCard } from "./map-card.tsx";
import { Progress } from "./progress.tsx";

/** A network as it is shown. */
export interface ComparedNetwork extends MeasuredNetwork {
  readonly role: string;
  readonly step: number;
  readonly note?: string;
}

export interface CompareProps {
  readonly sample: FittedSample;
  readonly networks: readonly ComparedNetwork[];
  readonly maps: Maps;
  readonly threshold: number;
  readonly reference: Reference;
  /** What is read of a unit, where somebody else does the reading. */
  readonly reading?: string;
  /** What stands under a network's map. */
  under?(network: ComparedNetwork): JSX.Element | undefined;
}

/** One scale for all maps, of those measured so far. */
export function scaleOf({
  sample,
  networks,
  maps,
  reference,
}: Pick<CompareProps, "sample" | "networks" | "maps" | "reference">): readonly [number, number] {
  return entropyDomain(
    networks.flatMap(({ id, role, step }) => {
      const map = maps.states.get(id)?.map;
      return map === undefined ? [] : [...drawnValues(mapView(sample, { role, step, map }, 0), reference)];
    }),
  );
}

export function Compare(props: CompareProps): JSX.Element {
  const { sample, networks, maps, threshold, reference, under } = props;
  const [read, setReading] = useState("Point at a map, or walk over it with the arrow keys.");
  const domain = scaleOf({ sample, networks, maps, reference });
  return (
    <section class="compare" aria-label="Entropy maps">
      <div class="row">
        <Legend domain={domain} reference={reference} />
        <Progress maps={maps} />
      </div>
      <div class="maps">
        {networks.map((network) => (
          <MapCard
            key={network.id}
            role={network.role}
            title={network.title}
            {...(network.note === undefined ? {} : { note: network.note })}
            step={network.step}
            sample={sample}
            state={maps.states.get(network.id)}
            threshold={threshold}
            reference={reference}
            domain={domain}
            onRead={setReading}
          >
            {under?.(network)}
          </MapCard>
        ))}
      </div>
      <p class="readout">{props.reading ?? read}</p>
    </section>
  );
}
