// Files dropped on an element.

import type { RefObject } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { NamedFile } from "../lab/protocol.ts";
import { droppedFiles } from "./dropped-files.ts";

/** Whether something is held over it. */
export function useDropping(
  place: RefObject<HTMLElement | null>,
  take: (files: readonly NamedFile[]) => void,
): boolean {
  const [over, setOver] = useState(false);
  const newest = useRef(take);
  newest.current = take;
  useEffect(() => {
    const element = place.current;
    if (element === null) return;
    const { signal, abort } = controller();
    const hold = (held: boolean) => (event: Event) => {
      event.preventDefault();
      setOver(held);
    };
    element.addEventListener("dragover", hold(true), { signal });
    element.addEventListener("dragleave", hold(false), { signal });
    element.addEventListener(
      "drop",
      (event) => {
        hold(false)(event);
        if (event.dataTransfer !== null) void droppedFiles(event.dataTransfer).then((files) => newest.current(files));
      },
      { signal },
    );
    return abort;
  }, [place]);
  return over;
}

function controller(): { readonly signal: AbortSignal; readonly abort: () => void } {
  const stop = new AbortController();
  return { signal: stop.signal, abort: () => stop.abort() };
}
