// The visitor's maps as files.

import type { Reference } from "@stillpoint/viewer/parts";
import type { JSX } from "preact";
import type { FittedSample } from "../lab/protocol.ts";
import { mapsData, newestMaps } from "../page/map-data.ts";
import { gridSheet } from "../page/map-sheet.ts";
import { pictureView } from "../page/picture-view.ts";
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
    const shown = newestMaps({ sample, networks, maps, threshold });
    if (shown.length === 0) return undefined;
    const { maps: all, ...data } = mapsData(sample, shown);
    return {
      ...gridSheet(pictureView(sample, []), shown, {
        reference,
        domain: scaleOf({ sample, networks, maps, reference }),
        caption: `${sample.id}, layer ${layer}, threshold ${threshold} nats`,
      }),
      // Files of the visitor's have no step.
      data: { layer, threshold, ...data, maps: all.map(({ step: _, ...map }) => map) },
    };
  };
  // Sheets of words and of clouds are drawn by the views that show them.
  return <Export name={name} content={content} {...(sample.layout.kind === "grid" ? {} : { forms: ["JSON"] })} />;
}
