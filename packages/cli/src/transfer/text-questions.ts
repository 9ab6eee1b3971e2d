// What networks of texts can be asked beside answers and features: words exchanged, words in another order.

import { FIXED, type Tensor } from "@stillpoint/core";
import type { FittedSamples, ShownSample } from "@stillpoint/preprocess";
import { type StudyFlips, type TransferMatter, wordSwap } from "@stillpoint/transfer";
import type { OwnSamples } from "./study-samples.ts";

type TextQuestions = Pick<TransferMatter, "changes" | "unsaid" | "counted" | "flips" | "look">;

/** Words of a text that an attack exchanges at most. */
const MOST_FLIPS = 8;

/** Words of a text are the units of its sample; what is held fixed is special, padding, or a question. */
export function textQuestions(data: FittedSamples, { kept, samples: own }: OwnSamples): TextQuestions {
  const shown = kept.flatMap((k) => data.samples[k] ?? []);
  const ids = own.inputs.input_ids;
  const length = ids?.shape[1] ?? 0;
  const counted = Float32Array.from({ length: kept.length * length }, (_, at) =>
    unitAt(shown[Math.floor(at / length)], at % length) === FIXED ? 0 : 1,
  );
  const words = ids?.data instanceof BigInt64Array ? wholeWords(shown, ids.data, length) : undefined;
  const isSpan = data.labels?.kind === "span";
  return {
    look: {
      kind: "text",
      pieces: (sample) => piecesOf(shown[sample], length),
      ...(words === undefined ? {} : { word: (id) => words.texts.get(Number(id)) }),
    },
    changes: words === undefined ? [] : [order(isSpan, ids, counted, data, kept)].flatMap((change) => change ?? []),
    ...(words === undefined ? {} : { flips: flipsOf(words, length) }),
    counted,
    unsaid: [
      {
        id: "invariance.words",
        reason:
          "whether words left out or synonyms move them; a token for unknown words and a list of synonyms are needed",
      },
    ],
  };
}

interface WholeWords {
  /** Places, over all texts end to end, of words of one token that lie outside the foreground. */
  readonly places: ReadonlySet<number>;
  /** What stands there, by token id. */
  readonly texts: ReadonlyMap<number, string>;
}

/**
 * Words of one token that the annotation does not call foreground: exchanged for each other they leave a text of words, and
 * what is right stays right as far as the annotation says what decides it.
 */
function wholeWords(shown: readonly ShownSample[], ids: BigInt64Array, length: number): WholeWords {
  const places = new Set<number>();
  const texts = new Map<number, string>();
  for (const [text, sample] of shown.entries()) {
    const byUnit = new Map<number, number[]>();
    for (let place = 0; place < length; place++) {
      const unit = unitAt(sample, place);
      if (unit !== FIXED) byUnit.set(unit, [...(byUnit.get(unit) ?? []), place]);
    }
    const told = unitTexts(sample);
    for (const [unit, [place = 0, ...more]] of byUnit) {
      const word = told.get(unit)?.trim() ?? "";
      if (more.length > 0 || sample.input.units[unit]?.region !== "background" || !/\p{L}/u.test(word)) continue;
      places.add(text * length + place);
      texts.set(Number(ids[text * length + place]), word);
    }
  }
  return { places, texts };
}

function flipsOf({ places, texts }: WholeWords, length: number): StudyFlips {
  return {
    words: "words outside the foreground for other such words of these samples",
    most: MOST_FLIPS,
    movable: (place, _id, text) => places.has(text * length + place),
    allowed: (id) => texts.has(id),
  };
}

/** Neighbouring words of a sentence, or of a question where the network is told which tokens are the question's. */
function order(
  isSpan: boolean,
  ids: Tensor | undefined,
  counted: Float32Array,
  { labels }: FittedSamples,
  kept: readonly number[],
): TransferMatter["changes"][number] | undefined {
  const all = ids?.data instanceof BigInt64Array ? ids.data : new BigInt64Array(0);
  const strengths = [0, 0.25, 0.5, 1];
  if (!isSpan) {
    const fixed = new Set(all.filter((_, at) => counted[at] === 0));
    return { transform: wordSwap({ movable: (_place, id) => !fixed.has(id) }), strengths };
  }
  const questions = labels?.kind === "span" ? kept.flatMap((k) => labels.questions[k] ?? []) : [];
  const special = new Set(
    questions.flatMap(({ tokens }) => tokens.flatMap(({ id, source }) => (source === -1 ? [BigInt(id)] : []))),
  );
  // A sample names its own question's tokens by their segment; without segments nobody tells where a question ends.
  return {
    transform: wordSwap({
      movable: (place, id, { token_type_ids: types }) => types?.data[place] === 0n && !special.has(id),
    }),
    strengths,
  };
}

function unitAt(sample: ShownSample | undefined, place: number): number {
  return sample?.input.unitOf.data[place] ?? FIXED;
}

/** The text of every unit with the blanks around it; texts without a unit are left out. */
function unitTexts(sample: ShownSample | undefined): ReadonlyMap<number, string> {
  const layout = sample?.look.layout;
  const found = new Map<number, string>();
  for (const { segments } of layout?.kind === "words" ? layout.blocks : []) {
    let lead = "";
    let last: number | undefined;
    for (const { text, unit } of segments) {
      if (unit !== null) {
        found.set(unit, `${found.get(unit) ?? ""}${lead}${text}`);
        [lead, last] = ["", unit];
      } else if (last === undefined) lead += text;
      else found.set(last, `${found.get(last)}${text}`);
    }
  }
  return found;
}

/** A word at its first token, null elsewhere. */
function piecesOf(sample: ShownSample | undefined, length: number): readonly (string | null)[] {
  const texts = unitTexts(sample);
  const seen = new Set<number>();
  return Array.from({ length }, (_, place) => {
    const unit = unitAt(sample, place);
    if (unit === FIXED || seen.has(unit)) return null;
    seen.add(unit);
    return texts.get(unit) ?? null;
  });
}
