// What a data set says is right, by sample.

import type { Token } from "@stillpoint/text";
import { topFolder } from "../file-names.ts";

/** One right class a sample. */
export interface ClassLabels {
  readonly kind: "class";
  /** Where they were read: `class from the top folder`. */
  readonly source: string;
  /** By sample: a name, or a class number as it is written; undefined where a sample has none. */
  readonly names: readonly (string | undefined)[];
  /** All classes the source knows, in its order; a network with as many outputs answers in this order. */
  readonly classes: readonly string[];
  /** How the source is ordered where its names are numbers: folders `10` and `9` are sorted as text by PyTorch. */
  readonly order: "listed" | "text";
}

/** The right stretches of a context, by question. */
export interface SpanLabels {
  readonly kind: "span";
  readonly source: string;
  readonly questions: readonly LabelledQuestion[];
}

export interface LabelledQuestion {
  readonly context: string;
  /** All of them right. */
  readonly answers: readonly string[];
  /** `[L]` as the network reads them. */
  readonly tokens: readonly Token[];
}

export type Labels = ClassLabels | SpanLabels;

/** Folders that part data and name no class; classes may lie below them. */
const SPLITS = /^(train(ing)?|val(id(ation)?)?|dev(elopment)?|test(ing)?|held[-_ ]?out)$/i;

/**
 * The class of every sample by its top folder, as PyTorch's ImageFolder, or by the one below where all top folders are those of
 * a split, such as train and test; undefined where samples lie in one or in none.
 */
export function folderLabels(
  ids: readonly string[],
  files: readonly string[],
  source = "class from the top folder",
): ClassLabels | undefined {
  const split = files.every((file) => SPLITS.test(topFolder(file) ?? ""));
  const classOf = (file: string): string | undefined => topFolder(split ? file.replace(/^[^/\\]*[/\\]/, "") : file);
  const classes = [...new Set(files.flatMap((file) => classOf(file) ?? []))].sort();
  if (classes.length < 2) return undefined;
  return {
    kind: "class",
    source: split ? "class from the folder below the split" : source,
    names: ids.map(classOf),
    classes,
    order: "text",
  };
}
