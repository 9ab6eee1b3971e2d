// smoothed.md: where the errors of smoothed maps come from, and what was tried against them.

import { mean } from "@stillpoint/core";
import type { Machine } from "../../speed/result.ts";

/** Errors in nats, root mean square over free units; shares of the relative variance summed over them. */
export interface SampleStudy {
  /** Share of units between their bounds. */
  readonly free: number;
  /** What a map of the quick preset says of itself. */
  readonly stated: number;
  /** With the copies in pairs, and were they independent. */
  readonly pair: number;
  readonly apart: number;
  /** Share of the directions in the variance. */
  readonly directions: number;
  /** Share of the quarter of units that the fewest copies reach. */
  readonly rarest: number;
  /** Share of copies that reach the median unit. */
  readonly reached: number;
  /** Error with stratified noise against independent noise; on some samples only. */
  readonly stratified?: number;
}

export interface LayerStudy {
  readonly family: string;
  readonly layer: string;
  readonly state: string;
  readonly features: number;
  readonly samples: readonly SampleStudy[];
}

/** Errors of PointNet, nats, with the directions exact. */
export interface WinnersStudy {
  readonly layer: string;
  readonly state: string;
  readonly counted: number;
  readonly integrated: number;
  readonly inflated: number;
  /** Gradients of single values per copy, against one per channel. */
  readonly gradients: number;
  readonly channels: number;
}

export interface Study {
  readonly command: string;
  readonly machine: Machine;
  readonly versions: { readonly node: string; readonly onnxruntime: string };
  readonly date: string;
  readonly passes: number;
  readonly copies: number;
  readonly studies: readonly LayerStudy[];
  readonly winners: readonly WinnersStudy[];
}

/**
 * Error with `directions` a copy against one, at the same work: a forward and a backward pass cost alike in
 * multiplications, copies share their forward pass.
 */
export function manyDirections(share: number, directions: number): number {
  return Math.sqrt((1 - share + share / directions) * ((1 + directions) / 2));
}

export function markdown({ command, machine, versions, date, passes, copies, studies, winners }: Study): string {
  return [
    "# What limits smoothed maps",
    "",
    `\`${command}\`, ${date}. Node ${versions.node}, ONNX Runtime ${versions.onnxruntime}; ${machine.cpu}, ` +
      `${machine.cores} cores, ${machine.memoryGiB} GiB, ${machine.platform}. Errors and shares, not times.`,
    "",
    `Errors of ½ ln G in nats, root mean square over units between their bounds, of the ${passes} copies that a map of the quick`,
    `preset puts into its energies; from the variances of ${copies} copies, means over samples. *Copies* is what is left where each`,
    "copy's energy is exact, *directions* the share of the variance that one direction of random signs per copy adds (from two at each). *Rarest",
    "quarter*: the variance's share in the quarter of the units that the fewest copies reach.",
    "",
    "| network | layer | state | samples | free | stated | error | not in pairs | copies | directions | rarest quarter | copies for 0.1 nats |",
    `|${" --- |".repeat(12)}`,
    ...studies.map((study) => {
      const of = (value: (one: SampleStudy) => number): number => mean(study.samples.map(value));
      const error = of(({ pair }) => pair);
      return `| ${[
        study.family,
        study.layer,
        study.state,
        study.samples.length,
        percent(of(({ free }) => free)),
        nats(of(({ stated }) => stated)),
        nats(error),
        nats(of(({ apart }) => apart)),
        nats(of(({ pair, directions }) => pair * Math.sqrt(Math.max(0, 1 - directions)))),
        percent(of(({ directions }) => directions)),
        percent(of(({ rarest }) => rarest)),
        Math.ceil(passes * (error / 0.1) ** 2),
      ].join(" | ")} |`;
    }),
    "",
    "## The same work, spent otherwise",
    "",
    "Error against what is built, ratio; below 1 is better. *d directions*: d backward passes per forward pass and so fewer copies,",
    "a forward and a backward pass taken as equal work. *Stratified*: each unit's own noise spread evenly over the copies, same",
    "copies and directions; one sample; ratio of two standard deviations from a dozen designs each, so ±0.1 is chance.",
    "",
    "| network | layer | state | 2 directions | 4 directions | all, one copy in m | stratified |",
    `|${" --- |".repeat(7)}`,
    ...studies.map((study) => {
      const share = Math.min(1, mean(study.samples.map(({ directions }) => directions)));
      const ratios = study.samples.flatMap(({ stratified }) => stratified ?? []);
      return `| ${[
        study.family,
        study.layer,
        study.state,
        ratio(manyDirections(share, 2)),
        ratio(manyDirections(share, 4)),
        ratio(Math.sqrt((1 - share) * ((1 + study.features) / 2))),
        ratio(mean(ratios)),
      ].join(" | ")} |`;
    }),
    "",
    "## Who holds a maximum, integrated instead of counted",
    "",
    "PointNet's values before its maximum hang on one point each, so each point's noise of one copy may be put among the others' of",
    "every copy: n² clouds from n. Directions are exact in all three columns, what lies behind the maximum is taken at the clean",
    `sample; one sample, six repeats of ${passes} copies. *Inflated*: every other pair of a point's own copies has twice the noise,`,
    "weighted. *Gradients*: of single values per copy; counting takes one per channel.",
    "",
    "| layer | state | counted | integrated | integrated, inflated | gradients | channels |",
    `|${" --- |".repeat(7)}`,
    ...winners.map(
      (one) =>
        `| ${[one.layer, one.state, nats(one.counted), nats(one.integrated), nats(one.inflated), one.gradients.toFixed(0), one.channels].join(" | ")} |`,
    ),
    "",
  ].join("\n");
}

function nats(value: number): string {
  return value.toFixed(3);
}

function percent(share: number): string {
  return `${(100 * share).toFixed(0)} %`;
}

function ratio(value: number): string {
  return value.toFixed(2);
}
