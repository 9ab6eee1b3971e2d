// Clouds with a weight for each point, seen from one side.

import type { CloudsDrawing } from "@stillpoint/core";
import { radiusFor, SHAPES } from "../cloud.ts";
import { cloudSvg } from "../cloud-svg.ts";
import { escapeHtml } from "../escape.ts";
import { FIRST_LOOK } from "../orbit.ts";
import { centred } from "../projection.ts";
import { picture, studyFigure } from "./figure.ts";
import { heatColour } from "./heat-colour.ts";

const SIZE = 240;
const SCALE = { low: 0, high: 1 };

/** A cloud without the points that have no weight. */
function cloudPicture({ name, positions, weights }: CloudsDrawing["clouds"][number]): string {
  const colours = weights.map((weight) => heatColour(weight, SCALE));
  const kept = [...colours.keys()].filter((point) => colours[point] !== undefined);
  // moved by all points, so that clouds of one shape lie alike
  const whole = centred(positions);
  const cloud = {
    positions: Float32Array.from(kept.flatMap((point) => [...whole.subarray(3 * point, 3 * point + 3)])),
    colours: Uint8Array.from(kept.flatMap((point) => [...(colours[point] ?? [])])),
    shapes: new Uint8Array(kept.length).fill(SHAPES.disc),
    rings: new Uint8Array(kept.length),
  };
  const look = {
    radius: radiusFor(weights.length, SIZE),
    border: [120, 124, 132] as const,
    ring: [0, 0, 0] as const,
  };
  return picture(`0 0 ${SIZE} ${SIZE}`, `${name}: ${kept.length} points`, cloudSvg(cloud, FIRST_LOOK, look, SIZE));
}

export function cloudsFigure(drawing: CloudsDrawing): string {
  const panels = drawing.clouds.map((cloud) => {
    const note = cloud.note === undefined ? "" : `<small>${escapeHtml(cloud.note)}</small>`;
    return `<div><b>${escapeHtml(cloud.name)}</b>${cloudPicture(cloud)}${note}</div>`;
  });
  return studyFigure(drawing, "clouds wide", `<div class="panels">${panels.join("")}</div>`);
}
