// Sentences: an embedded one or one's own, its words shaded as it is typed.

import { argmax, StillpointError } from "@stillpoint/core";
import { readAnnotations } from "@stillpoint/sentiment";
import type { JSX } from "preact";
import { type Address, writeAddress } from "../page/address.ts";
import {
  carriedParts,
  fitsInLink,
  LONGEST_IN_LINK,
  noteSentence,
  sentenceAt,
  sentenceFile,
  type TypedSentence,
} from "../page/typed-text.ts";
import { useNotedAddress } from "../page/use-address.ts";
import { measuringRange, useMeasuring } from "../page/use-measuring.ts";
import type { PagePack } from "../page/use-pack.ts";
import { type TextForm, useShownText } from "../page/use-shown-text.ts";
import { PackedView } from "../parts/packed-view.tsx";
import { WordsBench } from "../parts/words-bench.tsx";
import { WordsField } from "../parts/words-field.tsx";

/** σ0 as a share of the embedding's root mean square. */
const SIGMA = 0.01;
const SENTENCE: TextForm<TypedSentence> = { read: readSentence, at: sentenceAt, write: sentenceFile };

export function Sentences({ address }: { readonly address: Address }): JSX.Element {
  return <PackedView view="sentences" draw={(open) => <OpenSentences open={open} address={address} />} />;
}

function OpenSentences({ open, address }: { readonly open: PagePack; readonly address: Address }): JSX.Element {
  const { pack } = open;
  const { choices } = address;
  const measuring = useMeasuring(open, measuringRange(open, SIGMA), choices);
  const text = useShownText(open, choices, SENTENCE);
  const { typed, text: shown } = text;
  useNotedAddress(
    writeAddress("sentences", {
      sample: text.sample?.id,
      ...noteSentence(typed),
      ...measuring.noted,
    }),
  );
  const blank = shown !== undefined && shown.text.trim() === "";
  const label = text.sample?.label;
  return (
    <>
      <h1>Sentences</h1>
      <p class="lead">
        {pack.title}: is a review friendly or not? Each word is coloured by how much noise it may carry before layer{" "}
        {measuring.layer} notices: light words are kept, dark ones are thrown away. Framed words are knowledge points:
        kept clearly better than the background.
      </p>
      <WordsBench
        open={open}
        kind="sentences"
        measuring={measuring}
        text={text}
        isWhole={shown !== undefined && !blank}
        choices={pack.choices}
        missing={[
          ...(blank ? ["Nothing is written: type a sentence, and its words are shaded as you type."] : []),
          ...(typed === undefined || fitsInLink(typed.text)
            ? []
            : [`A link cannot hold this text: it takes up to ${LONGEST_IN_LINK} characters, none of them broken.`]),
        ]}
        right={(answer) =>
          label === undefined || answer.kind !== "class" ? undefined : argmax(answer.probabilities) === label
        }
      >
        <WordsField
          label="Your sentence"
          value={shown?.text ?? ""}
          rows={2}
          onInput={(words) =>
            text.type({ text: words, parts: carriedParts(shown?.text ?? "", words, shown?.parts ?? {}) })
          }
        />
      </WordsBench>
    </>
  );
}

function readSentence(file: string, name: string): TypedSentence {
  const [sentence] = readAnnotations(file, name, () => []);
  if (sentence !== undefined) return { text: sentence.text, parts: sentence.parts ?? {} };
  throw new StillpointError("INPUT", `${name}: expected one sentence; got none; reload the page`);
}
