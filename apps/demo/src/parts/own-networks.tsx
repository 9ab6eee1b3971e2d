// The visitor's networks: what each is, which role it plays.

import { ROLES, type Role } from "@stillpoint/core";
import { roleName } from "@stillpoint/viewer/parts";
import type { JSX } from "preact";
import { shortName } from "../page/own-files.ts";
import type { OwnNetwork } from "../page/use-own-networks.ts";
import { Alert } from "./alert.tsx";
import { Choice } from "./choice.tsx";
import { Notes } from "./notes.tsx";

export interface OwnNetworkListProps {
  readonly networks: readonly OwnNetwork[];
  onRole(name: string, role: Role): void;
  onRemove(name: string): void;
}

export function OwnNetworkList({ networks, onRole, onRemove }: OwnNetworkListProps): JSX.Element {
  const names = networks.map(({ name }) => name);
  return (
    <ul class="networks" aria-label="Networks">
      {networks.map(({ name, role, size, inspection, error }) => (
        <li key={name} data-network={name}>
          <p class="file">
            <b title={name}>{shortName(name, names)}</b>{" "}
            <button type="button" aria-label={`Remove ${name}`} onClick={() => onRemove(name)}>
              ×
            </button>
          </p>
          {error === undefined && (
            <Choice
              label="Role"
              help="how it was trained"
              value={role}
              options={ROLES.map((value) => ({ value, name: roleName(value) }))}
              onChange={(value) => onRole(name, value)}
            />
          )}
          <Alert>{error}</Alert>
          {error === undefined && inspection === undefined && <p class="wait">being inspected</p>}
          {inspection !== undefined && (
            <p class="soft">
              {inspection.format}, {inspection.weights.toLocaleString("en")} weights, {megabytes(size)}
            </p>
          )}
          <Notes notes={inspection?.warnings ?? []} />
        </li>
      ))}
    </ul>
  );
}

function megabytes(bytes: number): string {
  return bytes < 1e5 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
