// The deletion test by hand: cells are blurred, and one watches what the networks answer.

import { argmax, chanceOf } from "@stillpoint/core";
import { plain } from "@stillpoint/viewer/parts";
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { FitChoices } from "../lab/choices.ts";
import type { Answer, FittedSample, Source } from "../lab/protocol.ts";
import { announce } from "../page/announce.ts";
import { className } from "../page/class-names.ts";
import { sentenceOf } from "../page/failure.ts";
import { asPng } from "../page/file-name.ts";
import { useLab } from "../page/lab-context.ts";
import { blurCells, drawBlob, pngOf, sized } from "../page/picture-canvas.ts";
import { pointsOf } from "../page/picture-view.ts";
import type { Maps } from "../page/use-maps.ts";
import { Alert } from "./alert.tsx";
import type { ComparedNetwork } from "./compare.tsx";

export interface DeletionProps {
  readonly sample: FittedSample;
  source(): Promise<Source>;
  /** Names the picture. */
  readonly id: string;
  /** Those whose answers mean something. */
  readonly networks: readonly ComparedNetwork[];
  readonly maps: Maps;
  readonly threshold: number;
  readonly classes: readonly string[];
  readonly choices: FitChoices;
}

/** Answers to the picture as it is and blurred, by network. */
interface BlurredAnswers {
  /** What they belong to. */
  readonly sample: number;
  readonly cells: ReadonlySet<number>;
  readonly found: ReadonlyMap<string, readonly [before: Answer, after: Answer]>;
}

const SETTLE_MILLISECONDS = 150;
/** Rows and columns that a key goes. */
const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

export function Deletion({
  sample,
  source,
  id,
  networks,
  maps,
  threshold,
  classes,
  choices,
}: DeletionProps): JSX.Element {
  const { client } = useLab();
  const [cells, setCells] = useState<ReadonlySet<number>>(new Set());
  const [answers, setAnswers] = useState<BlurredAnswers>();
  const [failure, setFailure] = useState<string>();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [[atRow, atCol], setAt] = useState<readonly [number, number]>([0, 0]);
  const { layout } = sample;
  const [rows, cols] = layout.kind === "grid" ? [layout.rows, layout.cols] : [1, 1];
  const count = rows * cols;
  // Cells of another grid are other cells.
  useEffect(() => setCells(new Set()), [id, count]);
  const names = networks.map(({ id: network }) => network).join();
  useEffect(() => {
    const stop = new AbortController();
    const timer = setTimeout(async () => {
      let altered: number | undefined;
      try {
        const given = await source();
        if (given.kind !== "pictures") return;
        const [first] = given.pictures;
        if (first === undefined || canvas.current === null) return;
        const whole = sized(1, 1);
        await drawBlob(whole, first.content);
        const blurred = blurCells(whole, { rows, cols, chosen: cells });
        if (stop.signal.aborted) return;
        canvas.current.width = blurred.width;
        canvas.current.height = blurred.height;
        canvas.current.getContext("2d")?.drawImage(blurred, 0, 0);
        const content = await pngOf(blurred);
        const pictures = [{ name: asPng(first.name), content }];
        const found = new Map<string, readonly [Answer, Answer]>();
        for (const network of networks) {
          const key = await network.key();
          const options = { signal: stop.signal };
          if (altered === undefined) {
            // What is object in it stays what it was.
            const ask = { network: key, source: { ...given, pictures }, choices };
            altered = (await client.call("fit", ask, options)).samples[0]?.key;
          }
          if (altered === undefined) return;
          const before = await client.call("answer", { network: key, sample: sample.key }, options);
          found.set(network.id, [before, await client.call("answer", { network: key, sample: altered }, options)]);
          setAnswers({ sample: sample.key, cells, found: new Map(found) });
        }
        setFailure(undefined);
      } catch (error) {
        const sentence = sentenceOf(error);
        if (sentence !== undefined && !stop.signal.aborted) setFailure(sentence);
      } finally {
        if (altered !== undefined) client.call("forget", { networks: [], samples: [altered] }).catch(() => undefined);
      }
    }, SETTLE_MILLISECONDS);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [client, id, cells, names, sample.key]);
  const toggle = (cell: number): boolean => {
    const next = new Set(cells);
    const isBlurred = !next.delete(cell);
    if (isBlurred) next.add(cell);
    setCells(next);
    return isBlurred;
  };
  const press = (event: KeyboardEvent): void => {
    const way = ARROWS[event.key];
    if (way === undefined && event.key !== " " && event.key !== "Enter") return;
    event.preventDefault();
    const [down, right] = way ?? [0, 0];
    const row = Math.min(rows - 1, Math.max(0, atRow + down));
    const col = Math.min(cols - 1, Math.max(0, atCol + right));
    setAt([row, col]);
    const cell = row * cols + col;
    const isBlurred = way === undefined ? toggle(cell) : cells.has(cell);
    announce(`row ${row + 1}, column ${col + 1}: ${isBlurred ? "blurred" : "as it is"}`);
  };
  const known = (network: ComparedNetwork): number[] => {
    const { map, earlier } = maps.states.get(network.id) ?? {};
    return map === undefined || earlier === true ? [] : pointsOf(sample, map, threshold);
  };
  /** As many cells as are blurred now, wherever chance puts them: what blurring does by itself. */
  const elsewhere = (): ReadonlySet<number> => {
    const chance = chanceOf({ seed: cells.size, sample: id, purpose: "elsewhere", pass: 0 });
    const free = Array.from({ length: count }, (_, k) => k).filter((k) => !cells.has(k));
    const picked = new Set<number>();
    while (picked.size < Math.min(cells.size, free.length)) picked.add(free[chance.below(free.length)] ?? 0);
    return picked;
  };
  return (
    <section class="deletion" aria-labelledby="deletion">
      <h2 id="deletion">Delete what a network calls known</h2>
      <p class="soft">
        Blur the knowledge points of a network, or click on cells yourself, and watch what the networks answer. Then
        blur as many cells elsewhere: if the answer changes as much, it did not hang on the cells that were called
        known.
      </p>
      <div class="row">
        {networks.map((network) => (
          <button key={network.id} type="button" onClick={() => setCells(new Set(known(network)))}>
            {network.title}: its {cellsWords(known(network).length)}
          </button>
        ))}
        <button type="button" onClick={() => setCells(elsewhere())} disabled={cells.size === 0}>
          As many elsewhere
        </button>
        <button type="button" onClick={() => setCells(new Set())} disabled={cells.size === 0}>
          None
        </button>
      </div>
      <div class="stage">
        <div class="cells">
          <canvas
            ref={canvas}
            class="paint"
            role="img"
            tabIndex={0}
            aria-label={`The picture with ${cells.size} cells blurred; arrow keys go from cell to cell, space blurs one`}
            onClick={(event) => {
              const box = event.currentTarget.getBoundingClientRect();
              const col = Math.floor(((event.clientX - box.left) / box.width) * cols);
              const row = Math.floor(((event.clientY - box.top) / box.height) * rows);
              toggle(row * cols + col);
            }}
            onKeyDown={press}
          />
          <i
            class="cursor"
            aria-hidden="true"
            style={`inset:${(100 * atRow) / rows}% auto auto ${(100 * atCol) / cols}%;width:${100 / cols}%;height:${100 / rows}%`}
          />
        </div>
        <table class="numbers">
          <caption>Answers with {cellsWords(cells.size)} blurred</caption>
          <thead>
            <tr>
              <th scope="col">Network</th>
              <th scope="col">as it is</th>
              <th scope="col">blurred</th>
            </tr>
          </thead>
          <tbody>
            {networks.map(({ id: network, title }) => {
              const [before, after] = (answers?.sample === sample.key && answers.found.get(network)) || [];
              return (
                <tr key={network}>
                  <th scope="row">{title}</th>
                  <td>{answerWords(before, before, classes)}</td>
                  <td>{answerWords(answers?.cells === cells ? after : undefined, before, classes)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      <Alert>{failure}</Alert>
    </section>
  );
}

function cellsWords(count: number): string {
  return `${count} ${count === 1 ? "cell" : "cells"}`;
}

/** The answer now, and how sure the network still is of the one it first gave. */
function answerWords(answer: Answer | undefined, first: Answer | undefined, classes: readonly string[]): string {
  if (answer === undefined) return "…";
  if (answer.kind === "none") return answer.why;
  if (answer.kind === "span") return `“${answer.text}” ${plain(answer.probability, 0, true)}`;
  const best = argmax(answer.probabilities);
  const name = (k: number): string => className(classes, k);
  const now = `${name(best)} ${plain(answer.probabilities[best] ?? null, 0, true)}`;
  const was = first?.kind === "class" ? argmax(first.probabilities) : best;
  return was === best ? now : `${now} (${name(was)} ${plain(answer.probabilities[was] ?? null, 0, true)})`;
}
