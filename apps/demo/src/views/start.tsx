// The idea in three sentences and one moving picture.

import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import moving from "../../fixtures/moving-picture.json";
import { useLab } from "../page/lab-context.ts";
import { openPack } from "../page/open-pack.ts";
import { MovingPicture, type MovingPictureProps } from "../parts/moving-picture.tsx";

const WAYS = [
  { view: "images", name: "Pictures", words: "which patches it keeps of an emoji on a busy ground" },
  { view: "clouds", name: "Point clouds", words: "which points it keeps of furniture among clutter" },
  { view: "sentences", name: "Sentences", words: "your own words, shaded as you type them" },
  { view: "questions", name: "Questions", words: "which words an answer hangs on" },
  { view: "own", name: "Your networks", words: "your ONNX or TensorFlow.js files on your own samples" },
  { view: "runs", name: "Finished runs", words: "what the command measured, sample by sample" },
] as const;

export function Start(): JSX.Element {
  const props = useMovingPicture();
  return (
    <>
      <div class="idea">
        <div>
          <h1>See what a student network learned</h1>
          <p class="lead">
            A network keeps some parts of what it sees and throws the rest away: add noise everywhere, as much as one of
            its layers does not notice, and what stays clear is what it knows. A student that learned from another
            network (distilled) and the same network trained alone (from scratch) keep different parts. Compare them
            here, on networks of ours or on your own, and see what teaching handed over.
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
