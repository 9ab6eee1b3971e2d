// From a store's measurements to the files users open: report.json, report.html, entropies.parquet.

import {
  adjustedResults,
  differenceInDifferences,
  type GlobalStatement,
  globalStatement,
  type Hypothesis,
  mapCountings,
  StillpointError,
  summarize,
  type TaskData,
  type TaskResult,
} from "@stillpoint/core";
import {
  type CountedMaps,
  mergeShards,
  parseReport,
  type ReportCalibration,
  type ReportInput,
  type ReportPicture,
  type ReportRun,
  type ShardEntry,
  toReportHtml,
  toReportJson,
} from "@stillpoint/report";
import { resemblingCalibration } from "./cited-calibration.ts";
import { picturesOf } from "./pictures.ts";
import { networkFamilies } from "./shared-networks.ts";
import { readText, type Store } from "./store.ts";
import { type StoredTask, storedTask } from "./stored-task.ts";
import { taskId } from "./task.ts";
import { type TaskRecord, taskFiles } from "./task-file.ts";

/** What a finished task came to, kept between reports that grow. */
export interface TaskSummary {
  readonly stored: Omit<StoredTask, "data">;
  readonly result: TaskResult | undefined;
  readonly pictures: readonly ReportPicture[];
  /** How its maps were counted. */
  readonly counted: CountedMaps;
}

export interface ReportOptions {
  /** Files of the tasks to report, in order, as `taskFile` names them; all in the store by default. */
  readonly tasks?: readonly string[];
  /** What is said of how the report was made, beside what the store knows. */
  readonly run?: ReportRun;
  /** Of its rows those that resemble the report are cited, see `resemblingCalibration`. */
  readonly calibration?: ReportCalibration;
  /** Jobs may be missing: the run was stopped or is still going on. By default a missing job is an error. */
  readonly unfinished?: boolean;
  /** Titles of tasks that are not measured yet. */
  readonly pending?: readonly string[];
  /** Whether the rest is still being measured, rather than left undone. */
  readonly running?: boolean;
  /** Digests of checkpoints by identity, where that is none. */
  readonly digests?: ReadonlyMap<string, string>;
  /** Whether all measurements are also merged into one `entropies.parquet`; true by default. */
  readonly merge?: boolean;
  /** Summaries of an earlier call by task file; filled with those of complete tasks. */
  readonly known?: Map<string, TaskSummary>;
}

export interface WrittenReport {
  /** Where the page lies. */
  readonly page: string;
  /** With the verdicts of this report: adjusted for all that it holds. */
  readonly results: readonly TaskResult[];
  /** Of all results that are no controls: what verdicts are adjusted for. */
  readonly claims: readonly Hypothesis[];
  /** Absent where no task has a difference. */
  readonly global?: GlobalStatement;
  readonly jobs: { readonly done: number; readonly total: number };
  /** Nothing is missing in it. */
  readonly complete: boolean;
  /** False where a fuller report was there already: this one then lies beside it as `report-partial`. */
  readonly replaces: boolean;
}

/**
 * Reports what a store holds. The numbers depend on the measurements alone. A report of an unfinished run never replaces
 * a finished one: it is written beside it.
 *
 * Throws `STORAGE` for a damaged or missing measurement unless `unfinished`, and where files cannot be written.
 */
export async function writeReport(store: Store, options: ReportOptions = {}): Promise<WrittenReport> {
  const { unfinished = false, merge = true, known = new Map<string, TaskSummary>() } = options;
  const summaries: TaskSummary[] = [];
  for (const file of options.tasks ?? (await taskFiles(store))) {
    const summary = known.get(file) ?? summaryOf(await storedTask(store, file, !unfinished));
    summaries.push(summary);
    if (summary.stored.jobs.done === summary.stored.jobs.total) known.set(file, summary);
  }
  const jobs = {
    done: summaries.reduce((sum, { stored }) => sum + stored.jobs.done, 0),
    total: summaries.reduce((sum, { stored }) => sum + stored.jobs.total, 0),
  };
  const complete = jobs.done === jobs.total && (options.pending ?? []).length === 0;
  const input = reportInput(summaries, options, complete ? undefined : jobs);
  const { tasks: results, global } = input;
  const json = toReportJson(input);
  const replaces = complete || !(await hasFullerReport(store, jobs.done));
  const name = replaces ? "report" : "report-partial";
  await store.write(`${name}.json`, json);
  const pictures = summaries.flatMap((summary) => summary.pictures);
  await store.write(`${name}.html`, toReportHtml({ report: parseReport(json), pictures }));
  const shards = summaries.flatMap(({ stored }) => stored.shards);
  if (merge && replaces && shards.length > 0) {
    // Shard by shard: a full run has tens of millions of rows.
    await store.stream("entropies.parquet", (sink) =>
      mergeShards(shardEntries(store, shards), sink, countedMaps(summaries)),
    );
  }
  // A report that was beside the one replaced says less than both.
  if (replaces) for (const leftover of ["report-partial.json", "report-partial.html"]) await store.remove(leftover);
  const page = store.locate(`${name}.html`);
  const beside = new Set(controlIds(summaries.map(({ stored }) => stored.record)));
  const claims = results.flatMap(({ id, hypotheses }) => (beside.has(id) ? [] : hypotheses));
  return { page, results, claims, ...(global === undefined ? {} : { global }), jobs, complete, replaces };
}

function summaryOf({ data, ...stored }: StoredTask): TaskSummary {
  const { record } = stored;
  const counted = countedOf(data, record);
  if (data === undefined) return { stored, result: undefined, pictures: [], counted };
  return { stored, result: summarize(data, { recipe: record.recipe }), pictures: picturesOf(data, record), counted };
}

/** How the maps of one task were counted. */
function countedOf(data: TaskData | undefined, record: TaskRecord): CountedMaps {
  const id = taskId(record);
  const groups = new Map(record.samples.map((sample) => [sample.id, sample.group]));
  const countingOf = data === undefined ? () => undefined : mapCountings(data, { recipe: record.recipe });
  return (key) => {
    const group = groups.get(key.sample);
    const counting = countingOf(key);
    return group === undefined ? undefined : { id, group, ...(counting === undefined ? {} : { counting }) };
  };
}

/** The same of all tasks. */
function countedMaps(summaries: readonly TaskSummary[]): CountedMaps {
  const byTask = new Map(summaries.map(({ stored, counted }) => [taskId(stored.record), counted]));
  return (key) => byTask.get(taskId(key))?.(key);
}

function reportInput(
  summaries: readonly TaskSummary[],
  { run, calibration, pending = [], running = false, digests = new Map() }: ReportOptions,
  partial: ReportRun["partial"],
): ReportInput {
  const records = summaries.map(({ stored }) => stored.record);
  const alone = summaries.flatMap(({ result }) => (result === undefined ? [] : [result]));
  const beside = controlIds(records);
  const results = adjustedResults(alone, beside);
  const families = networkFamilies(records);
  const tasks = new Map(records.map((record) => [taskId(record), record.task]));
  const global = globalStatement(results, beside, (id) => families.get(tasks.get(id) ?? id) ?? id);
  const seeds = new Set(results.flatMap(({ bySeed }) => bySeed.map(({ seed }) => seed)));
  const said = (value: (record: TaskRecord) => string | undefined): Record<string, string> =>
    Object.fromEntries(
      records.flatMap((record) => {
        const text = value(record);
        return text === undefined ? [] : [[record.task, text]];
      }),
    );
  const names = said(({ title }) => title);
  const rules = said(({ foregroundRule }) => foregroundRule);
  const controls = controlsOf(records, results);
  return {
    seeds: [...seeds].sort((a, b) => a - b),
    tasks: results,
    ...(Object.keys(names).length === 0 ? {} : { names }),
    ...(Object.keys(rules).length === 0 ? {} : { foregroundRules: rules }),
    adaptations: Object.fromEntries(
      records.flatMap((record) => {
        const { asked, ...told } = record.adaptation ?? { asked: undefined };
        return "told" in told ? [[taskId(record), told] as const] : [];
      }),
    ),
    ...(calibration === undefined ? {} : { calibration: resemblingCalibration(calibration, results) }),
    controls,
    differenceInDifferences: beyondControls(results, controls),
    ...(global === undefined ? {} : { global }),
    modalities: Object.fromEntries(records.map(({ modality }) => [modality.id, modality.names])),
    run: {
      ...run,
      ...(partial === undefined ? {} : { partial, running, pending }),
      digests: digestsOf(records, digests),
    },
  };
}

/** What was measured, so that a report can be made again: weights and samples by name. */
function digestsOf(
  records: readonly TaskRecord[],
  known: ReadonlyMap<string, string>,
): NonNullable<ReportRun["digests"]> {
  return {
    checkpoints: Object.fromEntries(
      records.flatMap((record) =>
        Object.entries(record.checkpoints).map(([name, identity]) => [
          `${taskId(record)}: ${name}`,
          known.get(identity) ?? identity,
        ]),
      ),
    ),
    samples: Object.fromEntries(records.map((record) => [taskId(record), record.data])),
  };
}

/** Ids of all tasks that another names as its control, measured or not. */
function controlIds(records: readonly TaskRecord[]): string[] {
  const controls = new Set(records.map(({ control }) => control));
  return records.filter(({ task }) => controls.has(task)).map(taskId);
}

/** What each trial shows beyond its control. */
function beyondControls(
  results: readonly TaskResult[],
  controls: Readonly<Record<string, string>>,
): NonNullable<ReportInput["differenceInDifferences"]> {
  return Object.fromEntries(
    results.flatMap((trial) => {
      const control = results.find(({ id }) => id === controls[trial.id]);
      return control === undefined ? [] : [[trial.id, differenceInDifferences(trial, control)] as const];
    }),
  );
}

/** Control of each result, by their ids; left out where it has none that is measured. */
function controlsOf(records: readonly TaskRecord[], results: readonly TaskResult[]): Record<string, string> {
  const measured = new Set(results.map(({ id }) => id));
  return Object.fromEntries(
    records.flatMap(({ task, layer, control }) => {
      if (control === undefined) return [];
      const pair = [taskId({ task, layer }), taskId({ task: control, layer })] as const;
      return pair.every((id) => measured.has(id)) ? [pair] : [];
    }),
  );
}

/** Whether the store holds a report of a finished run, or of one that came further. */
async function hasFullerReport(store: Store, done: number): Promise<boolean> {
  const text = await readText(store, "report.json");
  if (text === undefined) return false;
  try {
    const { run } = parseReport(text);
    return run?.partial === undefined || run.partial.done > done;
  } catch (error) {
    // What is no report is no loss.
    if (error instanceof StillpointError) return false;
    throw error;
  }
}

/** Each read when it is asked for; the merge refuses what is not there any more. */
async function* shardEntries(store: Store, shards: readonly string[]): AsyncGenerator<ShardEntry> {
  for (const name of shards) yield { name: store.locate(name), bytes: await store.read(name) };
}
