// What the networks answer to a text, side by side.

import { argmax } from "@stillpoint/core";
import { plain } from "@stillpoint/viewer/parts";
import type { JSX } from "preact";
import type { Answer } from "../lab/protocol.ts";
import { className } from "../page/class-names.ts";
import type { ShownNetwork } from "../page/packed-networks.ts";
import type { GivenAnswers } from "../page/use-answers.ts";
import { Alert } from "./alert.tsx";

export interface WordsAnswersProps {
  readonly networks: readonly ShownNetwork[];
  readonly given: GivenAnswers;
  /** Whether the newest text is still to be answered. */
  readonly busy: boolean;
  /** By class, where there are any. */
  readonly classes: readonly string[];
  /** Whether an answer is right; undefined where nobody has said what is. */
  right(answer: Answer): boolean | undefined;
}

export function WordsAnswers({ networks, given, busy, classes, right }: WordsAnswersProps): JSX.Element {
  const columns = classes.length > 0 ? classes : ["score"];
  return (
    <section class="answers" aria-labelledby="answers" aria-busy={busy}>
      <h2 id="answers">What they answer</h2>
      <table class="numbers">
        <caption class="unseen">Answers of the networks to this text</caption>
        <thead>
          <tr>
            <th scope="col">Network</th>
            <th scope="col">answer</th>
            {columns.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {networks.map(({ id, role, title, note, packed }) => {
            const answer = given.answers.get(id);
            const shares = answer === undefined || !packed.answers ? [] : sharesOf(answer);
            return (
              <tr key={id} data-role={role}>
                <th scope="row">
                  {title} <small>{note}</small>
                </th>
                <td dir="auto">
                  {packed.answers ? answerWords(answer, classes) : "none yet: its last layers are trained at the end"}
                  {packed.answers && answer !== undefined && judged(right(answer))}
                </td>
                {columns.map((name, k) => (
                  <td key={name}>{shares[k] !== undefined && <Share value={shares[k]} />}</td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
      <Alert>{given.error}</Alert>
    </section>
  );
}

function Share({ value }: { readonly value: number }): JSX.Element {
  return (
    <span class="share">
      <i style={`inline-size:${(value * 100).toFixed(1)}%`} aria-hidden="true" />
      {plain(value, 0, true)}
    </span>
  );
}

function sharesOf(answer: Answer): readonly number[] {
  if (answer.kind === "class") return answer.probabilities;
  return answer.kind === "span" ? [answer.probability] : [];
}

function answerWords(answer: Answer | undefined, classes: readonly string[]): string {
  if (answer === undefined) return "…";
  if (answer.kind === "none") return answer.why;
  if (answer.kind === "span") return `“${answer.text}”`;
  return className(classes, argmax(answer.probabilities));
}

function judged(right: boolean | undefined): JSX.Element | null {
  if (right === undefined) return null;
  return <small class={right ? "right" : "wrong"}>{right ? " ✓ right" : " ✗ not right"}</small>;
}
