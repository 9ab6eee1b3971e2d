// `stillpoint mechanism`: why distillation helps, on the user's own logits or networks.

import { StillpointError, type Study } from "@stillpoint/core";
import {
  answerNotes,
  ensureAnswers,
  lintSection,
  type MatchedExamples,
  matchExamples,
  mechanismStudy,
  type NamedAnswers,
  type NumberTable,
  numberTable,
  type StudiedStudent,
  TEMPERATURES,
} from "@stillpoint/mechanism";
import type { Command } from "commander";
import { type AnswersConfig, answersConfig } from "../analyze/read-config.ts";
import { openOnnxEngine } from "../engines/onnx-engine.ts";
import { mechanismOnEmbedded } from "../mechanism/embedded.ts";
import { areNetworks, type Given, givenNetworks, refuseTwice } from "../mechanism/given-networks.ts";
import { lastNetwork, networkAnswers } from "../mechanism/network-answers.ts";
import {
  ensureAlone,
  ensureFiles,
  ensureOptions,
  type MechanismOptions,
  sweepOf,
  usage,
} from "../mechanism/options.ts";
import { isTable, type ReadCache, readCache, readLabels, readTableFile } from "../mechanism/read-cache.ts";
import { readLosses } from "../mechanism/read-losses.ts";
import { handStudy } from "../output/hand-study.ts";
import { openRunFolder } from "../output/run-folder.ts";
import { interruptSignal, openProgress, type Terminal } from "../session.ts";
import type { Progress } from "../terminal/progress.ts";
import { ownVersion } from "../versions.ts";

/** A network's answers with its place among the others; `geometry` where its last layer is known. */
interface Answers extends NamedAnswers {
  readonly rounding?: number;
  readonly geometry?: { readonly features: NumberTable; readonly templates: NumberTable };
}

/** The command. Throws `USAGE`, `INPUT`, `MODEL` for what it refuses. */
export async function mechanism(config: string | undefined, command: Command, terminal: Terminal): Promise<void> {
  const options = command.opts<MechanismOptions>();
  if (options.preset !== undefined) {
    ensureAlone(options, config);
    return await mechanismOnEmbedded(options.preset, options, terminal);
  }
  ensureFiles(options);
  const typed = Object.fromEntries(
    Object.entries(options).filter(([name]) => command.getOptionValueSource(name) === "cli"),
  );
  const data = areNetworks(config, options, typed) ? answersConfig(config, typed, "mechanism") : undefined;
  const given = givenNetworks(options, data?.networks);
  const students = given.filter(({ role }) => role !== "teacher");
  ensureOptions(options, students.length);
  const temperatures = sweepOf(options.temperatures);
  const asked = {
    ...options,
    out: undefined,
    overwrite: undefined,
    json: undefined,
    quiet: undefined,
    workers: undefined,
  };
  using folder = await openRunFolder({
    ...{ out: options.out, overwrite: options.overwrite, command: "stillpoint mechanism" },
    request: { command: "mechanism", options: asked },
  });
  const progress = openProgress(terminal, options);
  const answers =
    data === undefined ? cachesOf(given, options) : await computed(given, data, options, terminal, progress);
  const matched = matchedAnswers(answers, options, data === undefined);
  const notes = notesOf(matched, answers, options);
  for (const note of [...notes, ...patience(matched, temperatures)]) progress.note(note);
  if (options.again !== undefined) ensureRepeated(matched, options);
  const subject = options.subject ?? data?.task;
  const study = studyOf({ given, answers, matched, notes, options, temperatures, subject });
  await folder.begin();
  const run = {
    command: "stillpoint mechanism",
    versions: { stillpoint: ownVersion(), node: process.version },
    config: asked,
    data: given.map(({ file }) => file),
    noiseSeed: options.seed,
  };
  await handStudy(study, run, folder.store, { options, terminal, progress });
}

function cachesOf(given: readonly Given[], options: MechanismOptions): readonly (ReadCache & Answers)[] {
  const network = given.find(({ file }) => !isTable(file));
  if (network !== undefined)
    throw usage(
      `--student ${network.file}: expected a table of logits as the teacher's; got another kind of file; cache its logits, or give networks alone`,
    );
  const caches = given.map(({ role, file }, k) => {
    const cached = readCache(file, role === "distilled" ? "--student" : `--${role}`, options);
    const [templates, features] = [options.templates?.[k - 1], options.features?.[k - 1]];
    if (templates === undefined || features === undefined) return cached;
    return {
      ...cached,
      geometry: { templates: matrixAt(templates, "--templates"), features: matrixAt(features, "--features") },
    };
  });
  if (options.ids !== undefined && options.labels === undefined && !caches.some(({ lentIds }) => lentIds))
    throw usage(
      `--ids ${options.ids}: expected a table without ids of its own; got ids in or beside every one; leave it out`,
    );
  return caches;
}

function matrixAt(path: string, option: string): NumberTable {
  const [column] = readTableFile(path, option).columns;
  if (column?.kind === "numbers") return numberTable(path, { values: column.values, columns: column.width });
  throw new StillpointError("INPUT", `${path}: expected a matrix of numbers; got texts; save the array alone as NPY`);
}

async function computed(
  given: readonly Given[],
  data: AnswersConfig,
  options: MechanismOptions,
  terminal: Terminal,
  progress: Progress,
): Promise<readonly Answers[]> {
  const table = given.find(({ file }) => isTable(file));
  if (table !== undefined)
    throw usage(
      `${table.file}: expected a network as the others; got a table of logits; give tables alone or networks alone`,
    );
  const files = given.map(({ file }) => lastNetwork(file));
  refuseTwice(files);
  const found = given.map(({ role, seed }, k) => ({
    role,
    seed,
    files: [{ step: 0, file: files[k] ?? "" }],
    steps: [0],
  }));
  await using engine = await openOnnxEngine(options.workers === undefined ? {} : { workers: options.workers }, found);
  using interrupt = interruptSignal(terminal, engine.runtimes);
  const answers = await networkAnswers(data, files, engine, {
    note: (text) => progress.note(text),
    start: (total) => progress.start("answers", total),
    step: () => progress.add(1),
    signal: interrupt.signal,
  });
  progress.finish();
  return answers;
}

function matchedAnswers(
  answers: readonly (NamedAnswers | ReadCache)[],
  options: MechanismOptions,
  caches: boolean,
): MatchedExamples {
  const [first] = answers;
  const { labels, sameOrder } = options;
  const beside =
    caches && labels !== undefined && first !== undefined && "rowName" in first
      ? { labels: readLabels(labels, first, options) }
      : {};
  return matchExamples(answers, { sameOrder, ...beside });
}

/** Logits times passes over them from which one waits for minutes. */
const MANY = 3e9;
/** Passes over the logits for every student. */
const PASSES = 12;

function patience({ networks }: MatchedExamples, temperatures: readonly number[] | undefined): readonly string[] {
  const [teacher] = networks;
  const logits = (teacher?.rows ?? 0) * (teacher?.classes ?? 0);
  const passes = (temperatures ?? TEMPERATURES).length + PASSES * (networks.length - 1);
  if (logits * passes < MANY) return [];
  return [
    `${teacher?.rows} x ${teacher?.classes} logits of ${networks.length} networks: this takes minutes; fewer rows, or a sweep of fewer --temperatures, take less`,
  ];
}

function notesOf(
  { networks, ids }: MatchedExamples,
  answers: readonly Answers[],
  options: MechanismOptions,
): readonly string[] {
  const order =
    ids === undefined && networks.length > 1
      ? ["rows are taken in the order they have: labels agree, but rows exchanged within a class would go unseen"]
      : [];
  const lent = answers.filter((one) => "lentIds" in one && one.lentIds === true).map(({ place }) => place);
  const trust =
    lent.length > 1
      ? [`ids of ${options.ids} are taken for ${lent.join(", ")} alike: that all have this one order is taken on trust`]
      : [];
  const twins = networks.slice(1).flatMap(({ name, values }, k) =>
    networks
      .slice(1, k + 1)
      .filter((other) => other.values.every((value, at) => value === values[at]))
      .map((other) => `${other.name} and ${name} hold the very same logits: one network in two roles`),
  );
  return [
    ...order,
    ...trust,
    ...twins,
    ...networks.flatMap((logits, k) => {
      // A student may know little; a teacher that does has its rows in another order, more often than not.
      ensureAnswers(logits, { accuracy: options.accuracy && k === 0, ...(ids === undefined ? {} : { ids }) });
      return answerNotes(logits, answers[k]?.rounding);
    }),
  ];
}

/** The teacher's second logits against its first. Throws `INPUT` where they differ. */
function ensureRepeated({ networks: [teacher], ids }: MatchedExamples, options: MechanismOptions): void {
  const path = options.again ?? "";
  if (teacher === undefined) return;
  const again = readCache(path, "--again", options);
  const first = {
    place: teacher.name,
    values: teacher.values,
    rows: teacher.rows,
    classes: teacher.classes,
    labels: teacher.labels,
    ...(ids === undefined ? {} : { ids }),
  };
  const [once, twice] = matchExamples([first, again], { sameOrder: options.sameOrder }).networks;
  const at =
    once?.values.findIndex(
      (value, k) => Math.abs(value - (twice?.values[k] ?? Number.NaN)) > 1e-4 * Math.max(1, Math.abs(value)),
    ) ?? -1;
  if (at === -1) return;
  const row = Math.floor(at / teacher.classes);
  throw new StillpointError(
    "INPUT",
    `${path}, ${ids?.[row] ?? `row ${row}`}: expected the logits of ${teacher.name} again; got ${twice?.values[at]} for ${once?.values[at]}; take logits in evaluation mode (model.eval()), without augmentation`,
  );
}

interface Material {
  readonly given: readonly Given[];
  readonly answers: readonly Answers[];
  readonly matched: MatchedExamples;
  readonly notes: readonly string[];
  readonly options: MechanismOptions;
  readonly temperatures: readonly number[] | undefined;
  readonly subject: string | undefined;
}

function studyOf({ given, answers, matched, notes, options, temperatures, subject }: Material): Study {
  const [teacher, ...others] = matched.networks;
  if (teacher === undefined) throw new Error("a teacher was matched");
  const { temperature, teacherWeight = 0.9, temperatureSquared = "yes", seed } = options;
  const students = others.map((logits, k): StudiedStudent => {
    const own = answers[k + 1];
    const { role = "distilled", seed: number = 0 } = given[k + 1] ?? {};
    const geometry = own?.geometry === undefined ? {} : { geometry: inRows(own, own.geometry, matched) };
    return { logits, role, seed: number, ...geometry };
  });
  const lint =
    options.lintLoss === undefined || students[0] === undefined
      ? undefined
      : lintSection(readLosses(options.lintLoss, teacher, students[0].logits, matched.ids));
  // Without the loss that students were taught with, nothing can be said of them but what the linter finds.
  const told = temperature === undefined || options.teacherWeight === undefined ? [] : students;
  const study = mechanismStudy({
    subject: subject ?? teacher.name,
    teacher,
    students: told,
    weights: { teacherWeight, temperatureSquared: temperatureSquared === "yes" },
    seed,
    notes,
    ...(temperature === undefined ? {} : { temperature }),
    ...(temperatures === undefined ? {} : { temperatures }),
    ...(matched.classNames === undefined ? {} : { classNames: matched.classNames }),
  });
  return lint === undefined ? study : { ...study, sections: [lint, ...study.sections] };
}

/** Features in the order of the matched rows. */
function inRows(
  own: Answers,
  { features, templates }: NonNullable<Answers["geometry"]>,
  { ids }: MatchedExamples,
): NonNullable<StudiedStudent["geometry"]> {
  if (ids === undefined || own.ids === undefined) return { features, templates };
  const places = new Map(own.ids.map((id, row) => [id, row]));
  const { columns, values } = features;
  const rows = ids.map((id) => (places.get(id) ?? 0) * columns);
  return {
    templates,
    features: numberTable(
      "features",
      rows.map((at) => values.subarray(at, at + columns)),
    ),
  };
}
