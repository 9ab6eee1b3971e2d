// A sample fitted to a network; a change of `id` fits anew.

import { useEffect, useRef, useState } from "preact/hooks";
import type { FitChoices } from "../lab/choices.ts";
import type { Fitting, Source } from "../lab/protocol.ts";
import { sentenceOf } from "./failure.ts";
import type { LabClient } from "./lab-client.ts";
import { useLab } from "./lab-context.ts";

export interface FitWish {
  /** Names the source, the network and the choices. */
  readonly id: string;
  network(): Promise<number>;
  source(): Promise<Source>;
  readonly choices: FitChoices;
}

export interface FitState {
  /** The `id` it belongs to. */
  readonly id: string;
  readonly fitting?: Fitting;
  readonly error?: string;
}

const SETTLE_MILLISECONDS = 60;

/** The newest finished fitting; undefined until there is one. Where a later one fails it stays, beside the error. */
export function useFitting(wanted: FitWish | undefined): FitState | undefined {
  const { client } = useLab();
  const [state, setState] = useState<FitState>();
  const held = useRef<readonly number[]>([]);
  // Samples go with whoever looked at them.
  useEffect(() => () => forgetSamples(client, held.current), [client]);
  useEffect(() => {
    if (wanted === undefined) return;
    const { id, choices } = wanted;
    const stop = new AbortController();
    const fit = async (): Promise<void> => {
      try {
        const [network, source] = await Promise.all([wanted.network(), wanted.source()]);
        const fitting = await client.call("fit", { network, source, choices }, { signal: stop.signal });
        if (stop.signal.aborted) return;
        // What is no longer shown is forgotten.
        forgetSamples(client, held.current);
        held.current = fitting.samples.map(({ key }) => key);
        setState({ id, fitting });
      } catch (error) {
        const sentence = sentenceOf(error);
        // What was shown before stays at hand.
        if (sentence !== undefined && !stop.signal.aborted) setState((last) => ({ ...last, id, error: sentence }));
      }
    };
    // A slider that is still moving asks for nothing.
    const timer = setTimeout(fit, state === undefined ? 0 : SETTLE_MILLISECONDS);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [client, wanted?.id]);
  return state;
}

/** A lab that has ended has forgotten them already. */
function forgetSamples(client: LabClient, samples: readonly number[]): void {
  if (samples.length > 0) client.call("forget", { networks: [], samples }).catch(() => undefined);
}
