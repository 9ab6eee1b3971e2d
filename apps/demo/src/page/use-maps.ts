// Maps of one sample in several networks, measured while one looks.

import { useEffect, useState } from "preact/hooks";
import type { MapWish } from "../lab/choices.ts";
import type { LabMap } from "../lab/protocol.ts";
import { announce } from "./announce.ts";
import { sentenceOf } from "./failure.ts";
import { useLab } from "./lab-context.ts";

/** A network to be measured, opened when its turn comes. */
export interface MeasuredNetwork {
  /** What tells its maps from others': role and step, or a file's name. */
  readonly id: string;
  readonly title: string;
  /** Where it is measured, if not where the others are. */
  readonly layer?: string;
  key(): Promise<number>;
}

export interface MapState {
  readonly map?: LabMap;
  readonly error?: string;
  /** Whether it is still getting better. */
  readonly busy: boolean;
  /** Whether `map` was measured under choices of before: at another layer, with other noise. */
  readonly earlier?: true;
}

export interface Maps {
  readonly states: ReadonlyMap<string, MapState>;
  readonly busy: boolean;
  /** Networks measured, with the shares of those under way. */
  readonly done: number;
  readonly total: number;
  cancel(): void;
}

/** Maps and the sample they are of. */
interface Measured {
  readonly sample: number | undefined;
  readonly states: ReadonlyMap<string, MapState>;
}

const NOTHING: Measured = { sample: undefined, states: new Map() };

/** What is measured; a change of `id` starts anew. */
export interface MapsWish {
  /** Names sample, networks, layer and choices. */
  readonly id: string;
  readonly sample: number;
  readonly layer: string;
  readonly wish: MapWish;
  readonly networks: readonly MeasuredNetwork[];
}

/** Networks in work at a time: the first maps come sooner than if all began at once. */
const AT_ONCE = 2;
const SETTLE_MILLISECONDS = 60;

export function useMaps(wanted: MapsWish | undefined): Maps {
  const { client } = useLab();
  const [measured, setMeasured] = useState<Measured>(NOTHING);
  const [controller, setController] = useState<AbortController>();
  useEffect(() => {
    if (wanted === undefined) return;
    const stop = new AbortController();
    setController(stop);
    const put = (id: string, state: MapState): void => {
      if (!stop.signal.aborted)
        setMeasured(({ states }) => ({ sample: wanted.sample, states: new Map(states).set(id, state) }));
    };
    const waiting = [...wanted.networks];
    // What is shown stays until the new map is there; networks that are gone and maps of another sample go at once.
    setMeasured((last) => {
      const all = statesOf(last, wanted);
      const kept = waiting.map(({ id }) => [id, waitingState(all.get(id))] as const);
      return { sample: wanted.sample, states: new Map(kept) };
    });
    const work = async (): Promise<void> => {
      for (let network = waiting.shift(); network !== undefined; network = waiting.shift()) {
        const { id } = network;
        try {
          const ask = {
            network: await network.key(),
            sample: wanted.sample,
            layer: network.layer ?? wanted.layer,
            wish: wanted.wish,
            live: true,
          };
          const map = await client.call("map", ask, {
            tell: (map) => put(id, { map, busy: true }),
            signal: stop.signal,
          });
          put(id, { map, busy: false });
        } catch (error) {
          const sentence = sentenceOf(error);
          if (sentence !== undefined) put(id, { error: sentence, busy: false });
        }
        if (stop.signal.aborted) return;
      }
    };
    // A slider that is still moving asks for nothing.
    const timer = setTimeout(async () => {
      await Promise.all(Array.from({ length: AT_ONCE }, work));
      if (!stop.signal.aborted) announce("Maps are measured.");
    }, SETTLE_MILLISECONDS);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [client, wanted?.id]);
  const states = statesOf(measured, wanted);
  const all = [...states.values()];
  return {
    states,
    busy: all.some(({ busy }) => busy),
    done: all.reduce((sum, state) => sum + shareDone(state), 0),
    total: all.length,
    cancel: () => {
      controller?.abort();
      setMeasured((last) => ({
        ...last,
        states: new Map([...last.states].map(([id, state]) => [id, { ...state, busy: false }])),
      }));
      announce("Stopped. What is measured stays.");
    },
  };
}

/** Units of another sample are other units: their maps are none of this one's. */
function statesOf({ sample, states }: Measured, wanted: MapsWish | undefined): Measured["states"] {
  return sample === wanted?.sample ? states : NOTHING.states;
}

/** A map in sight stays there until the new one comes, and is known as one of before. */
export function waitingState(last: MapState | undefined): MapState {
  return last?.map === undefined ? { busy: true } : { map: last.map, busy: true, earlier: true };
}

/** How much of a network's map is measured; all of one that failed. */
export function shareDone({ map, error, earlier }: MapState): number {
  if (error !== undefined) return 1;
  return map === undefined || earlier === true ? 0 : Math.min(1, map.passes / map.of);
}
