// What a view of the embedded run shows before the run is there, and where it cannot be had.

import type { JSX } from "preact";
import type { ViewName } from "../pack/view-pack.ts";
import { type PagePack, usePack } from "../page/use-pack.ts";
import { Alert } from "./alert.tsx";

export interface PackedViewProps {
  readonly view: ViewName;
  draw(open: PagePack): JSX.Element;
}

export function PackedView({ view, draw }: PackedViewProps): JSX.Element {
  const pack = usePack(view);
  if (pack === undefined) return <p class="wait">The embedded networks are being fetched.</p>;
  if (typeof pack !== "string") return draw(pack);
  return <Alert>{pack}</Alert>;
}
