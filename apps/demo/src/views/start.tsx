// The idea in three sentences and one moving picture.

import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import moving from "../../fixtures/moving-picture.json";
import { useLab } from "../page/lab-context.ts";
import { openPack } from "../page/open-pack.ts";
import { MovingPicture, type MovingPictureProps } from "../parts/moving-picture.tsx";

const WAYS = [
  { view: "images", name: "Pictures", words: "patches of an emoji beside a distractor" },
  { view: "clouds", name: "Point clouds", words: "points of furniture among clutter" },
  { view: "sentences", name: "Sentences", words: "words you type, weighed as you type them" },
  { view: "questions", name: "Questions", words: "what an answer hangs on" },
  { view: "own", name: "Your networks", words: "your ONNX files on your own picture or text" },
  { view: "runs", name: "Finished runs", words: "a report’s folder, sample by sample" },
] as const;

export function Start(): JSX.Element {
  const props = useMovingPicture();
  return (
    <>
      <div class="idea">
        <div>
          <h1>See what a student network learned</h1>
          <p class="lead">
            Add noise to every part of an input at once, as much as a layer lets you before its features move: parts
            that bear hardly any are the ones the layer keeps, its knowledge points. A student taught by another network
            and one trained alone keep different parts. Compare them here, on networks of ours or on your own, and see
            what teaching handed over.
          </p>
        </div>
        {props !== undefined && <MovingPicture {...props} />}
      </div>
      <ul class="entries">
        {WAYS.map(({ view, name, words }) => (
          <li key={view}>
            <a class="way" href={`#/${view}`}>
              <b>{name}</b>
              <small>{words}</small>
            </a>
          </li>
        ))}
      </ul>
    </>
  );
}

/** The embedded picture with maps that were measured on it; without them the page does without. */
function useMovingPicture(): MovingPictureProps | undefined {
  const { client } = useLab();
  const [props, setProps] = useState<MovingPictureProps>();
  useEffect(() => {
    let gone = false;
    const load = async (): Promise<void> => {
      const { pack, source } = await openPack("images", client);
      const sample = pack.samples.find(({ id }) => id === moving.sample);
      if (sample === undefined) return;
      const shown = await source([sample]);
      const picture = shown.kind === "pictures" ? shown.pictures[0]?.content : undefined;
      const { rows, cols, maps } = moving;
      if (picture !== undefined && !gone) setProps({ picture, maps: maps.map((map) => ({ ...map, rows, cols })) });
    };
    load().catch(() => undefined);
    return () => {
      gone = true;
    };
  }, [client]);
  return props;
}
