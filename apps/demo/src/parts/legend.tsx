// The colour scale with its nats.

import { entropyGradient, type Reference, signed } from "@stillpoint/viewer/parts";
import type { JSX } from "preact";

export interface LegendProps {
  readonly domain: readonly [number, number];
  readonly reference: Reference;
}

export function Legend({ domain: [low, high], reference }: LegendProps): JSX.Element {
  const name = (value: number): string => (reference === "raw" ? value.toFixed(1) : signed(value, 1));
  return (
    <div class="scale">
      <span>{name(low)}</span>
      <i style={`background:${entropyGradient()}`} aria-hidden="true" />
      <span>{name(high)} nats</span>
      <small>
        {reference === "raw" ? "light: kept, dark: thrown away" : "from the map’s mean; light: kept, dark: thrown away"}
      </small>
    </div>
  );
}
