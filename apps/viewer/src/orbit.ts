// How a cloud is looked at: one view for all clouds of a sample.

/** Angles in radians; `zoom` 1 shows the whole cloud. */
export interface Orbit {
  readonly yaw: number;
  readonly pitch: number;
  readonly zoom: number;
}

/** From the front, a little from the side and above. */
export const FIRST_LOOK: Orbit = { yaw: -0.6, pitch: 0.35, zoom: 1 };

const ZOOMS = { least: 0.6, most: 6 };

/** The view after a turn; nobody is turned upside down. */
export function turned(orbit: Orbit, yaw: number, pitch: number): Orbit {
  const limit = Math.PI / 2;
  return { ...orbit, yaw: orbit.yaw + yaw, pitch: Math.min(limit, Math.max(-limit, orbit.pitch + pitch)) };
}

/** The view `factor` times as near. */
export function zoomed(orbit: Orbit, factor: number): Orbit {
  return { ...orbit, zoom: Math.min(ZOOMS.most, Math.max(ZOOMS.least, orbit.zoom * factor)) };
}

const STEP = Math.PI / 18;

/** What a key does to the view: arrows turn by 10 degrees, + and − zoom, 0 goes back; undefined for other keys. */
export function keyed(orbit: Orbit, key: string): Orbit | undefined {
  switch (key) {
    case "ArrowLeft":
      return turned(orbit, -STEP, 0);
    case "ArrowRight":
      return turned(orbit, STEP, 0);
    case "ArrowUp":
      return turned(orbit, 0, STEP);
    case "ArrowDown":
      return turned(orbit, 0, -STEP);
    case "+":
    case "=":
      return zoomed(orbit, 1.2);
    case "-":
      return zoomed(orbit, 1 / 1.2);
    case "0":
      return FIRST_LOOK;
    default:
      return undefined;
  }
}
