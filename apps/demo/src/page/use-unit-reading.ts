// Which unit of a map is under the pointer or has the focus; arrow keys walk from unit to unit.

import { drawCursor, walk } from "@stillpoint/viewer/walk";
import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";

export function useUnitReading(place: RefObject<HTMLElement | null>, read: (unit: number) => void): void {
  const newest = useRef(read);
  newest.current = read;
  useEffect(() => {
    const element = place.current;
    if (element === null) return;
    const stop = new AbortController();
    const heard = ({ target }: Event): void => {
      const unit = target instanceof Element ? target.closest<HTMLElement>("[data-unit]")?.dataset.unit : undefined;
      if (unit !== undefined) newest.current(Number(unit));
    };
    for (const type of ["pointerover", "focusin", "click"])
      element.addEventListener(type, heard, { signal: stop.signal });
    for (const type of ["focusin", "focusout"] as const)
      element.addEventListener(type, drawCursor, { signal: stop.signal });
    element.addEventListener("keydown", walk, { signal: stop.signal });
    return () => stop.abort();
  });
}
