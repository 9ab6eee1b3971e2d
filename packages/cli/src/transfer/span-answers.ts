// Answers that are spans of a text, as a study takes them: by the token where they begin.

import type { Graph } from "@stillpoint/autodiff";
import { FIXED, StillpointError } from "@stillpoint/core";
import { type FittedSamples, NO_SPANS, type ShownSample, spanOutputs } from "@stillpoint/preprocess";
import { joinedSamples } from "@stillpoint/transfer";
import type { OwnSamples } from "./study-samples.ts";

/** The output with the scores of beginnings, and its row where it holds the ends too. */
export interface BeginningOutput {
  readonly output: string;
  readonly row?: number;
}

/** Throws `MODEL` for a network without scores of beginnings, or with beginnings and ends side by side at every token. */
export function beginningOutput(graph: Graph): BeginningOutput {
  const [output, end] = spanOutputs(graph);
  if (output === undefined)
    throw new StillpointError(
      "MODEL",
      `outputs: expected starts and ends of answers; got none, ${NO_SPANS}; export them`,
    );
  if (end !== undefined) return { output };
  const dims = graph.outputs.find(({ name }) => name === output)?.dims;
  if (dims?.[1] === 2) return { output, row: 0 };
  throw new StillpointError(
    "MODEL",
    `output ${output}: expected starts and ends as two outputs, or as [b, 2, L]; got ${dims?.join("x") ?? "another shape"}; export them so`,
  );
}

/** Questions with an answer in their text, each labelled with the token where the first one begins. Throws `INPUT`. */
export function questionSamples(data: FittedSamples): OwnSamples {
  const begins = data.samples.map(beginOf);
  const kept = [...begins.keys()].filter((k) => begins[k] !== undefined);
  if (kept.length < 8)
    throw new StillpointError(
      "INPUT",
      `labels: expected at least 8 questions with an answer; got ${kept.length}; give more`,
    );
  const inputs = joinedSamples(kept.map((k) => data.samples[k]?.input.inputs ?? {}));
  const length = inputs.input_ids?.shape[1] ?? 0;
  return {
    samples: {
      inputs,
      labels: Int32Array.from(kept, (k) => begins[k] ?? -1),
      names: kept.map((k) => data.samples[k]?.info.id ?? String(k)),
    },
    classNames: Array.from({ length }, (_, k) => `token ${k}`),
    kept,
    notes:
      kept.length === data.samples.length
        ? []
        : [`${data.samples.length - kept.length} of ${data.samples.length} questions have no answer and are left out`],
  };
}

/** The first token of the foreground: units of a question are the words of its text, in the foreground those of its answers. */
function beginOf({ input }: ShownSample): number | undefined {
  const place = input.unitOf.data.findIndex((unit) => unit !== FIXED && input.units[unit]?.region === "foreground");
  return place < 0 ? undefined : place;
}
