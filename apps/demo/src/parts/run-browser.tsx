// A finished run: its report and its maps, task by task.

import type { BrowserOptions } from "@stillpoint/viewer/browser";
import { startCells } from "@stillpoint/viewer/cells";
import { plainPainter } from "@stillpoint/viewer/plain-painter";
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { BrowsedRun, BrowsedTask } from "../lab/browsed-run.ts";
import type { NamedFile } from "../lab/protocol.ts";
import { bestPainter } from "../page/cloud-painter.ts";
import { sentenceOf } from "../page/failure.ts";
import { useRun } from "../page/use-run.ts";
import { Alert } from "./alert.tsx";
import { Choice } from "./choice.tsx";
import { Notes } from "./notes.tsx";

export interface RunBrowserProps {
  readonly files: readonly NamedFile[];
}

/** What all tasks share, as a choice beside them. */
const OVERVIEW = "";

export function RunBrowser({ files }: RunBrowserProps): JSX.Element {
  const { run, error, busy, stop } = useRun(files);
  if (error !== undefined) return <Alert>{error}</Alert>;
  if (run === undefined) {
    return (
      <p class="wait" role="status">
        {busy ? "The run is being read." : "Stopped."}{" "}
        <button type="button" onClick={stop} disabled={!busy}>
          Stop
        </button>
      </p>
    );
  }
  return <OpenRun run={run} />;
}

function OpenRun({ run }: { readonly run: BrowsedRun }): JSX.Element {
  // One task is shown with what is said of all.
  const isAlone = run.tasks.length === 1;
  const [chosen, setChosen] = useState(run.overview === "" || isAlone ? run.tasks[0]?.id : OVERVIEW);
  const [failure, setFailure] = useState<string>();
  const place = useRef<HTMLDivElement>(null);
  const task = run.tasks.find(({ id }) => id === chosen);
  const choices = [
    ...(run.overview === "" ? [] : [{ value: OVERVIEW, name: "All tasks" }]),
    ...run.tasks.map(({ id, title }) => ({ value: id, name: title })),
  ];
  useEffect(() => {
    const element = place.current;
    if (element === null) return;
    const stop = new AbortController();
    const { signal } = stop;
    element.addEventListener("click", (event) => follow(event, run.tasks, setChosen), { signal });
    startCells(element, signal);
    const overview = task === undefined || isAlone ? run.overview : "";
    setFailure(undefined);
    fill(element, overview + (task?.markup ?? ""), signal)
      .then(() => (task === undefined || signal.aborted ? undefined : fillBrowsers(element, task, signal)))
      .catch((error) => signal.aborted || setFailure(sentenceOf(error)));
    return () => {
      stop.abort();
      element.replaceChildren();
    };
  }, [run, task]);
  return (
    <>
      <Notes notes={run.notes} />
      {run.tasks.length > 1 && <Choice label="Task" value={chosen ?? ""} options={choices} onChange={setChosen} />}
      <Alert>{failure}</Alert>
      <div ref={place} class="report" data-view={isAlone ? undefined : task === undefined ? "overview" : "task"} />
    </>
  );
}

/** Links of a report lead within it, not to another view. */
function follow(event: Event, tasks: readonly BrowsedTask[], choose: (id: string) => void): void {
  const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
  if (link === null) return;
  event.preventDefault();
  const address = link.getAttribute("href") ?? "";
  const anchor = address.slice(1).replace(/[/?].*$/, "");
  const task = tasks.find((one) => one.anchor === anchor);
  if (task !== undefined || anchor === "glance") choose(task?.id ?? OVERVIEW);
}

/** Piece by piece, so that the page stays awake. The markup was made in the lab, of escaped text. */
async function fill(element: HTMLElement, markup: string, signal: AbortSignal): Promise<void> {
  const template = document.createElement("template");
  template.innerHTML = markup;
  // The view has a title of its own, above that of the report.
  if (template.content.querySelector("h1") !== null)
    for (const head of template.content.querySelectorAll("h1, h2, h3, h4, h5"))
      head.setAttribute("aria-level", String(Number(head.tagName.slice(1)) + 1));
  for (const node of [...template.content.children]) {
    const isTask = node.matches("section.task");
    const place = isTask ? node.cloneNode(false) : element;
    if (place instanceof HTMLElement && isTask) {
      place.classList.add("shown");
      element.append(place);
    }
    for (const piece of isTask ? [...node.children] : [node]) {
      place.appendChild(piece);
      await new Promise((resolve) => setTimeout(resolve));
      if (signal.aborted) return;
    }
  }
}

async function fillBrowsers(element: HTMLElement, task: BrowsedTask, signal: AbortSignal): Promise<void> {
  const places = element.querySelectorAll<HTMLElement>(".browser");
  if (places.length === 0 || task.pictures.length === 0) return;
  const { startBrowser } = await import("@stillpoint/viewer/browser");
  const painter = await painterFor(task);
  if (signal.aborted) return;
  for (const place of places) startBrowser(place, task.pictures, { painter, addressed: false });
}

/** Clouds take three.js, which nothing else needs. */
async function painterFor({ pictures }: BrowsedTask): Promise<BrowserOptions["painter"]> {
  return pictures.some(({ layout }) => layout.kind === "points") ? bestPainter() : plainPainter;
}
