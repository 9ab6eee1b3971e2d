// What paints clouds: three.js once it is ready, a plain canvas until then and where there is no WebGL.

import { plainPainter } from "@stillpoint/viewer/plain-painter";

type CloudPainter = typeof plainPainter;

let painter: Promise<CloudPainter> | undefined;

/** One for the whole page: browsers keep few WebGL contexts. It never rejects. */
export function bestPainter(): Promise<CloudPainter> {
  painter ??= readyPainter().catch(() => plainPainter);
  return painter;
}

async function readyPainter(): Promise<CloudPainter> {
  const { glPainter } = await import("@stillpoint/viewer/gl-painter");
  // Loading and starting are two tasks, so that the page answers in between.
  await new Promise((resolve) => setTimeout(resolve));
  return new Promise((resolve) => {
    const made: CloudPainter | undefined = glPainter(plainPainter, () => resolve(made ?? plainPainter));
    if (made === undefined) resolve(plainPainter);
  });
}

/** Paints at once, plainly, and better as soon as `bestPainter` is there; `again` is called then. */
export function growingPainter(again: () => void): CloudPainter {
  let now = plainPainter;
  void bestPainter().then((best) => {
    now = best;
    again();
  });
  return (context, cloud, orbit, look, density) => now(context, cloud, orbit, look, density);
}
