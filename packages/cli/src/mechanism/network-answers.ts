// Logits computed here, from networks and data instead of caches.

import { trainingFault } from "@stillpoint/autodiff";
import { StillpointError } from "@stillpoint/core";
import { type NamedAnswers, type NumberTable, numberTable } from "@stillpoint/mechanism";
import { classIndices, distinctSamples } from "@stillpoint/preprocess";
import { labelsOf } from "../analyze/check-answers.ts";
import { MODALITIES } from "../analyze/modality-loader.ts";
import type { AnswersConfig } from "../analyze/read-config.ts";
import type { Engine } from "../engines/engine.ts";
import { checkpointFiles } from "../files/checkpoint-files.ts";
import { inNetwork } from "../files/model-file.ts";
import { classNamesFor } from "../files/model-folder.ts";
import { networkFile } from "../files/network-file.ts";
import { isTfjsModel } from "../files/tfjs-files.ts";
import { logitOutput } from "./logit-output.ts";

/** What a network answered, with its last layer where it has one. */
export interface NetworkAnswers extends NamedAnswers {
  readonly geometry?: { readonly features: NumberTable; readonly templates: NumberTable };
}

/** What a run of networks tells while it goes, and what stops it. */
export interface AnswersWatch {
  readonly note: (text: string) => void;
  /** Answers to come. */
  readonly start: (total: number) => void;
  readonly step: () => void;
  readonly signal: AbortSignal;
}

/** Samples that are run twice: a network that answers otherwise the second time draws numbers. */
const REPEATED = 8;

/** The last checkpoint of a pattern. */
export function lastNetwork(pattern: string): string {
  const file = checkpointFiles(pattern).at(-1)?.file ?? pattern;
  if (!isTfjsModel(file)) return file;
  throw new StillpointError(
    "INPUT",
    `network ${file}: expected an ONNX file or a table of logits; got a TensorFlow.js model; cache its logits, or convert it`,
  );
}

/**
 * Runs every network on the labelled samples of the data. Throws `INPUT` for data without labels or classes, `MODEL` for
 * networks in training mode, those that draw numbers, and those whose answers differ when they are asked again, and
 * `INTERRUPTED` where it is stopped.
 */
export async function networkAnswers(
  { config, alone }: Pick<AnswersConfig, "config" | "alone">,
  files: readonly string[],
  engine: Pick<Engine, "answering">,
  tell: AnswersWatch,
): Promise<readonly NetworkAnswers[]> {
  const loader = MODALITIES.find(({ modality }) => modality.id === config.modality);
  const [first = ""] = files;
  if (loader === undefined) throw new Error(`modality ${config.modality} passed the check of the config`);
  const data = distinctSamples(await loader.load(config, await networkFile(first), alone));
  for (const note of data.notes) tell.note(note);
  const labels = await labelsOf(config, data);
  if (labels?.kind !== "class")
    throw new StillpointError(
      "INPUT",
      `labels: expected a class for the samples; got ${labels === undefined ? "none" : "spans of texts"}; give --labels, or data sorted into folders by class`,
    );
  const found: NetworkAnswers[] = [];
  tell.start(files.length * data.samples.length);
  for (const file of files) {
    try {
      const network = await networkFile(file);
      const { logits, last } = await logitOutput(network);
      const fault = trainingFault(network.graph, logits);
      if (fault !== undefined) throw fault;
      const opened = await engine.answering(file, data.samples[0]?.input.inputs ?? {});
      await using outputs = await opened.outputs(last === undefined ? [logits] : [logits, last.features]);
      const rows: number[][] = [];
      const features: number[][] = [];
      for (const [k, { input, info }] of data.samples.entries()) {
        ensureGoing(tell.signal, `${found.length} of ${files.length} networks`);
        const answer = await outputs.run(input.inputs);
        const row = Array.from(answer[logits]?.data ?? [], Number);
        if (k < REPEATED)
          ensureSame(row, Array.from((await outputs.run(input.inputs))[logits]?.data ?? [], Number), info.id);
        rows.push(row.length === 1 ? [0, row[0] ?? Number.NaN] : row);
        if (last !== undefined) features.push(Array.from(answer[last.features]?.data ?? [], Number));
        tell.step();
      }
      const classes = rows[0]?.length ?? 0;
      const indices = classIndices(labels, classes, config.classes ?? classNamesFor(file));
      if ("unknown" in indices)
        throw new StillpointError(
          "INPUT",
          `labels: expected classes of the network's ${classes} outputs; got ${indices.unknown}; give --labels with these classes, or --classes in the network's order`,
        );
      const kept = [...rows.keys()].filter((k) => indices.indices[k] !== undefined);
      if (kept.length === 0)
        throw new StillpointError("INPUT", "labels: expected a class for the samples; got none; give --labels");
      if (found.length === 0 && kept.length < rows.length)
        tell.note(`${rows.length - kept.length} of ${rows.length} samples have no label and are left out`);
      const width = features[0]?.length ?? 0;
      const fits = last !== undefined && width === last.templates.columns && classes === last.templates.rows;
      found.push({
        place: file,
        values: Float64Array.from(kept.flatMap((k) => rows[k] ?? [])),
        rows: kept.length,
        classes,
        ids: kept.map((k) => data.samples[k]?.info.id ?? ""),
        labels: Int32Array.from(kept, (k) => indices.indices[k] ?? -1),
        ...(fits
          ? {
              geometry: {
                templates: last.templates,
                features: numberTable(
                  "features",
                  kept.map((k) => features[k] ?? []),
                ),
              },
            }
          : {}),
      });
    } catch (cause) {
      if (tell.signal.aborted) throw cause;
      throw inNetwork(file, cause);
    }
  }
  return found;
}

function ensureGoing(signal: AbortSignal, done: string): void {
  if (!signal.aborted) return;
  throw new StillpointError(
    "INTERRUPTED",
    `mechanism: expected the answers of all networks; got stopped after ${done}; run it again, nothing was written or removed`,
  );
}

function ensureSame(once: readonly number[], again: readonly number[], id: string): void {
  const k = once.findIndex((value, at) => value !== again[at]);
  if (k === -1) return;
  throw new StillpointError(
    "MODEL",
    `sample ${id}: expected the same logits when asked again; got ${once[k]} and ${again[k]}; export the network in evaluation mode, without dropout and random numbers`,
  );
}
