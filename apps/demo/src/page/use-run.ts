// A finished run, read in a worker of its own: a damaged file can keep a reader busy for ever, and only ending it helps.

import { useEffect, useState } from "preact/hooks";
import type { BrowsedRun } from "../lab/browsed-run.ts";
import type { NamedFile } from "../lab/protocol.ts";
import { announce } from "./announce.ts";
import { sentenceOf } from "./failure.ts";
import { LabClient } from "./lab-client.ts";

export interface RunReading {
  readonly run?: BrowsedRun;
  readonly error?: string;
  readonly busy: boolean;
  stop(): void;
}

/** Seconds for any run, and for every byte of it. Counted while the page is awake: its worker sleeps with it. */
const PATIENCE = 10;
const PATIENCE_PER_BYTE = 2e-6;

export function useRun(files: readonly NamedFile[] | undefined): RunReading {
  const [state, setState] = useState<Omit<RunReading, "stop">>({ busy: false });
  const [controller, setController] = useState<AbortController>();
  useEffect(() => {
    if (files === undefined) return;
    const reader = new LabClient();
    const stop = new AbortController();
    // Whether other files came, whose reading this one's end says nothing of.
    let over = false;
    setController(stop);
    setState({ busy: true });
    const size = files.reduce((sum, { content }) => sum + content.size, 0);
    const patience = Math.ceil(PATIENCE + size * PATIENCE_PER_BYTE);
    let spent = 0;
    const timer = setInterval(() => {
      spent += 1;
      if (spent < patience) return;
      clearInterval(timer);
      reader.close();
      setState({
        busy: false,
        error: `run: expected to be read within ${patience} s; got no end; a file of it is damaged, take it from the run's folder again`,
      });
    }, 1000);
    reader
      .call("browse", { files }, { signal: stop.signal })
      .then(
        (run) => {
          setState({ run, busy: false });
          announce(`The run has ${run.tasks.length} ${run.tasks.length === 1 ? "task" : "tasks"}.`);
        },
        (error) => {
          if (over) return;
          const sentence = sentenceOf(error);
          // The timer has told it already where the reader was ended.
          setState((now) => (now.busy ? { busy: false, ...(sentence === undefined ? {} : { error: sentence }) } : now));
        },
      )
      .finally(() => {
        clearInterval(timer);
        reader.close();
      });
    return () => {
      over = true;
      clearInterval(timer);
      stop.abort();
      reader.close();
    };
  }, [files]);
  return { ...state, stop: () => controller?.abort() };
}
