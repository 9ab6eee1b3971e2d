// Clouds without WebGL, and the small ones of the film.

import type { Rgb } from "@stillpoint/core";
import { RING_SCALE, SHAPES } from "../src/cloud.ts";
import { farFirst, project } from "../src/projection.ts";
import { BORDER, type CloudPainter, slimness } from "./painter.ts";

function outline(context: CanvasRenderingContext2D, shape: number | undefined, x: number, y: number, r: number): void {
  context.beginPath();
  if (shape === SHAPES.square) context.rect(x - 0.89 * r, y - 0.89 * r, 1.78 * r, 1.78 * r);
  else if (shape === SHAPES.diamond) {
    context.moveTo(x, y - 1.26 * r);
    context.lineTo(x + 1.26 * r, y);
    context.lineTo(x, y + 1.26 * r);
    context.lineTo(x - 1.26 * r, y);
    context.closePath();
  } else context.arc(x, y, r, 0, 2 * Math.PI);
}

function rgb(colour: Rgb, alpha = 1): string {
  return `rgb(${colour.join(" ")} / ${alpha})`;
}

/** Every point as a path, farthest first. */
export const plainPainter: CloudPainter = (context, cloud, orbit, look, density) => {
  const size = context.canvas.width;
  const projection = project(cloud.positions, orbit, size);
  const border = rgb(look.border, 0.6);
  const ring = rgb(look.ring);
  const slim = slimness(look.radius);
  context.clearRect(0, 0, size, size);
  for (const point of farFirst(projection)) {
    const ringed = cloud.rings[point] === 1;
    const radius = look.radius * density * projection.nearness[point]! * (ringed ? RING_SCALE : 1);
    outline(context, cloud.shapes[point], projection.x[point]!, projection.y[point]!, radius);
    if (ringed) {
      context.strokeStyle = border;
      context.lineWidth = (BORDER.ringWidth + 2 * BORDER.width) * density * slim;
      context.stroke();
    }
    context.fillStyle = `rgb(${cloud.colours[3 * point]} ${cloud.colours[3 * point + 1]} ${cloud.colours[3 * point + 2]})`;
    context.fill();
    context.strokeStyle = ringed ? ring : border;
    context.lineWidth = (ringed ? BORDER.ringWidth : BORDER.width) * density * slim;
    context.stroke();
  }
};
