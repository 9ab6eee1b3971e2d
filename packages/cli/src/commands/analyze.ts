// `stillpoint analyze`: the measurement on the user's own checkpoints.

import { committedCalibration } from "@stillpoint/bench";
import { type EngineChoice, type EngineDefaults, engineChoice, untilTrusted } from "@stillpoint/core";
import { type EngineTask, type MeasuredTask, measureAndReport } from "@stillpoint/experiment";
import { distinctSamples, type FittedSamples } from "@stillpoint/preprocess";
import type { Command } from "commander";
import type { AnalyzeConfig } from "../analyze/analyze-config.ts";
import { type CheckedAnswers, checkAnswers } from "../analyze/check-answers.ts";
import { type FoundNetwork, type FoundNetworks, foundNetworks } from "../analyze/found-networks.ts";
import { MODALITIES } from "../analyze/modality-loader.ts";
import { analyzeConfig } from "../analyze/read-config.ts";
import type { Engine } from "../engines/engine.ts";
import { openOnnxEngine } from "../engines/onnx-engine.ts";
import { areTfjs, openTfjsEngine, type TfjsEngine } from "../engines/tfjs-engine.ts";
import { networkFile } from "../files/network-file.ts";
import { packageFiles } from "../files/package-files.ts";
import { pathNotes } from "../files/path-file.ts";
import { memoryLimit } from "../memory-limit.ts";
import { openRunFolder } from "../output/run-folder.ts";
import { interruptSignal, openProgress, type Terminal } from "../session.ts";
import { showEvents } from "../terminal/show-events.ts";
import { versionsOf } from "../versions.ts";

/** The command. */
export async function analyze(file: string | undefined, command: Command, terminal: Terminal): Promise<void> {
  const config = analyzeConfig(file, command);
  const found = foundNetworks(config);
  const request = { command: "analyze", options: choiceOf(config) };
  using folder = await openRunFolder({ ...config, command: "stillpoint analyze", request });
  const progress = openProgress(terminal, config);
  for (const note of found.notes) progress.note(note);
  const all = [...found.networks, ...found.control];
  await using second = areTfjs(all) ? await openTfjsEngine(config) : undefined;
  for (const note of second?.notes ?? []) progress.note(note);
  const data = await samplesFor(config, found.networks, second);
  for (const note of data.notes) progress.note(note);
  await using engine = second ?? (await openOnnxEngine(config, all));
  using interrupt = interruptSignal(terminal, engine.runtimes);
  const place = { from: config.input ?? data.from, inputs: data.samples[0]?.input.inputs ?? {} };
  const say = (text: string): void => progress.note(text);
  using memory = memoryLimit({ limit: config.memory, outer: interrupt.signal, say });
  const { sigma0 } = data.modality.engine;
  const models = await engine.check(all, { layers: config.layer, ...place, sigma0, say });
  for (const note of models.notes) progress.note(note);
  const answers = await checkAnswers(config, data, all, engine);
  for (const note of answers.notes) progress.note(note);
  if (answers.refusal !== undefined) throw answers.refusal;
  // Networks and data are read and checked up to here; from here on it takes time.
  const checked = { ...place, behindMaximum: models.behindMaximum, answers };
  const { tasks, notes } = await tasksOf(config, data, found, checked, engine);
  for (const note of notes) progress.note(note);
  await folder.begin();
  const events = measureAndReport(tasks, {
    store: folder.store,
    concurrency: engine.concurrency,
    signal: memory.signal,
    report: {
      run: {
        command: "stillpoint analyze",
        versions: versionsOf(engine),
        config: choiceOf(config),
        data: [config.data],
        noiseSeed: config.seed,
        notes: [...found.notes, ...data.notes, ...models.notes, ...answers.notes, ...notes],
      },
      calibration: await committedCalibration(packageFiles),
    },
  });
  await memory.within(() => showEvents(events, progress));
  if (found.seeds.length < 3) {
    progress.note("fewer than 3 seeds: these numbers speak of this pair of networks, not of distillation");
  }
}

/** What is known of networks that can be measured. */
interface Checked {
  readonly from: string;
  /** Of one sample. */
  readonly inputs: FittedSamples["samples"][number]["input"]["inputs"];
  readonly behindMaximum: ReadonlySet<string>;
  readonly answers: CheckedAnswers;
}

/** A task for every layer; and what is to be said before they are measured. */
async function tasksOf(
  config: AnalyzeConfig,
  data: FittedSamples,
  { networks, control }: FoundNetworks,
  { from, inputs, behindMaximum, answers }: Checked,
  runner: Engine,
): Promise<{ readonly tasks: readonly EngineTask[]; readonly notes: readonly string[] }> {
  const tasks: EngineTask[] = [];
  for (const layer of config.layer) {
    const engine = engineOf(config, data, behindMaximum.has(layer));
    const add = async (
      name: string,
      of: readonly FoundNetwork[],
      more: Pick<MeasuredTask, "control">,
    ): Promise<void> => {
      const opened = [];
      for (const network of of) {
        const accuracy = answers.accuracy.get(network);
        opened.push({
          ...(await runner.taskNetwork(network, layer, from, inputs)),
          ...(accuracy === undefined ? {} : { accuracy }),
        });
      }
      const { samples, modality, foregroundRule } = data;
      const task = { task: name, modality, layer, from, samples, foregroundRule, networks: opened, ...more };
      tasks.push({ task: { ...task, madeBy: runner.madeBy }, engine, adapt: config.smoothing === "auto" });
    };
    const controlTask = `${config.task}-control`;
    await add(config.task, networks, control.length > 0 ? { control: controlTask } : {});
    if (control.length > 0) await add(controlTask, control, {});
  }
  const smoothed = data.modality.behindMaximum === undefined ? [] : config.layer.filter((at) => behindMaximum.has(at));
  const smoothing =
    smoothed.length > 0 && config.recipe !== "official" && config.smoothing === "auto"
      ? [
          `a maximum over all tokens lies before ${smoothed.join(", ")}: ${config.recipe === "optimum" ? "the optimum starts from equal noise" : "energies are averaged around each text"}, as in the benchmark's text CNN`,
        ]
      : [];
  const notes = [...pathNotes(tasks.map(({ task }) => task)), ...smoothing];
  return { tasks, notes: [...notes, ...(await runner.agreement(tasks[0], networks))] };
}

async function samplesFor(
  config: AnalyzeConfig,
  networks: readonly FoundNetwork[],
  second: TfjsEngine | undefined,
): Promise<FittedSamples> {
  const name = networks.find(({ role }) => role === "distilled")?.files[0]?.file ?? "";
  const loader = MODALITIES.find(({ modality }) => modality.id === config.modality);
  if (loader === undefined) throw new Error(`modality ${config.modality} passed the check of the config`);
  const network = await (second === undefined ? networkFile(name) : second.fitted(name));
  const found = distinctSamples(await loader.load(config, network));
  return { ...found, notes: [...network.notes, ...found.notes] };
}

function engineOf(config: AnalyzeConfig, { modality }: FittedSamples, behindMaximum: boolean): EngineChoice {
  const defaults: EngineDefaults = (behindMaximum ? modality.behindMaximum : undefined) ?? modality.engine;
  const { smoothing, passes } = config;
  if (smoothing !== "auto") return engineChoice({ ...defaults, smoothing: { timesSigma0: smoothing } }, config);
  const choice = engineChoice(defaults, config);
  return passes === undefined ? untilTrusted(choice) : choice;
}

/** What decides the results: the same request in another folder, or gone on with, is the same report. */
function choiceOf({ out, resume, overwrite, workers, memory, json, quiet, ...choice }: AnalyzeConfig): object {
  return choice;
}
