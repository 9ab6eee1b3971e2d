// The user's labelled samples as a study takes them.

import { StillpointError } from "@stillpoint/core";
import { type ClassLabels, classIndices, type FittedSamples } from "@stillpoint/preprocess";
import { joinedSamples, type StudyNetwork, type StudySamples } from "@stillpoint/transfer";
import type { AnalyzeConfig } from "../analyze/analyze-config.ts";
import { classNamesFor } from "../files/model-folder.ts";

export interface OwnSamples {
  readonly samples: StudySamples;
  readonly classNames: readonly string[];
  /** Places in the data of the samples that are kept. */
  readonly kept: readonly number[];
  /** What was left out, a sentence each. */
  readonly notes: readonly string[];
}

/** Samples with a label, laid end to end. Throws `INPUT` for labels that are none of the network's, `MODEL` for one output. */
export async function studySamples(
  data: FittedSamples,
  labels: ClassLabels,
  { classes: given }: AnalyzeConfig,
  { file, spec }: { readonly file: string; readonly spec: StudyNetwork },
): Promise<OwnSamples> {
  const { shapes } = await spec.open();
  const dim = shapes.get(spec.output ?? "")?.at(-1);
  const classes = typeof dim === "number" ? dim : 0;
  if (classes < 2)
    throw new StillpointError(
      "MODEL",
      `network ${file}: expected logits of two classes or more; got ${String(dim ?? "none")}; export one output for each class`,
    );
  const known = given ?? classNamesFor(file);
  const indices = classIndices(labels, classes, known);
  if ("unknown" in indices)
    throw new StillpointError(
      "INPUT",
      `labels: expected classes of the network's ${classes} outputs; got ${indices.unknown}; give labels (file,label) where folders are no classes, and classes in the network's order`,
    );
  const kept = [...data.samples.keys()].filter((k) => indices.indices[k] !== undefined);
  if (kept.length < LEAST)
    throw new StillpointError(
      "INPUT",
      `labels: expected at least ${LEAST} samples with a class; got ${kept.length}; label more`,
    );
  const there = new Set(kept.map((k) => indices.indices[k]));
  if (there.size < 2)
    throw new StillpointError(
      "INPUT",
      `labels: expected samples of two classes or more; got ${kept.length} of one, ${labels.names[kept[0] ?? 0]}; the first samples are taken, raise --samples or mix the classes`,
    );
  const notes = [
    ...(kept.length === data.samples.length
      ? []
      : [`${data.samples.length - kept.length} of ${data.samples.length} samples have no label and are left out`]),
    ...(there.size === classes
      ? []
      : [`${classes - there.size} of the network's ${classes} classes have no sample among these ${kept.length}`]),
  ];
  const named = new Map(kept.map((k) => [indices.indices[k], labels.names[k]] as const));
  return {
    samples: {
      inputs: joinedSamples(data.samples.filter((_, k) => kept.includes(k)).map(({ input }) => input.inputs)),
      labels: Int32Array.from(kept, (k) => indices.indices[k] ?? -1),
      names: kept.map((k) => data.samples[k]?.info.id ?? String(k)),
    },
    classNames: Array.from({ length: classes }, (_, k) => known[k] ?? named.get(k) ?? String(k)),
    kept,
    notes,
  };
}

/** Below this many nothing can be left out for an error. */
const LEAST = 8;
