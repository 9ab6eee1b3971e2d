// How far the maps are, and a way to stop.

import type { JSX } from "preact";
import type { Maps } from "../page/use-maps.ts";

export function Progress({ maps }: { readonly maps: Maps }): JSX.Element {
  const { busy, done, total } = maps;
  return (
    <div class="progress">
      <progress max={Math.max(total, 1)} value={busy ? done : total} aria-label="networks measured" hidden={!busy} />
      <button type="button" onClick={() => maps.cancel()} disabled={!busy}>
        Stop
      </button>
    </div>
  );
}
