// The visitor's samples in the form in which the lab fits them to a network.

import { maskStem } from "@stillpoint/image";
import type { Span } from "@stillpoint/text";
import type { NamedFile, Source } from "../lab/protocol.ts";
import { ownTokenizerOf, type SortedFiles, tokenizerOf } from "./own-files.ts";
import { questionFile, sentenceFile } from "./typed-text.ts";
import { usualMask } from "./usual-mask.ts";

/** What the visitor typed. */
export interface TypedTexts {
  readonly sentence: string;
  readonly question: string;
  readonly context: string;
  readonly answer: string;
}

export interface OwnSource {
  /** Tells it from others. */
  readonly id: string;
  /** Pictures whose object nobody said. */
  readonly unmasked: boolean;
  get(): Promise<Source>;
}

export interface OwnSamples {
  readonly sorted: SortedFiles;
  /** Painted masks by picture. */
  readonly painted: ReadonlyMap<string, NamedFile>;
  readonly typed: TypedTexts;
  /** The network they are for. */
  readonly network: string;
}

/** Samples of a modality; a sentence saying what to drop where there are none. */
export function ownSource(modality: string | undefined, samples: OwnSamples): OwnSource | string {
  const { sorted, typed, network } = samples;
  const tokenizer = tokenizerOf(network, sorted);
  switch (modality) {
    case "image":
      return pictureSource(samples);
    case "pointcloud": {
      const { clouds, regions } = sorted;
      if (clouds.length === 0) return "Drop clouds: OFF, OBJ, PLY, XYZ or PTS files.";
      return {
        id: idOf([...clouds, ...regions]),
        unmasked: false,
        get: async () => ({ kind: "clouds", clouds, ...(regions.length === 0 ? {} : { masks: regions }) }),
      };
    }
    case "sentiment":
    case "qa": {
      if (tokenizer.length === 0)
        return "Drop the network’s tokenizer.json, or its whole Hugging Face folder: without it the network cannot read a text.";
      const others = sorted.networks
        .filter(({ name }) => name !== network)
        .map(({ name }) => ({ network: name, tokenizer: ownTokenizerOf(name, sorted) }))
        .filter((other) => other.tokenizer.some(({ name }) => /^(tokenizer\.json|vocab\.txt)$/.test(name)));
      const isQuestion = modality === "qa";
      const dropped = isQuestion ? sorted.questions[0] : sorted.sentences[0];
      const typedFile = isQuestion
        ? typed.question !== "" && typed.context !== ""
          ? questionFile({ ...typed, answers: placesOf(typed.answer, typed.context), parts: {} })
          : undefined
        : typed.sentence !== ""
          ? sentenceFile({ text: typed.sentence, parts: {} })
          : undefined;
      const file = typedFile ?? dropped;
      if (file === undefined) return isQuestion ? "Type a question and a context." : "Type a sentence.";
      return {
        id: `${idOf([...tokenizer, ...others.flatMap((other) => other.tokenizer)])} ${typedFile === undefined ? idOf([file]) : JSON.stringify(typed)}`,
        unmasked: false,
        get: async () => ({ kind: isQuestion ? "questions" : "sentences", file, tokenizer, others }),
      };
    }
    case undefined:
      return "Nothing tells what this network takes: its inputs look like no picture, no cloud and no text.";
    default:
      return `This page has no samples for ${modality}.`;
  }
}

function pictureSource({ sorted, painted }: OwnSamples): OwnSource | string {
  const { pictures, masks } = sorted;
  if (pictures.length === 0) return "Drop a picture, with its mask if you have one.";
  const missing = pictures.filter(({ name }) => !painted.has(name));
  const unmasked = masks.length === 0 && missing.length > 0;
  return {
    id: idOf([...pictures, ...masks, ...painted.values()]),
    unmasked,
    get: async () => {
      const made = masks.length > 0 ? [] : await Promise.all(missing.map(usualMask));
      const own = [...painted.values(), ...made.flatMap((mask) => mask ?? []), ...masks.filter(isUnpainted(painted))];
      return { kind: "pictures", pictures, ...(own.length === 0 ? {} : { masks: own }) };
    },
  };
}

/** A painted mask goes before a dropped one. */
function isUnpainted(painted: ReadonlyMap<string, NamedFile>): (mask: NamedFile) => boolean {
  const stem = (path: string): string => maskStem(path.slice(path.lastIndexOf("/") + 1));
  const known = new Set([...painted.keys()].map(stem));
  return ({ name }) => !known.has(stem(name));
}

const numbers = new WeakMap<Blob, number>();
let count = 0;

/** Other contents have another number, whatever their names and sizes. */
function numberOf(content: Blob): number {
  const known = numbers.get(content);
  if (known !== undefined) return known;
  count += 1;
  numbers.set(content, count);
  return count;
}

function idOf(files: readonly NamedFile[]): string {
  return files.map(({ name, content }) => `${name} ${numberOf(content)}`).join("|");
}

/** The answer's first place in the context; none where it is not there. */
function placesOf(answer: string, context: string): Span[] {
  const start = answer === "" ? -1 : context.indexOf(answer);
  return start < 0 ? [] : [[start, start + answer.length]];
}
