// The words of the maps, for who meets them for the first time.

import type { JSX } from "preact";

export interface GlossaryProps {
  /** What a map is cut into: `cell`. */
  readonly unit: string;
  /** More words, of one view alone. */
  readonly words?: readonly (readonly [word: string, meaning: string])[];
  /** Whether networks of the embedded run are shown. */
  readonly embedded?: boolean;
}

const NETWORKS = [
  ["Teacher", "a network that was trained on more data"],
  ["Distilled", "a student of it: a network that was trained to repeat what the teacher has inside"],
  ["From scratch", "the same network, trained alone on the right answers"],
  ["Placebo", "a student of a teacher that knows nothing: what this way of training does by itself"],
  ["Second scratch (null)", "one more network trained alone: how it differs from the first is chance"],
] as const;
const CHECKPOINT = ["Checkpoint", "the networks as they were at this step of their training"] as const;

export function Glossary({ unit, words = [], embedded = true }: GlossaryProps): JSX.Element {
  const all = [
    ...NETWORKS.slice(0, embedded ? NETWORKS.length : 3),
    [
      "Entropy, in nats",
      `how much noise a ${unit} may carry before the layer notices: one nat more is noise 2.7 times as strong`,
    ],
    ["Foreground, background", "the object or the words that matter, and all that lies around them"],
    ["Knowledge point", `a ${unit} that the layer keeps clearly better than the mean of the background`],
    ...(embedded ? [CHECKPOINT] : []),
    ["±", "how far a map may be off: noise is drawn by chance, and more passes make it surer"],
    ...words,
  ] as const;
  return (
    <details class="glossary">
      <summary>What the words mean</summary>
      <dl>
        {all.map(([word, meaning]) => (
          <div key={word}>
            <dt>{word}</dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
