// The benchmark as a library: trains what a part needs, measures it, and reports after every part.

import { engineChoice, ensure, type Recipe } from "@stillpoint/core";
import {
  type ExperimentEvent,
  eventsOf,
  type MeasuredTask,
  measureTask,
  type OnEvent,
  type ReportOptions,
  type Store,
  setAside,
  type TaskSummary,
  taskFile,
  tellReport,
} from "@stillpoint/experiment";
import { agreementSentence, checkAgreement, loadNetwork, type Runtime } from "@stillpoint/onnx";
import { analysisConfig } from "./analysis-config.ts";
import { type ChosenRole, PRESET_ROLES, type PresetName } from "./benchmark.ts";
import type { BenchmarkData, BenchmarkTask } from "./benchmark-task.ts";
import { testCheckpoints } from "./checkpoint-accuracy.ts";
import { type Method, PRESET_METHODS } from "./method.ts";
import type { TrainedNetwork } from "./networks.ts";
import type { PackageFiles } from "./package-files.ts";
import { byEffort, controlTask, type Part, partsOf, partTask, partTitle } from "./part.ts";
import { type Opening, taskNetwork, teacherNetwork, trialOpener } from "./task-network.ts";
import { trainAll } from "./train-all.ts";
import { specsFor, type Trial, trialKey, trialOf } from "./trial.ts";

/** What is asked for. */
export interface BenchmarkChoice {
  readonly tasks: readonly BenchmarkTask[];
  readonly preset: PresetName;
  readonly recipe: Recipe;
  /** Of everything random; 0 is what is published. */
  readonly seed: number;
  /** Training seeds; the preset's by default. */
  readonly seeds?: number | undefined;
  readonly samples?: number | undefined;
  readonly passes?: number | undefined;
  /** How students are taught; the preset's by default. Each method is a task of its own. */
  readonly methods?: readonly Method[] | undefined;
  /** Roles beside those that every run has; the preset's by default. */
  readonly roles?: readonly ChosenRole[] | undefined;
  /** Families of networks, by id; the preset's by default. */
  readonly networks?: readonly string[] | undefined;
  /** Also runs each task's control, whose cue says nothing; the full preset always does. */
  readonly control?: boolean | undefined;
}

/** Where and with what it runs. */
export interface BenchmarkContext {
  readonly store: Store;
  readonly runtime: Runtime;
  readonly files: PackageFiles;
  /** Where given, every teacher's map of one sample must be the same on it before anything is measured. */
  readonly reference?: Runtime | undefined;
  readonly signal?: AbortSignal;
  /** Names the code and runtime that train and measure: what others made is made again. */
  readonly madeBy: string;
  /** What reports say beside the results. */
  readonly report?: Pick<ReportOptions, "run" | "calibration">;
}

/** Jobs in flight per lane: it stays busy while this thread works on another map. */
const JOBS_PER_LANE = 2;

/**
 * Trains, measures and reports, part by part; what the store holds of it already is taken over. After each part
 * `report.html` is written with all parts so far.
 *
 * Throws `INTERRUPTED` after a report of what is there, and the first failure of training, measuring or writing.
 */
export function runBenchmark(
  choice: BenchmarkChoice,
  context: BenchmarkContext,
): AsyncGenerator<ExperimentEvent, void> {
  return eventsOf((tell, signal) => new BenchmarkRun(choice, context, signal, tell).run(), context.signal);
}

/** One run: what its parts share while it lasts. */
class BenchmarkRun {
  readonly #choice: BenchmarkChoice;
  readonly #context: BenchmarkContext;
  readonly #signal: AbortSignal;
  readonly #tell: OnEvent;
  readonly #parts: readonly Part[];
  readonly #data = new Map<string, Promise<BenchmarkData>>();
  readonly #trials = new Map<string, Promise<OpenTrial>>();
  readonly #measured = new Map<Part, string>();
  readonly #known = new Map<string, TaskSummary>();

  constructor(choice: BenchmarkChoice, context: BenchmarkContext, signal: AbortSignal, tell: OnEvent) {
    this.#choice = choice;
    this.#context = context;
    this.#signal = signal;
    this.#tell = tell;
    const variants = withControl(choice) ? (["cue", "control"] as const) : (["cue"] as const);
    const methods = choice.methods ?? PRESET_METHODS[choice.preset];
    this.#parts = partsOf({ ...choice, variants, methods, roles: rolesOf(choice) });
  }

  async run(): Promise<void> {
    const waiting = byEffort(this.#parts);
    while (true) {
      const part = waiting.shift();
      if (part === undefined) break;
      try {
        await this.#work(part);
      } catch (error) {
        // What is finished is reported before the failure is told, and nothing hides that one.
        if (this.#measured.size > 0) await this.#report([part, ...waiting], "stopped").catch(() => undefined);
        throw error;
      }
      await this.#report(waiting, waiting.length === 0 ? "done" : "running");
    }
    await setAside(
      this.#context.store,
      this.#parts.map((part) => ({ task: partTask(part), layer: part.layer })),
    );
  }

  /** Trains what the part still needs and measures it. */
  async #work(part: Part): Promise<void> {
    const { trial, trained, measured, network } = await this.#trial(part);
    const { store, runtime, madeBy } = this.#context;
    const specs = specsFor(trial, part);
    const needed = specs.filter(({ folder }) => !trained.has(folder));
    const matter = { data: trial.data, settings: trial.preset.training };
    const name = `training networks of ${partTask(part)}@${part.layer}`;
    const context = { store, runtime, signal: this.#signal, madeBy };
    for (const each of await trainAll(
      name,
      needed.map((spec) => ({ spec, matter })),
      trained,
      context,
      this.#tell,
    )) {
      trained.set(each.spec.folder, each);
    }
    ensure(
      !this.#signal.aborted,
      "INTERRUPTED",
      () => `training: expected ${needed.length} networks of ${partTask(part)}; got stopped; go on with --resume`,
    );
    const own = specs.flatMap(({ folder }) => trained.get(folder) ?? []);
    const answers =
      part.method === "feature"
        ? new Map<string, number>()
        : await testCheckpoints(`answers of networks of ${partTask(part)}`, own, trial.data, context, this.#tell);
    const networks = [await network.teacher];
    for (const each of own) networks.push(await taskNetwork(each, part.layer, network.open, this.#context, answers));
    const { benchmark, family, data } = trial;
    const task: MeasuredTask = {
      task: partTask(part),
      modality: benchmark.modality,
      layer: part.layer,
      from: family.from,
      samples: data.samples,
      networks,
      title: partTitle(part),
      foregroundRule: benchmark.foregroundRule,
      ...(part.variant === "cue" ? { control: controlTask(part) } : {}),
      madeBy,
    };
    const engine = engineChoice(trial.engine, this.#choice);
    await store.write(configName(task), analysisConfig(task, data.analysis, own, trial.teacherFile, engine));
    this.#measured.set(part, taskFile(task));
    const concurrency = runtime.lanes * JOBS_PER_LANE;
    // What learns from labels is the same for both methods.
    const before = measured.filter(({ layer }) => layer === part.layer);
    for await (const event of measureTask(task, { engine, store, before, concurrency, signal: this.#signal }))
      this.#tell(event);
    measured.push(task);
  }

  /** The trial of a part, composed when its first part comes up. */
  #trial(part: Part): Promise<OpenTrial> {
    const { seed, preset } = this.#choice;
    const roles = rolesOf(this.#choice);
    const { store, files, runtime } = this.#context;
    const open = async (): Promise<OpenTrial> => {
      const trial = await trialOf(part, await this.#composed(part), { preset, roles, seed, files });
      const opening: Opening = { store, runtime };
      await this.#agree(part, trial);
      const opener = trialOpener(trial, opening);
      const teacher = teacherNetwork(trial, opener, opening);
      // Scored while others train: a run that ends before it is asked for must not end in its rejection.
      teacher.catch(() => undefined);
      return { trial, trained: new Map(), measured: [], network: { open: opener, teacher } };
    };
    return remembered(this.#trials, trialKey(part), open);
  }

  /** Holds the runtime against the reference, where there is one. Throws `RUNTIME` where they differ. */
  async #agree({ layer }: Part, { teacher, family, data, engine }: Trial): Promise<void> {
    const { reference, runtime } = this.#context;
    const sample = data.samples[0];
    if (reference === undefined || sample === undefined) return;
    const agreement = await checkAgreement({
      runtime,
      reference,
      network: await loadNetwork(teacher.slice(), sample.input.inputs, reference),
      from: family.from,
      to: layer,
      units: sample.input,
      options: { ...engineChoice(engine, this.#choice), sample: sample.info.id },
    });
    this.#tell({ kind: "note", text: agreementSentence(agreement) });
  }

  #composed({ task, variant, preset: { samples } }: Part): Promise<BenchmarkData> {
    const { seed, preset } = this.#choice;
    const { store, files } = this.#context;
    const compose = (): Promise<BenchmarkData> => task.compose({ variant, preset, samples, seed, store, files });
    return remembered(this.#data, `${task.benchmark.modality.id} ${variant}`, compose);
  }

  #report(waiting: readonly Part[], state: "running" | "stopped" | "done"): Promise<void> {
    const report = {
      ...this.#context.report,
      tasks: this.#parts.flatMap((part) => this.#measured.get(part) ?? []),
      pending: waiting.map((part) => `${partTitle(part)} at ${part.layer}`),
      unfinished: state !== "done",
      running: state === "running",
      // Merging rewrites every row; once is enough, unless this is where a run ends.
      merge: state !== "running",
      known: this.#known,
    };
    return tellReport(this.#context.store, report, this.#tell);
  }
}

interface OpenTrial {
  readonly trial: Trial;
  /** By folder. */
  readonly trained: Map<string, TrainedNetwork>;
  readonly measured: MeasuredTask[];
  readonly network: {
    readonly open: ReturnType<typeof trialOpener>;
    readonly teacher: ReturnType<typeof teacherNetwork>;
  };
}

/** The config with which `stillpoint analyze` repeats a task, relative to the store. */
function configName({ task, layer }: MeasuredTask): string {
  return `${`analyze-${task}@${layer}`.replaceAll("/", "-")}.json`;
}

/** The full preset is for publication, where a cue without its control says little. */
function withControl({ control = false, preset }: BenchmarkChoice): boolean {
  return control || preset === "full";
}

function rolesOf({ roles, preset }: BenchmarkChoice): readonly ChosenRole[] {
  return roles ?? PRESET_ROLES[preset];
}

function remembered<T>(known: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const found = known.get(key) ?? make();
  known.set(key, found);
  return found;
}
