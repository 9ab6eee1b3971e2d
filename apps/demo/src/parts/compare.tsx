// The maps of one sample in several networks, side by side on one scale.

import { drawnValues, entropyDomain, type Reference } from "@stillpoint/viewer/parts";
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { FittedSample, LabMap } from "../lab/protocol.ts";
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

/** A map and the sample it is of. */
export interface SampleMap {
  readonly sample: FittedSample;
  readonly map: LabMap;
}

export interface CompareProps {
  readonly sample: FittedSample;
  readonly networks: readonly ComparedNetwork[];
  readonly maps: Maps;
  readonly threshold: number;
  readonly reference: Reference;
  /** Maps of what was shown before, by network: they stay until the new ones are there. */
  readonly earlier?: ReadonlyMap<string, SampleMap> | undefined;
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
  earlier,
}: Pick<CompareProps, "sample" | "networks" | "maps" | "reference" | "earlier">): readonly [number, number] {
  return entropyDomain(
    networks.flatMap(({ id, role, step }) => {
      const shown = shownMap(id, { sample, maps, earlier });
      return shown === undefined
        ? []
        : [...drawnValues(mapView(shown.sample, { role, step, map: shown.map }, 0), reference)];
    }),
  );
}

/** The newest map of a network, with its sample. */
export function shownMap(
  id: string,
  { sample, maps, earlier }: Pick<CompareProps, "sample" | "maps" | "earlier">,
): SampleMap | undefined {
  const map = maps.states.get(id)?.map;
  return map === undefined ? earlier?.get(id) : { sample, map };
}

export function Compare(props: CompareProps): JSX.Element {
  const { sample, networks, maps, threshold, reference, under } = props;
  const [read, setReading] = useState("Point at a map, or walk over it with the arrow keys.");
  const domain = scaleOf(props);
  return (
    <section class={`compare ${sample.layout.kind}`} aria-label="Entropy maps">
      <div class="row">
        <Legend domain={domain} reference={reference} />
        <Progress maps={maps} />
      </div>
      <div class="maps">
        {networks.map((network) => {
          const state = maps.states.get(network.id);
          const shown = shownMap(network.id, props);
          return (
            <MapCard
              key={network.id}
              role={network.role}
              title={network.title}
              {...(network.note === undefined ? {} : { note: network.note })}
              step={network.step}
              sample={shown?.sample ?? sample}
              state={shown === undefined ? state : { ...state, busy: state?.busy ?? true, map: shown.map }}
              earlier={state?.earlier === true || (shown !== undefined && shown.sample !== sample)}
              threshold={threshold}
              reference={reference}
              domain={domain}
              onRead={setReading}
            >
              {under?.(network)}
            </MapCard>
          );
        })}
      </div>
      <p class="readout">{props.reading ?? read}</p>
    </section>
  );
}
