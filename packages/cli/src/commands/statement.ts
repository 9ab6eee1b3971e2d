// `stillpoint statement`: finished runs on one page.

import { existsSync, readdirSync, realpathSync, statSync } from "node:fs";
import { join } from "node:path";
import { StillpointError } from "@stillpoint/core";
import {
  parseRun,
  type RunSource,
  type Statement,
  statementHtml,
  statementJson,
  statementMarkdown,
  statementOf,
} from "@stillpoint/report";
import type { Command } from "commander";
import { readTextFile } from "../files/text-file.ts";
import { openRunFolder } from "../output/run-folder.ts";
import type { Terminal } from "../session.ts";

export interface StatementCommandOptions {
  /** What all runs are of; without it each says itself. */
  readonly subject?: string;
  readonly out: string;
  readonly overwrite: boolean;
  readonly quiet?: boolean;
}

/** The command with its options. */
export function addStatement(root: Command, terminal: Terminal): void {
  root
    .command("statement")
    .description(
      "One page of finished runs: what a distilled network was handed over, what was lost, what came along, what cannot be told.",
    )
    .argument(
      "<run...>",
      "folders of runs with report.json or findings.json (of mechanism --preset: all its tasks), or such files",
    )
    .option("--subject <name>", "all runs are of one subject, called so (default: each says itself, and is told apart)")
    .option("--out <folder>", "where statement.html, .md and .json go", "out/statement")
    .option("--overwrite", "write the statement anew where there is one; other files stay", false)
    .option("--quiet", "print only errors", false)
    .action((runs, options) => statement(runs, options, terminal));
}

/** What a run leaves that a statement reads. */
const RESULTS = ["report.json", "findings.json"];
/** What the command writes. */
const WRITTEN = ["statement.html", "statement.md", "statement.json"];

/**
 * The command. Writes `statement.html`, `statement.md` and `statement.json`; throws `INPUT` for a run that cannot be read and
 * `USAGE` for one that is given twice and for a folder with a statement.
 */
export async function statement(
  given: readonly string[],
  options: StatementCommandOptions,
  terminal: Terminal,
): Promise<void> {
  const files = given.flatMap(filesOf);
  refuseTwice(files);
  const { subject, out, overwrite, quiet } = options;
  if (subject !== undefined && subject.trim() === "") {
    throw new StillpointError(
      "USAGE",
      "--subject: expected a name; got an empty one; leave it out, or name the subject",
    );
  }
  const made = statementOf(files.map(readRun), subject === undefined ? {} : { subject });
  using folder = await openRunFolder({ out, overwrite, command: "stillpoint statement", own: WRITTEN });
  const texts = [statementHtml(made), statementMarkdown(made), statementJson(made)];
  await folder.begin();
  // the JSON last: where it lies, the statement is whole
  for (const [at, name] of WRITTEN.entries()) await folder.store.write(name, texts[at] ?? "");
  if (!quiet) terminal.out(told(made, given.length > 1 ? apart(made) : "", join(out, "statement.html")));
}

/** The results in a folder, or the file itself. */
function filesOf(path: string): readonly string[] {
  if (!existsSync(path)) {
    throw new StillpointError(
      "INPUT",
      `run ${path}: expected a folder or file; got none; give the output folder of a finished run`,
    );
  }
  if (!statSync(path).isDirectory()) return [path];
  const found = [path, ...studiesIn(path)].flatMap((folder) =>
    RESULTS.map((name) => join(folder, name)).filter((file) => existsSync(file)),
  );
  if (found.length > 0) return found;
  throw new StillpointError(
    "INPUT",
    `run ${path}: expected ${RESULTS.join(" or ")} in it; got a folder without; give the output folder of a finished run`,
  );
}

/** Folders of the tasks that `mechanism --preset` tells apart. */
function studiesIn(path: string): readonly string[] {
  const folder = join(path, "mechanism");
  if (!existsSync(folder) || !statSync(folder).isDirectory()) return [];
  return readdirSync(folder)
    .sort()
    .map((name) => join(folder, name));
}

function refuseTwice(files: readonly string[]): void {
  const seen = new Map<string, string>();
  for (const file of files) {
    const place = realpathSync(file);
    const before = seen.get(place);
    if (before !== undefined) {
      throw new StillpointError(
        "USAGE",
        `run ${file}: expected each run once; got it as ${before} too; leave one of the two out`,
      );
    }
    seen.set(place, file);
  }
}

function readRun(file: string): RunSource {
  return parseRun(readTextFile(file, "the runs given").text, file);
}

/** Runs of one subject under names of their own stand apart, which may surprise. */
function apart({ subjects, runs }: Statement): string {
  const ofEach = subjects.map(({ lines }) => new Set(lines.flatMap(({ run }) => (run === undefined ? [] : [run]))));
  if (ofEach.length !== runs.length || ofEach.some((own) => own.size !== 1)) return "";
  return "every run is of a subject of its own, told apart; --subject NAME if they are all of one\n";
}

/** What was written, in a few lines. */
function told({ subjects, runs }: Statement, hint: string, page: string): string {
  const rows = subjects.map(({ name, lines }) => {
    const count = (...groups: readonly string[]): number => lines.filter(({ group }) => groups.includes(group)).length;
    return `  ${name}: ${count("preserved")} preserved, ${count("lost")} lost, ${count("came-along")} came along, ${count("stayed-behind")} did not, ${count("why")} on why; ${count("untold")} cannot be told\n`;
  });
  return `${runs.length} ${runs.length === 1 ? "run" : "runs"}\n${rows.join("")}${hint}${page}\n`;
}
