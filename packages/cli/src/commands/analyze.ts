// `stillpoint analyze`: the measurement on the user's own ONNX checkpoints.

import { statSync } from "node:fs";
import { committedCalibration } from "@stillpoint/bench";
import { type EngineChoice, type EngineDefaults, engineChoice } from "@stillpoint/core";
import { type EngineTask, type MeasuredTask, measureAndReport } from "@stillpoint/experiment";
import { agreementSentence, checkAgreement, loadNetwork, networkOpener, type Runtime } from "@stillpoint/onnx";
import type { FittedSamples } from "@stillpoint/preprocess";
import type { Command } from "commander";
import type { AnalyzeConfig } from "../analyze/analyze-config.ts";
import { type CheckedAnswers, checkAnswers } from "../analyze/check-answers.ts";
import { checkModels } from "../analyze/check-models.ts";
import { type FoundNetwork, type FoundNetworks, foundNetworks } from "../analyze/found-networks.ts";
import { MODALITIES } from "../analyze/modality-loader.ts";
import { analyzeConfig } from "../analyze/read-config.ts";
import { modelFileAt } from "../files/model-file.ts";
import { networkFile } from "../files/network-file.ts";
import { taskNetworkOf } from "../files/network-folder.ts";
import { packageFiles } from "../files/package-files.ts";
import { pathNotes } from "../files/path-file.ts";
import { measuredBy } from "../made-by.ts";
import { openRunFolder } from "../output/run-folder.ts";
import { interruptSignal, openProgress, openReference, openRuntime, type Terminal } from "../session.ts";
import { showEvents } from "../terminal/show-events.ts";
import { versionsOf } from "../versions.ts";

/** Networks above this many bytes are measured one per lane: they would not fit twice. */
const LARGE_NETWORK = 2 ** 26;

/** The command. */
export async function analyze(file: string | undefined, command: Command, terminal: Terminal): Promise<void> {
  const config = analyzeConfig(file, command);
  const found = foundNetworks(config);
  using folder = await openRunFolder({ ...config, command: "stillpoint analyze" });
  const progress = openProgress(terminal, config);
  for (const note of found.notes) progress.note(note);
  const data = await samplesFor(config, found.networks);
  for (const note of data.notes) progress.note(note);
  await using runtime = await openRuntime(config);
  using interrupt = interruptSignal(terminal, runtime);
  const all = [...found.networks, ...found.control];
  const place = { from: config.input ?? data.from, inputs: data.samples[0]?.input.inputs ?? {} };
  const say = (text: string): void => progress.note(text);
  const { sigma0 } = data.modality.engine;
  const models = await checkModels(all, { layers: config.layer, ...place, sigma0, say }, runtime);
  for (const note of models.notes) progress.note(note);
  const answers = await checkAnswers(config, data, all, runtime);
  for (const note of answers.notes) progress.note(note);
  if (answers.refusal !== undefined) throw answers.refusal;
  // Networks and data are read and checked up to here; from here on it takes time.
  const checked = { ...place, behindMaximum: models.behindMaximum, answers };
  const { tasks, notes } = await tasksOf(config, data, found, checked, runtime);
  for (const note of notes) progress.note(note);
  await folder.begin();
  const files = all.flatMap((network) => network.files);
  const largest = Math.max(...files.map(({ file }) => statSync(file).size));
  const events = measureAndReport(tasks, {
    store: folder.store,
    concurrency: runtime.lanes * (largest > LARGE_NETWORK ? 1 : 2),
    signal: interrupt.signal,
    report: {
      run: {
        command: "stillpoint analyze",
        versions: versionsOf(runtime),
        config: choiceOf(config),
        data: [config.data],
        noiseSeed: config.seed,
      },
      calibration: await committedCalibration(packageFiles),
    },
  });
  await showEvents(events, progress);
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
  runtime: Runtime,
): Promise<{ readonly tasks: readonly EngineTask[]; readonly notes: readonly string[] }> {
  const open = networkOpener({ runtime, from, example: inputs });
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
          ...(await taskNetworkOf(network, layer, open)),
          ...(accuracy === undefined ? {} : { accuracy }),
        });
      }
      const { samples, modality, foregroundRule } = data;
      const task = { task: name, modality, layer, from, samples, foregroundRule, networks: opened, ...more };
      tasks.push({ task: { ...task, madeBy: measuredBy(runtime) }, engine });
    };
    const controlTask = `${config.task}-control`;
    await add(config.task, networks, control.length > 0 ? { control: controlTask } : {});
    if (control.length > 0) await add(controlTask, control, {});
  }
  const smoothed = data.modality.behindMaximum === undefined ? [] : config.layer.filter((at) => behindMaximum.has(at));
  const smoothing =
    smoothed.length > 0 && config.recipe === "limit"
      ? [
          `a maximum over all tokens lies before ${smoothed.join(", ")}: energies are averaged around each text, as in the benchmark's text CNN`,
        ]
      : [];
  const notes = [...pathNotes(tasks.map(({ task }) => task)), ...smoothing];
  return { tasks, notes: [...notes, ...(await agreementNotes(config, tasks[0], networks, runtime))] };
}

/** Holds a device's map of the first sample against the processor's. Throws `RUNTIME` where they differ. */
async function agreementNotes(
  config: AnalyzeConfig,
  first: EngineTask | undefined,
  networks: readonly FoundNetwork[],
  runtime: Runtime,
): Promise<string[]> {
  await using reference = openReference(config);
  const sample = first?.task.samples[0];
  const file = networks[0]?.files[0]?.file;
  if (reference === undefined || first === undefined || sample === undefined || file === undefined) return [];
  const agreement = await checkAgreement({
    runtime,
    reference,
    network: await loadNetwork(modelFileAt(file), sample.input.inputs, reference),
    from: first.task.from,
    to: first.task.layer,
    units: sample.input,
    options: { ...first.engine, sample: sample.info.id },
  });
  return [agreementSentence(agreement)];
}

async function samplesFor(config: AnalyzeConfig, networks: readonly FoundNetwork[]): Promise<FittedSamples> {
  const name = networks.find(({ role }) => role === "distilled")?.files[0]?.file ?? "";
  const loader = MODALITIES.find(({ modality }) => modality.id === config.modality);
  if (loader === undefined) throw new Error(`modality ${config.modality} passed the check of the config`);
  const network = await networkFile(name);
  const found = await loader.load(config, network);
  return { ...found, notes: [...network.notes, ...found.notes] };
}

function engineOf(config: AnalyzeConfig, { modality }: FittedSamples, behindMaximum: boolean): EngineChoice {
  const defaults: EngineDefaults = (behindMaximum ? modality.behindMaximum : undefined) ?? modality.engine;
  return engineChoice(defaults, config);
}

/** What decides the results: the same request in another folder, or gone on with, is the same report. */
function choiceOf({ out, resume, overwrite, workers, json, quiet, ...choice }: AnalyzeConfig): object {
  return choice;
}
