// The clouds of one sample on all canvases of a place, under one view.

import { roleOf, themedAnnotation } from "@stillpoint/viewer/cloud-scene";
import { CloudPanes } from "@stillpoint/viewer/clouds";
import { type Cloud, centred, type PictureView } from "@stillpoint/viewer/parts";
import type { RefObject } from "preact";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { growingPainter } from "./cloud-painter.ts";

export interface ShownClouds {
  /** The sample; undefined while there is none. */
  readonly picture: PictureView | undefined;
  /** Maps by role. */
  readonly clouds: ReadonlyMap<string, Cloud>;
  /** A point under the pointer, or `spoken` where a key chose it; no role on the annotation. */
  read(role: string, unit: number, spoken: boolean): void;
}

/** Paints whenever what is shown changes. The panes say how the clouds are looked at. */
export function useClouds(place: RefObject<HTMLElement | null>, shown: ShownClouds): RefObject<CloudPanes | null> {
  const panes = useRef<CloudPanes>(null);
  const { picture } = shown;
  const positions = useMemo(() => positionsOf(picture), [picture]);
  const newest = useRef({ ...shown, positions });
  newest.current = { ...shown, positions };
  useEffect(() => {
    const element = place.current;
    if (element === null) return;
    const stop = new AbortController();
    const made: CloudPanes = new CloudPanes({
      place: element,
      painter: growingPainter(() => stop.signal.aborted || made.paintMoment()),
      stage: {
        get positions() {
          return newest.current.positions;
        },
        cloudOf: (canvas, printing) => {
          const now = newest.current;
          if (canvas.dataset.annotation === undefined) return now.clouds.get(roleOf(canvas));
          return now.picture && themedAnnotation(now.picture, now.positions, element, printing);
        },
      },
      read: (role, unit, spoken) => newest.current.read(role, unit, spoken),
      signal: stop.signal,
    });
    panes.current = made;
    return () => {
      stop.abort();
      panes.current = null;
    };
  }, [place]);
  useEffect(() => panes.current?.paintAll(), [picture]);
  useEffect(() => panes.current?.paintMoment());
  return panes;
}

export function positionsOf(picture: PictureView | undefined): Float32Array {
  return centred(picture?.layout.kind === "points" ? picture.layout.positions : []);
}
