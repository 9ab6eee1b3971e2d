// Which layer is measured: suggestions first, the rest by module, reasons for what cannot be measured.

import type { Inspection } from "@stillpoint/core";
import type { JSX } from "preact";
import { layerGroups, obstacles } from "../page/own-notes.ts";

export interface OwnLayersProps {
  readonly label: string;
  readonly inspection: Inspection;
  readonly value: string;
  onChange(layer: string): void;
}

export function OwnLayers({ label, inspection, value, onChange }: OwnLayersProps): JSX.Element {
  const refused = obstacles(inspection);
  const reason = inspection.suggested.find(({ layer }) => layer === value)?.reason;
  return (
    <div class="layers">
      <label class="field">
        <span>{label}</span>
        <select value={value} onChange={({ currentTarget }) => onChange(currentTarget.value)}>
          {layerGroups(inspection).map(({ title, layers }) => (
            <optgroup key={title} label={title}>
              {layers.map((layer) => (
                <option key={layer.value} value={layer.value}>
                  {layer.name}
                </option>
              ))}
            </optgroup>
          ))}
        </select>
      </label>
      {reason !== undefined && <p class="note">{reason}</p>}
      {refused.length > 0 && (
        <details class="note">
          <summary>{refused.reduce((sum, { layers }) => sum + layers.length, 0)} layers cannot be measured</summary>
          {refused.map(({ reason: why, layers }) => (
            <p key={why}>
              <b>{layers.slice(0, 6).join(", ")}</b>
              {layers.length > 6 ? ` and ${layers.length - 6} more` : ""}: {why}
            </p>
          ))}
        </details>
      )}
    </div>
  );
}
