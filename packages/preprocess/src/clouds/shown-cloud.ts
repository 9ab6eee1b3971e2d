// A cloud as the engine sees it and as the report shows it.

import type { ModalityAdapter } from "@stillpoint/core";
import { drawPoints, type PointSample } from "@stillpoint/pointcloud";
import type { ShownSample } from "../fitted-samples.ts";

/** The maps mark regions and parts on the points themselves; the picture is a thumbnail. */
export function shownCloud(
  cloud: PointSample,
  adapter: ModalityAdapter<PointSample>,
  group: string,
  title: string,
): ShownSample {
  const input = adapter.toUnits(cloud);
  const { points, regions } = cloud;
  return {
    input,
    info: { id: cloud.id, group, units: input.units },
    look: {
      title,
      layout: { kind: "points", positions: [...points] },
      picture: () => drawPoints(points, { regions, title }),
      annotation: () => "",
    },
  };
}
