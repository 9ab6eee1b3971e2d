// What networks answer to a sample, one after the other.

import { useEffect, useState } from "preact/hooks";
import type { Answer } from "../lab/protocol.ts";
import { sentenceOf } from "./failure.ts";
import { useLab } from "./lab-context.ts";
import type { MeasuredNetwork } from "./use-maps.ts";

export interface AnswersWish {
  /** Names sample and networks. */
  readonly id: string;
  readonly sample: number;
  readonly networks: readonly MeasuredNetwork[];
}

export interface GivenAnswers {
  /** The `id` they belong to. */
  readonly id: string | undefined;
  readonly answers: ReadonlyMap<string, Answer>;
  readonly error?: string;
}

/** Maps go first. */
const SETTLE_MILLISECONDS = 120;

/** The newest answers; those of the sample before stay until all of the next are there. */
export function useAnswers(wanted: AnswersWish | undefined): GivenAnswers {
  const { client } = useLab();
  const [given, setGiven] = useState<GivenAnswers>({ id: undefined, answers: new Map() });
  useEffect(() => {
    if (wanted === undefined) return;
    const { id, sample, networks } = wanted;
    const stop = new AbortController();
    const ask = async (): Promise<void> => {
      try {
        const answers = new Map<string, Answer>();
        for (const network of networks) {
          const asked = { network: await network.key(), sample };
          answers.set(network.id, await client.call("answer", asked, { signal: stop.signal }));
        }
        if (!stop.signal.aborted) setGiven({ id, answers });
      } catch (error) {
        const sentence = sentenceOf(error);
        if (sentence !== undefined && !stop.signal.aborted) setGiven({ id, answers: new Map(), error: sentence });
      }
    };
    const timer = setTimeout(ask, SETTLE_MILLISECONDS);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [client, wanted?.id]);
  return given;
}
