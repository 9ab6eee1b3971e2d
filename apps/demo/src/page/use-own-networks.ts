// The visitor's networks, each opened and inspected by the lab as soon as it is there.

import type { Inspection, Role } from "@stillpoint/core";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { announce } from "./announce.ts";
import { sentenceOf } from "./failure.ts";
import type { LabClient } from "./lab-client.ts";
import { useLab } from "./lab-context.ts";
import type { DroppedNetwork } from "./own-files.ts";
import { rolesOf } from "./own-roles.ts";

export interface OwnNetwork {
  readonly name: string;
  readonly role: Role;
  readonly size: number;
  /** What the lab calls it, once it is open. */
  readonly key?: number;
  readonly inspection?: Inspection;
  readonly error?: string;
}

/** A network the lab has opened. */
export type ReadyNetwork = OwnNetwork & Required<Pick<OwnNetwork, "key" | "inspection">>;

export function isReady(network: OwnNetwork): network is ReadyNetwork {
  return network.key !== undefined && network.inspection !== undefined;
}

export interface OwnNetworks {
  readonly networks: readonly OwnNetwork[];
  setRole(name: string, role: Role): void;
}

export interface Opened {
  /** By name, the contents it was opened from: a network that was trained on has the same name and size. */
  readonly from: ReadonlyMap<string, Blob>;
  readonly key?: number;
  readonly inspection?: Inspection;
  readonly error?: string;
}

/** Measuring 0.3 GB of weights took 3.9 GB of a tab: lanes, features and gradients hold them each. */
const MOST_BYTES = 1e9;

function tooLarge(name: string, size: number): string {
  const [most, got] = [MOST_BYTES, size].map((bytes) => `${(bytes / 1e9).toFixed(1)} GB`);
  return `network ${name}: expected at most ${most}, all that a browser can load; got ${got}; measure it with the command: npx stillpoint analyze`;
}

export function useOwnNetworks(dropped: readonly DroppedNetwork[]): OwnNetworks {
  const { client, engine } = useLab();
  const [opened, setOpened] = useState<ReadonlyMap<string, Opened>>(new Map());
  const [said, setSaid] = useState<ReadonlyMap<string, Role>>(new Map());
  const known = useRef(new Map<string, Opened>());
  // A lab that was started anew knows nothing, and one that stays is to forget what nobody looks at.
  useEffect(() => {
    setOpened(new Map());
    return () => {
      for (const { key } of known.current.values()) forgetNetwork(client, key);
      known.current.clear();
    };
  }, [client]);
  useEffect(() => {
    if (engine === undefined) return;
    const stop = new AbortController();
    const open = async (): Promise<void> => {
      const names = new Set(dropped.map(({ name }) => name));
      for (const [name, { key }] of known.current) {
        if (names.has(name)) continue;
        known.current.delete(name);
        forgetNetwork(client, key);
      }
      for (const { name, files, size } of dropped) {
        const from = new Map(files.map((file) => [file.name, file.content]));
        const before = known.current.get(name);
        if (before !== undefined && isOf(before, from)) continue;
        // What it was before must not be measured in its place.
        known.current.delete(name);
        forgetNetwork(client, before?.key);
        setOpened(new Map(known.current));
        if (size > MOST_BYTES) {
          known.current.set(name, { from, error: tooLarge(name, size) });
          continue;
        }
        try {
          const [found] = await client.call("open", { files, inspect: true });
          // The next round opens it again.
          if (stop.signal.aborted) return forgetNetwork(client, found?.key);
          known.current.set(name, {
            from,
            ...(found === undefined ? {} : { key: found.key }),
            ...(found?.inspection === undefined ? {} : { inspection: found.inspection }),
          });
          announce(`${name} is open.`);
        } catch (error) {
          if (stop.signal.aborted) return;
          known.current.set(name, { from, error: sentenceOf(error) ?? "stopped" });
        }
        setOpened(new Map(known.current));
      }
      setOpened(new Map(known.current));
    };
    void open();
    return () => stop.abort();
  }, [client, engine, dropped]);
  const networks = useMemo(() => {
    const roles = rolesOf(
      dropped.map(({ name }) => name),
      said,
    );
    return dropped.map(({ name, size }): OwnNetwork => {
      const { key, inspection, error } = opened.get(name) ?? {};
      return {
        name,
        size,
        role: roles.get(name) ?? "distilled",
        ...(key === undefined ? {} : { key }),
        ...(inspection === undefined ? {} : { inspection }),
        ...(error === undefined ? {} : { error }),
      };
    });
  }, [dropped, opened, said]);
  return { networks, setRole: (name, role) => setSaid((all) => new Map(all).set(name, role)) };
}

/** Whether it is what opening `files` gives: other contents are another network, and more files may mend one that failed. */
export function isOf({ from, error }: Pick<Opened, "from" | "error">, files: ReadonlyMap<string, Blob>): boolean {
  if (error !== undefined && from.size !== files.size) return false;
  return [...from].every(
    ([name, content]) => (files.get(name) ?? (error === undefined ? content : undefined)) === content,
  );
}

/** A lab that has ended has forgotten it already. */
function forgetNetwork(client: LabClient, key: number | undefined): void {
  if (key !== undefined) client.call("forget", { networks: [key], samples: [] }).catch(() => undefined);
}
