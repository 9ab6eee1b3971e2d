// What a modality and its units are called.

interface Names {
  readonly title: string;
  readonly units: string;
  /** What lies in the foreground. */
  readonly foreground: string;
}

const MODALITIES: Readonly<Record<string, Names>> = {
  image: { title: "Images", units: "cells", foreground: "object" },
  pointcloud: { title: "Point clouds", units: "points", foreground: "object" },
  sentiment: { title: "Sentences", units: "words", foreground: "foreground" },
  qa: { title: "Questions", units: "words", foreground: "foreground" },
};

/** What one input unit of a modality is called, in the plural. */
export function unitName(modality: string): string {
  return MODALITIES[modality]?.units ?? "units";
}

/** `object` where things are seen, `foreground` where they are read. */
export function foregroundName(modality: string): string {
  return MODALITIES[modality]?.foreground ?? "foreground";
}

/** A modality as a heading. */
export function modalityTitle(modality: string): string {
  return MODALITIES[modality]?.title ?? modality;
}

/** Things of one modality together: known modalities in the order of the story, others as they come. */
export function byModality<T extends { readonly modality: string }>(
  things: readonly T[],
): readonly { readonly modality: string; readonly things: readonly T[] }[] {
  const found = [...new Set(things.map(({ modality }) => modality))];
  const names = Object.keys(MODALITIES);
  const order = [...names.filter((name) => found.includes(name)), ...found.filter((name) => !names.includes(name))];
  return order.map((modality) => ({ modality, things: things.filter((thing) => thing.modality === modality) }));
}
