// Samples as people bring them, fitted to a network: what the lab keeps, and what the page draws.

import type { FittedSamples, ShownSample, SpanLabels } from "@stillpoint/preprocess";
import type { FitChoices } from "./choices.ts";
import { type FittedCloud, fitShapes } from "./fit-clouds.ts";
import { fitPictures } from "./fit-pictures.ts";
import { type FitTexts, textFitter } from "./fit-texts.ts";
import type { HeldNetwork } from "./held-network.ts";
import type { FittedSample, Fitting, Source } from "./protocol.ts";

/** A sample the lab holds. */
export interface HeldSample {
  readonly sample: ShownSample;
  readonly from: string;
  readonly modality: FittedSamples["modality"];
  readonly shown: Omit<FittedSample, "key">;
  /** What is asked of it, where it is a question. */
  readonly question?: SpanLabels["questions"][number];
}

export interface HeldFitting {
  readonly fitting: Omit<Fitting, "samples">;
  readonly samples: readonly HeldSample[];
}

/** Fits samples to a network. Throws what `preprocess` throws. */
export type FitSource = (network: HeldNetwork, source: Source, choices: FitChoices) => Promise<HeldFitting>;

/** Fits, with tokenizers kept from one sample to the next. */
export function sampleFitter(): FitSource {
  const texts = textFitter();
  return async (network, source, choices) => heldOf(await fittedBy(network, source, choices, texts));
}

type Fitted = FittedSamples & Partial<Pick<FittedCloud, "shapes">>;

function heldOf(fitted: Fitted): HeldFitting {
  const { modality, from, foregroundRule, notes, labels, shapes } = fitted;
  const questions = labels?.kind === "span" ? labels.questions : [];
  return {
    fitting: { modality: modality.id, from, foregroundRule, notes, ...(shapes === undefined ? {} : { shapes }) },
    samples: fitted.samples.map((sample, k) => {
      const question = questions[k];
      return { sample, from, modality, shown: shownOf(sample), ...(question === undefined ? {} : { question }) };
    }),
  };
}

function fittedBy(network: HeldNetwork, source: Source, choices: FitChoices, texts: FitTexts): Promise<Fitted> {
  const own = { name: network.name, graph: network.graph };
  switch (source.kind) {
    case "pictures":
      return fitPictures(own, source, choices);
    case "clouds":
      return fitShapes(own, source, choices);
    case "sentences":
    case "questions":
      return texts(own, source, choices);
  }
}

function shownOf({ info, input, look }: ShownSample): Omit<FittedSample, "key"> {
  return {
    id: info.id,
    group: info.group,
    title: look.title,
    layout: look.layout,
    picture: look.picture(),
    annotation: look.annotation(),
    labels: input.units.map(({ label }) => label),
    regions: input.units.map(({ region }) => region),
    parts: input.units.map(({ part }) => part),
  };
}
