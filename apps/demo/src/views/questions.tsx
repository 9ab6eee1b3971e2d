// Questions: an embedded one or one's own, with the answer marked in its context.

import { StillpointError } from "@stillpoint/core";
import { exactMatch, readSquad } from "@stillpoint/qa";
import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import { type Address, wordAt, writeAddress } from "../page/address.ts";
import { announce } from "../page/announce.ts";
import {
  carriedParts,
  carriedSpans,
  fitsInLink,
  LONGEST_IN_LINK,
  noteQuestion,
  questionAt,
  questionFile,
  type TypedQuestion,
  trimmedSpan,
} from "../page/typed-text.ts";
import { useNotedAddress } from "../page/use-address.ts";
import { measuringRange, useMeasuring } from "../page/use-measuring.ts";
import type { PagePack } from "../page/use-pack.ts";
import { type TextForm, useShownText } from "../page/use-shown-text.ts";
import { Choice } from "../parts/choice.tsx";
import { PackedView } from "../parts/packed-view.tsx";
import { WordsBench } from "../parts/words-bench.tsx";
import { WordsField } from "../parts/words-field.tsx";

/** σ0 as a share of the embedding's root mean square. */
const SIGMA = 0.01;
const ASKED = [
  { value: "fixed", name: "stays as it is" },
  { value: "measured", name: "gets noise too" },
] as const;
const EMPTY: TypedQuestion = { question: "", context: "", answers: [], parts: {} };
const QUESTION: TextForm<TypedQuestion> = { read: readQuestion, at: questionAt, write: questionFile };

export function Questions({ address }: { readonly address: Address }): JSX.Element {
  return <PackedView view="questions" draw={(open) => <OpenQuestions open={open} address={address} />} />;
}

function OpenQuestions({ open, address }: { readonly open: PagePack; readonly address: Address }): JSX.Element {
  const { pack } = open;
  const { choices } = address;
  const measuring = useMeasuring(open, measuringRange(open, SIGMA), choices);
  const text = useShownText(open, choices, QUESTION);
  const [question, setQuestion] = useState(() =>
    wordAt<"fixed" | "measured">(choices, "question", ["fixed", "measured"]),
  );
  const { typed, text: shown } = text;
  const { context, answers } = shown ?? EMPTY;
  useNotedAddress(
    writeAddress("questions", {
      sample: text.sample?.id,
      ...noteQuestion(typed),
      question: question === "fixed" ? undefined : question,
      ...measuring.noted,
    }),
  );
  const change = (part: Partial<TypedQuestion>): void => text.type({ ...(shown ?? EMPTY), ...part });
  const given = answers.map(([start, end]) => context.slice(start, end));
  const missing = missingOf(shown);
  const linked = typed === undefined || (fitsInLink(typed.question) && fitsInLink(typed.context));
  const unanswered =
    "No answer is marked: select it in the context and press “This is the answer”. Until then every word counts as background.";
  return (
    <>
      <h1>Questions</h1>
      <p class="lead">
        {pack.title}: each network marks the answer to the question in a text, its context. Each word is coloured by how
        much noise it may carry before layer {measuring.layer} notices: light words are kept, dark ones are thrown away.
        Framed words are knowledge points: kept clearly better than the background.
      </p>
      <WordsBench
        open={open}
        kind="questions"
        measuring={measuring}
        text={text}
        isWhole={shown !== undefined && missing === undefined}
        choices={{ ...pack.choices, question }}
        missing={[
          ...(missing === undefined ? [] : [missing]),
          ...(shown !== undefined && answers.length === 0 && context !== "" ? [unanswered] : []),
          ...(linked
            ? []
            : [
                `A link cannot hold these texts: it takes up to ${LONGEST_IN_LINK} characters of each, none of them broken.`,
              ]),
        ]}
        fields={
          <Choice label="The question" value={question} options={ASKED} onChange={(value) => setQuestion(value)} />
        }
        right={(answer) =>
          answer.kind !== "span" || given.length === 0 ? undefined : exactMatch(answer.text, given) === 1
        }
      >
        <WordsField
          label="Your question"
          value={shown?.question ?? ""}
          rows={1}
          onInput={(words) => change({ question: words })}
        />
        <ContextField shown={shown ?? EMPTY} answers={given} onChange={change} />
      </WordsBench>
    </>
  );
}

interface ContextFieldProps {
  readonly shown: TypedQuestion;
  /** In words. */
  readonly answers: readonly string[];
  onChange(part: Partial<TypedQuestion>): void;
}

/** The context, and which stretch of it answers. */
function ContextField({
  shown: { context, answers: spans, parts },
  answers,
  onChange,
}: ContextFieldProps): JSX.Element {
  const field = useRef<HTMLTextAreaElement>(null);
  const [hint, setHint] = useState<string>();
  const mark = (): void => {
    const { selectionStart = 0, selectionEnd = 0 } = field.current ?? {};
    const span = trimmedSpan(context, [selectionStart, selectionEnd]);
    setHint(span === undefined ? "Nothing is selected: select the answer in the context first." : undefined);
    if (span === undefined) return;
    onChange({ answers: [span] });
    announce(`The answer is “${context.slice(...span)}”.`);
  };
  return (
    <>
      <WordsField
        label="Its context"
        value={context}
        rows={3}
        field={field}
        onInput={(text) =>
          onChange({
            context: text,
            answers: carriedSpans(context, text, spans),
            parts: carriedParts(context, text, parts),
          })
        }
      />
      <div class="row" data-role="answer">
        <span>
          {answers.length === 0 ? "No answer is marked." : "The answer: "}
          {[...new Set(answers)].map((answer) => (
            <b key={answer} dir="auto">
              “{answer}”{" "}
            </b>
          ))}
        </span>
        <button type="button" onClick={mark}>
          This is the answer
        </button>
        <button type="button" disabled={answers.length === 0} onClick={() => onChange({ answers: [] })}>
          No answer
        </button>
        {hint !== undefined && <small role="status">{hint}</small>}
      </div>
    </>
  );
}

function missingOf(shown: TypedQuestion | undefined): string | undefined {
  if (shown === undefined) return undefined;
  if (shown.context.trim() === "") return "The context is empty: write the text that the question is asked of.";
  return shown.question.trim() === "" ? "The question is empty: write what is asked of the context." : undefined;
}

function readQuestion(file: string, name: string): TypedQuestion {
  const { questions, impossible } = readSquad(file, name);
  const [asked] = [...questions, ...impossible];
  if (asked === undefined)
    throw new StillpointError("INPUT", `${name}: expected one question; got none; reload the page`);
  const { question, context, answers, parts = {} } = asked;
  return { question, context, answers: answers.map(({ text, start }) => [start, start + text.length]), parts };
}
