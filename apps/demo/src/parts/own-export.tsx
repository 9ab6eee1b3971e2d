// The visitor's maps as files.

import type { Reference } from "@stillpoint/viewer/parts";
import type { JSX } from "preact";
import type { FittedSample } from "../lab/protocol.ts";
import { gridSheet } from "../page/map-sheet.ts";
import { mapView, pictureView } from "../page/picture-view.ts";
import { saveJson } from "../page/save.ts";
import type { Maps } from "../page/use-maps.ts";
import { type ComparedNetwork, scaleOf } from "./compare.tsx";
import { Export } from "./export.tsx";

export interface OwnExportProps {
  readonly sample: FittedSample;
  readonly networks: readonly ComparedNetwork[];
  readonly maps: Maps;
  readonly layer: string;
  readonly threshold: number;
  readonly reference: Reference;
}

export function OwnExport(props: OwnExportProps): JSX.Element {
  const { sample, networks, maps, layer, threshold, reference } = props;
  const name = `stillpoint-own-${layer}`;
  const content = () => {
    const shown = networks.flatMap(({ id, role, step, title }) => {
      const map = maps.states.get(id)?.map;
      return map === undefined ? [] : [{ title, map, view: mapView(sample, { role, step, map }, threshold) }];
    });
    if (shown.length === 0) return undefined;
    const views = shown.map(({ view }) => view);
    const { id, labels, regions } = sample;
    return {
      ...gridSheet(pictureView(sample, views), shown, {
        reference,
        domain: scaleOf({ sample, networks, maps, reference }),
        caption: `${id}, layer ${layer}, threshold ${threshold} nats`,
      }),
      data: {
        layer,
        threshold,
        sample: { id, labels, regions },
        maps: shown.map(({ title, map, view }) => ({ title, role: view.role, ...map, points: view.points })),
      },
    };
  };
  if (sample.layout.kind === "grid") return <Export name={name} content={content} />;
  return (
    <div class="export">
      <span>Save</span>
      <button
        type="button"
        onClick={() => {
          const made = content();
          if (made !== undefined) void saveJson(name, made);
        }}
      >
        JSON
      </button>
    </div>
  );
}
