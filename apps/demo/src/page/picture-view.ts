// A sample of the lab with its maps, in the form the viewer's painters take.

import { backgroundEntropy, deviations, knowledgePoints, type Region, type Unit } from "@stillpoint/core";
import type { MapView, PictureView } from "@stillpoint/viewer/parts";
import type { FittedSample, LabMap } from "../lab/protocol.ts";

const LETTERS: Readonly<Record<Region, string>> = { foreground: "f", background: "b", border: "-" };

/** A map and whose it is. */
export interface RoleMap {
  readonly role: string;
  readonly step: number;
  readonly map: LabMap;
}

export function unitsOf({ labels, regions, parts }: FittedSample): Unit[] {
  return labels.map((label, k) => {
    const part = parts[k];
    return { label, region: regions[k] ?? "border", ...(part === undefined ? {} : { part }) };
  });
}

/** Units clearly below the background's mean by `threshold` nats; none where the sample has no background. */
export function pointsOf(sample: FittedSample, { entropies }: LabMap, threshold: number): number[] {
  const units = unitsOf(sample);
  if (!units.some(({ region }) => region === "background")) return [];
  const beside = deviations(entropies, backgroundEntropy(entropies, units));
  return [...knowledgePoints(beside, units, threshold)].flatMap((is, unit) => (is === 1 ? [unit] : []));
}

export function mapView(sample: FittedSample, { role, step, map }: RoleMap, threshold: number): MapView {
  const entropies = Array.from(map.entropies, (value) => (Number.isFinite(value) ? value : null));
  return { role, seed: 0, step, entropies, points: pointsOf(sample, map, threshold) };
}

export function pictureView(sample: FittedSample, maps: readonly MapView[]): PictureView {
  return {
    task: "",
    sample: sample.id,
    title: sample.title,
    group: sample.group,
    picture: sample.picture,
    mask: sample.annotation,
    layout: sample.layout,
    labels: sample.labels,
    regions: sample.regions.map((region) => LETTERS[region]).join(""),
    parts: sample.parts.map((part) => part ?? null),
    maps,
  };
}
