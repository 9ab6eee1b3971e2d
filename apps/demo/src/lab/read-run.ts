// A finished run, from whatever of its folder was dropped. Nothing in it is trusted: its markup is never used as it is.

import { StillpointError } from "@stillpoint/core";
import { parseReport, type Report } from "@stillpoint/report";
import {
  makeAgain,
  type PictureView,
  type ReportView,
  reportOverview,
  taskAnchor,
  taskName,
  taskSection,
} from "@stillpoint/viewer/parts";
import type { BrowsedRun, BrowsedTask } from "./browsed-run.ts";
import type { NamedFile } from "./protocol.ts";
import { readMaps } from "./run-maps.ts";
import { picturesOfPage } from "./run-page.ts";

/** Larger ones are not taken into memory. */
const MOST_BYTES = 256 * 2 ** 20;

/** Reads a run. Throws `INPUT` where there is none, `STORAGE` for damaged files. */
export async function readRun(all: readonly NamedFile[]): Promise<BrowsedRun> {
  const files = runFolder(all);
  const notes: string[] = [];
  const file = files.get("report.json") ?? files.get("report-partial.json");
  const report = file === undefined ? undefined : parseReport(await textOf(file));
  if (report === undefined)
    notes.push("without report.json only the maps are known: no metrics, no intervals, no verdicts");
  else notes.push(...partialNotes(report));
  const page = files.get("report.html") ?? files.get("report-partial.html");
  const shown = page === undefined ? [] : picturesOfPage(await textOf(page), notes);
  const pictures = shown.length > 0 ? shown : await readMaps(files, notes, bytesOf);
  if (pictures.length === 0 && report !== undefined)
    notes.push("no maps: drop entropies.parquet or report.html with it, or the whole folder");
  return report === undefined ? ofMaps(pictures, notes) : ofReport(report, pictures, notes);
}

/** The files of the one run below what was dropped, by their paths in its folder. */
function runFolder(all: readonly NamedFile[]): Map<string, NamedFile> {
  const marks = /^(.*\/)?(report(-partial)?\.(json|html)|[^/]*\.parquet)$/i;
  const places = all.flatMap(({ name }) => {
    const found = name.match(marks);
    return found === null ? [] : [(found[1] ?? "").replace(/shards\/.*$/, "")];
  });
  const folders = [...new Set(places)].sort((a, b) => a.length - b.length);
  const [folder] = folders;
  if (folder === undefined) {
    const names = all.map(({ name }) => name).join(", ") || "nothing";
    throw new StillpointError(
      "INPUT",
      `run: expected report.json or entropies.parquet; got ${names.slice(0, 200)}; drop the folder that a run wrote (--out)`,
    );
  }
  const own = all.filter(({ name }) => name.startsWith(folder));
  const other = folders.find((one) => !one.startsWith(folder));
  if (other !== undefined) {
    throw new StillpointError(
      "INPUT",
      `run: expected one run; got ${folder.slice(0, 80)} and ${other.slice(0, 80)}; drop one of them`,
    );
  }
  return new Map(own.map(({ name, content }) => [name.slice(folder.length), { name, content }]));
}

async function textOf(file: NamedFile): Promise<string> {
  return new TextDecoder().decode(await bytesOf(file));
}

async function bytesOf({ name, content }: NamedFile): Promise<Uint8Array> {
  if (content.size > MOST_BYTES) {
    throw new StillpointError(
      "INPUT",
      `file ${name}: expected at most ${MOST_BYTES / 2 ** 20} MB; got ${Math.ceil(content.size / 2 ** 20)} MB; drop report.json and report.html without it, or open it as a data frame`,
    );
  }
  return new Uint8Array(await content.arrayBuffer());
}

function partialNotes({ run }: Report): string[] {
  const { partial } = run ?? {};
  return partial === undefined ? [] : [`a half-finished run: ${partial.done} of ${partial.total} jobs are measured`];
}

function ofReport(report: Report, pictures: readonly PictureView[], notes: readonly string[]): BrowsedRun {
  const view: ReportView = report;
  const tasks = view.tasks.map((task): BrowsedTask => {
    const own = pictures.filter((picture) => picture.task === task.id);
    const { family, layer } = taskName(view, task);
    return {
      id: task.id,
      title: `${family}, ${layer}`,
      anchor: taskAnchor(task),
      markup: taskSection(view, task, own[0]?.layout.kind),
      pictures: own,
    };
  });
  return { overview: reportOverview(view) + makeAgain(view), tasks, notes };
}

/** Tasks of maps alone: a browser each, and nothing else. */
function ofMaps(pictures: readonly PictureView[], notes: readonly string[]): BrowsedRun {
  const ids = [...new Set(pictures.map(({ task }) => task))];
  const tasks = ids.map((id, k): BrowsedTask => {
    const own = pictures.filter(({ task }) => task === id);
    return { id, title: id, anchor: `maps-${k}`, markup: '<div class="browser"></div>', pictures: own };
  });
  return { overview: "", tasks, notes };
}
