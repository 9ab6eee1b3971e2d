// The visitor's networks, each opened and inspected by the lab as soon as it is there.

import type { Inspection, Role } from "@stillpoint/core";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { NamedFile } from "../lab/protocol.ts";
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

interface Opened {
  readonly key?: number;
  readonly inspection?: Inspection;
  readonly error?: string;
}

/** A network that was asked for. */
interface Held {
  readonly client: LabClient;
  readonly files: readonly NamedFile[];
  readonly opening: Promise<Opened>;
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
  const known = useRef(new Map<string, Held>());
  // A lab that was started anew knows nothing.
  useEffect(() => {
    known.current.clear();
    setOpened(new Map());
  }, [client]);
  useEffect(() => {
    if (engine === undefined) return;
    const stop = new AbortController();
    const open = async (): Promise<void> => {
      const wanted = new Map(dropped.map((network) => [network.name, network]));
      for (const [name, held] of known.current) {
        if (held.client === client && isSame(held.files, wanted.get(name)?.files ?? [])) continue;
        known.current.delete(name);
        void forget(held);
      }
      // Others' results go at once: what is shown is never of files that are gone.
      setOpened((before) => new Map([...before].filter(([name]) => known.current.has(name))));
      for (const network of dropped) {
        const { name, files } = network;
        const before = known.current.get(name);
        const held = before ?? { client, files, opening: openedBy(client, network) };
        known.current.set(name, held);
        const result = await held.opening;
        if (stop.signal.aborted) return;
        setOpened((all) => new Map(all).set(name, result));
        if (before === undefined && result.error === undefined) announce(`${name} is open.`);
      }
    };
    void open();
    return () => stop.abort();
  }, [client, engine, dropped]);
  // The lab lives on after the view.
  useEffect(
    () => () => {
      for (const held of known.current.values()) void forget(held);
      known.current.clear();
    },
    [],
  );
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

/** The very same files, not others of the same names and sizes. */
function isSame(files: readonly NamedFile[], others: readonly NamedFile[]): boolean {
  return (
    files.length === others.length &&
    files.every(({ name, content }, k) => name === others[k]?.name && content === others[k]?.content)
  );
}

async function openedBy(client: LabClient, { name, files, size }: DroppedNetwork): Promise<Opened> {
  if (size > MOST_BYTES) return { error: tooLarge(name, size) };
  try {
    const [found] = await client.call("open", { files, inspect: true });
    if (found === undefined) return {};
    const { key, inspection } = found;
    return inspection === undefined ? { key } : { key, inspection };
  } catch (error) {
    return { error: sentenceOf(error) ?? "stopped" };
  }
}

/** Nothing waits for the answer. */
async function forget({ client, opening }: Held): Promise<void> {
  const { key } = await opening;
  if (key !== undefined) await client.call("forget", { networks: [key], samples: [] }).catch(() => undefined);
}
