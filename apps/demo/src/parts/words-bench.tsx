// Texts in several networks: the fields they are typed in, their maps, their answers.

import { marksLegend, pointSentence } from "@stillpoint/viewer/parts";
import type { ComponentChildren, JSX } from "preact";
import { useMemo } from "preact/hooks";
import type { FitChoices } from "../lab/choices.ts";
import type { Answer } from "../lab/protocol.ts";
import { packedNetworks } from "../page/packed-networks.ts";
import { pageNote } from "../page/page-note.ts";
import { mapView, pictureView } from "../page/picture-view.ts";
import { useAnswers } from "../page/use-answers.ts";
import { useEarlierMaps } from "../page/use-earlier-maps.ts";
import { useFitting } from "../page/use-fitting.ts";
import { useMaps } from "../page/use-maps.ts";
import type { Measuring } from "../page/use-measuring.ts";
import type { PagePack } from "../page/use-pack.ts";
import { usePackedTokenizer } from "../page/use-packed-text.ts";
import type { ShownText } from "../page/use-shown-text.ts";
import { wordsSheet } from "../page/words-sheet.ts";
import { Alert } from "./alert.tsx";
import { Compare, scaleOf, shownMap } from "./compare.tsx";
import { Export } from "./export.tsx";
import { Findings } from "./findings.tsx";
import { Glossary } from "./glossary.tsx";
import { Markup } from "./markup.tsx";
import { CheckpointField, MeasuringFields } from "./measuring-fields.tsx";
import { Notes } from "./notes.tsx";
import { Samples } from "./samples.tsx";
import { WordsAnswers } from "./words-answers.tsx";

export interface WordsBenchProps {
  readonly open: PagePack;
  readonly kind: "sentences" | "questions";
  readonly measuring: Measuring;
  readonly text: ShownText<unknown>;
  /** Whether there is something to measure. */
  readonly isWhole: boolean;
  readonly choices: FitChoices;
  /** What is missing, a sentence each. */
  readonly missing: readonly string[];
  /** Choices of this view alone. */
  readonly fields?: ComponentChildren;
  /** Where the text is typed. */
  readonly children: ComponentChildren;
  right(answer: Answer): boolean | undefined;
}

const WORDS = [
  ["Embedding", "the numbers that stand for a word inside the network: the noise is added to them"],
  [
    "Stray, decoy",
    "a word that a program put in: it gave the right answer away 9 times in 10 where the students learned, and never where their teacher did",
  ],
] as const;

export function WordsBench(props: WordsBenchProps): JSX.Element {
  const { open, kind, measuring, text, isWhole, choices, missing } = props;
  const { pack } = open;
  const { layer, threshold, reference, sigma, step } = measuring;
  const wish = { ...measuring.wish, sigma0: { timesRms: sigma } };
  const networks = useMemo(() => packedNetworks(open, step), [open, step]);
  const tokenizer = usePackedTokenizer(open);
  const [first] = networks;
  const fitId = JSON.stringify([text.id, choices]);
  const fit = useFitting(
    !isWhole || first === undefined
      ? undefined
      : {
          id: fitId,
          network: () => open.key(first.packed),
          source: async () => ({ kind, file: await text.file(), tokenizer: await tokenizer() }),
          choices,
        },
  );
  const fitted = fit?.fitting?.samples[0];
  const how = JSON.stringify([step, layer, wish]);
  const maps = useMaps(fitted && { id: JSON.stringify([fitted.key, how]), sample: fitted.key, layer, wish, networks });
  const earlier = useEarlierMaps(fitted, networks, maps, how);
  const answersId = JSON.stringify([fitted?.key, step]);
  const given = useAnswers(
    fitted && { id: answersId, sample: fitted.key, networks: networks.filter(({ packed }) => packed.answers) },
  );
  const error = fit?.id === fitId ? fit.error : undefined;
  // Answers of another text are not judged by what is marked in this one.
  const answered = given.id === answersId && fit?.id === fitId && error === undefined;
  const notes = [...missing, ...(fit?.fitting?.notes ?? []).map(pageNote)];
  const shown = fitted && { sample: fitted, networks, maps, reference, earlier };
  return (
    <>
      <Glossary unit="word" words={WORDS} />
      <Samples samples={pack.samples} chosen={text.sample?.id} onChoose={text.choose} />
      <Alert>{text.error}</Alert>
      {props.children}
      <Alert>{error}</Alert>
      <Notes notes={notes} />
      <div class="workbench texts">
        <div>
          {shown === undefined ? (
            error === undefined && isWhole && <p class="wait">The text is being prepared.</p>
          ) : (
            <>
              <Compare
                {...shown}
                threshold={threshold}
                under={(network) => {
                  const found = shownMap(network.id, shown);
                  if (found === undefined) return undefined;
                  const view = mapView(found.sample, { ...network, map: found.map }, threshold);
                  return <p class="state">{pointSentence(pictureView(found.sample, [view]), view)}</p>;
                }}
              />
              <Markup html={marksLegend(pictureView(shown.sample, []))} />
              <p class="note">{pageNote(fit?.fitting?.foregroundRule ?? "")}</p>
              <WordsAnswers
                networks={networks}
                given={given}
                busy={!answered}
                classes={pack.classes}
                right={answered ? props.right : () => undefined}
              />
            </>
          )}
        </div>
        <aside class="panel" aria-label="Choices">
          {props.fields}
          <CheckpointField measuring={measuring} />
          <MeasuringFields
            measuring={measuring}
            unit="word"
            noiseHelp="how strong the noise is that the layer is tested with: its standard deviation, as a share of the size of the words’ vectors"
          />
          <Export
            name={`stillpoint-${kind}-${layer}`}
            content={() => {
              if (shown === undefined) return undefined;
              const drawn = networks.flatMap((network) => {
                const { map, earlier: isEarlier } = maps.states.get(network.id) ?? {};
                // Only what this text gave, as it is measured now.
                if (map === undefined || isEarlier === true) return [];
                const found = { sample: shown.sample, map };
                const view = mapView(found.sample, { ...network, map }, threshold);
                return [{ ...found, title: `${network.title}, ${network.note ?? ""}`, step: network.step, view }];
              });
              if (drawn.length === 0) return undefined;
              return {
                ...wordsSheet(drawn, reference, scaleOf(shown)),
                data: {
                  task: pack.title,
                  layer,
                  threshold,
                  sigma0: wish.sigma0,
                  question: choices.question,
                  foregroundRule: fit?.fitting?.foregroundRule,
                  maps: drawn.map(({ title, step: at, sample, map, view }) => ({
                    title,
                    step: at,
                    words: sample.labels,
                    regions: sample.regions,
                    parts: sample.parts,
                    ...map,
                    points: view.points,
                  })),
                  answers: answered ? Object.fromEntries(given.answers) : {},
                },
              };
            }}
          />
        </aside>
      </div>
      <Findings pack={pack} />
    </>
  );
}
