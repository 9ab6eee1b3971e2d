// The whole run, over all samples, as a report to keep.

import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { NamedFile, RunFiles, RunProgress, RunRequest } from "../lab/protocol.ts";
import { announce } from "../page/announce.ts";
import { sentenceOf } from "../page/failure.ts";
import { useLab } from "../page/lab-context.ts";
import { saveFile } from "../page/save.ts";
import { timeLeft } from "../page/time-left.ts";
import { Alert } from "./alert.tsx";
import { Notes } from "./notes.tsx";
import { RunBrowser } from "./run-browser.tsx";

export interface OwnReportProps {
  /** Undefined while there is nothing to measure. */
  readonly request: RunRequest | undefined;
  /** Why there is nothing, or what is wrong with it. */
  readonly obstacle: string | undefined;
}

export function OwnReport({ request, obstacle }: OwnReportProps): JSX.Element {
  const { client } = useLab();
  const [progress, setProgress] = useState<RunProgress & { readonly left?: string }>();
  const [files, setFiles] = useState<RunFiles>();
  const [open, setOpen] = useState(false);
  const [failure, setFailure] = useState<string>();
  const running = useRef<AbortController>(undefined);
  // A run ends with the view, and with the lab it was asked of.
  useEffect(() => () => running.current?.abort(), [client]);
  const start = async (asked: RunRequest): Promise<void> => {
    const stop = new AbortController();
    running.current = stop;
    const begun = performance.now();
    setFailure(undefined);
    setFiles(undefined);
    setOpen(false);
    setProgress({ phase: "preparing", done: 0, total: 1 });
    try {
      const made = await client.call("report", asked, {
        signal: stop.signal,
        tell: (news) => {
          const left = timeLeft(news, performance.now() - begun);
          setProgress({ ...news, ...(left === undefined ? {} : { left }) });
        },
      });
      setFiles(made);
      announce("The report is ready.");
    } catch (error) {
      setFailure(sentenceOf(error));
    }
    setProgress(undefined);
  };
  return (
    <section class="own-report" aria-labelledby="own-report">
      <h2 id="own-report">Save as a report</h2>
      <p class="soft">
        Measures every dropped sample in every network, and writes the report that the command writes: metrics with
        intervals, the maps, and how to make it again.
      </p>
      <div class="row">
        <button
          type="button"
          class="button"
          disabled={request === undefined || obstacle !== undefined || progress !== undefined}
          onClick={() => request !== undefined && void start(request)}
        >
          Measure {request?.samples.length ?? 0} {request?.samples.length === 1 ? "sample" : "samples"}
        </button>
        {progress !== undefined && (
          <>
            <progress max={Math.max(1, progress.total)} value={progress.done} aria-label={progress.phase} />
            <span class="soft" role="status">
              {progress.phase}
              {progress.left === undefined ? "" : `, ${progress.left}`}
            </span>
            <button type="button" onClick={() => running.current?.abort()}>
              Stop
            </button>
          </>
        )}
      </div>
      {obstacle !== undefined && <p class="note">{obstacle}</p>}
      <Alert>{failure}</Alert>
      {files !== undefined && (
        <>
          <Notes notes={files.notes} />
          <div class="row">
            <button type="button" onClick={() => saveFile("report.html", files.html)}>
              Save report.html
            </button>
            <button type="button" onClick={() => saveFile("report.json", files.json)}>
              Save report.json
            </button>
            <button type="button" onClick={() => saveFile("entropies.parquet", files.parquet)}>
              Save entropies.parquet
            </button>
            <button type="button" aria-expanded={open} onClick={() => setOpen(!open)}>
              {open ? "Close it" : "Open it here"}
            </button>
          </div>
          {open && <RunBrowser files={runFiles(files)} />}
        </>
      )}
    </section>
  );
}

const kept = new WeakMap<RunFiles, readonly NamedFile[]>();

/** The same list for the same run, so that it is read once. */
function runFiles(files: RunFiles): readonly NamedFile[] {
  const known = kept.get(files) ?? [
    { name: "report.json", content: files.json },
    { name: "report.html", content: files.html },
  ];
  kept.set(files, known);
  return known;
}
