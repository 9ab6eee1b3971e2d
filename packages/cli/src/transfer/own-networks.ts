// `stillpoint transfer CONFIG`: the user's own networks and data.

import { type Role, StillpointError } from "@stillpoint/core";
import { loadNetwork } from "@stillpoint/onnx";
import { distinctSamples, type Labels, LEFT_OUT } from "@stillpoint/preprocess";
import { type StudyNetwork, transferStudy } from "@stillpoint/transfer";
import type { AnalyzeConfig } from "../analyze/analyze-config.ts";
import { labelsOf } from "../analyze/check-answers.ts";
import { type FoundNetwork, foundNetworks } from "../analyze/found-networks.ts";
import { MODALITIES } from "../analyze/modality-loader.ts";
import { answersConfig } from "../analyze/read-config.ts";
import { modelFileAt } from "../files/model-file.ts";
import { networkFile } from "../files/network-file.ts";
import { lastNetwork } from "../mechanism/network-answers.ts";
import { handStudy } from "../output/hand-study.ts";
import { openRunFolder } from "../output/run-folder.ts";
import { interruptSignal, openProgress, openRuntime, type Terminal } from "../session.ts";
import { versionsOf } from "../versions.ts";
import { openedNetwork } from "./opened-network.ts";
import type { TransferOptions } from "./options.ts";
import { domainSamples, groupsOf } from "./own-groups.ts";
import { questionsFor } from "./questions-for.ts";
import { questionSamples } from "./span-answers.ts";
import { type OwnSamples, studySamples } from "./study-samples.ts";

/** Samples where nobody says how many. */
const SAMPLES = 200;

/** Reads, asks and writes the study. Throws `USAGE`, `INPUT`, `MODEL`, `INTERRUPTED`. */
export async function transferOnFiles(file: string, options: TransferOptions, terminal: Terminal): Promise<void> {
  const {
    config,
    alone,
    networks: patterns,
  } = answersConfig(file, options.samples === undefined ? {} : { samples: options.samples }, "transfer");
  const { teacher, ...roles } = patterns;
  const found = foundNetworks({ networks: roles, teacher: teacher?.[0] });
  const [first] = found.networks;
  if (first === undefined)
    throw new StillpointError(
      "USAGE",
      `${file}: expected networks by role; got none; name teacher, distilled, scratch and null`,
    );
  const command = `stillpoint transfer ${file}`;
  const { knowledge = "response" } = options;
  const asked = { ...config, ...givenOf(options), seed: options.seed };
  using folder = await openRunFolder({
    ...{ out: options.out, overwrite: options.overwrite, command },
    request: { command: "transfer", options: asked },
  });
  const progress = openProgress(terminal, options);
  const data = await samplesOf({ ...config, samples: config.samples ?? SAMPLES }, fileOf(first), alone);
  for (const note of [...found.notes, ...data.notes]) progress.note(note);
  const labels = await labelsOf(config, data);
  if (labels === undefined)
    throw new StillpointError(
      "INPUT",
      "labels: expected a class for the samples; got none; give labels in the config, or data sorted into folders by class",
    );
  await using runtime = await openRuntime(options);
  using interrupt = interruptSignal(terminal, [runtime]);
  const example = data.samples[0]?.input.inputs ?? {};
  const specs: StudyNetwork[] = [];
  for (const own of found.networks) {
    specs.push({
      ...{ name: nameOf(own), role: own.role, seed: own.seed, knowledge },
      ...(await openedNetwork(fileOf(own), labels.kind)),
      open: () => loadNetwork(modelFileAt(fileOf(own)), example, runtime),
    });
  }
  const isSpan = labels.kind === "span";
  const samples = isSpan
    ? questionSamples(data)
    : await studySamples(data, labels, config, { file: fileOf(first), spec: specs[0]! });
  for (const note of samples.notes) progress.note(note);
  const foreign =
    options.foreign === undefined ? {} : { foreign: await foreignOf(options.foreign, labels.kind, example, runtime) };
  const groups = groupsOf(options, data, samples);
  const outside = samples.kept.length - (groups.groups?.samples.labels.length ?? samples.kept.length);
  if (outside > 0)
    progress.note(
      `${outside} of ${samples.kept.length} samples are in no group; what is told of groups leaves them out`,
    );
  const say = (text: string): void => progress.note(text);
  const domains = await domainsOf(options.domain ?? [], config, fileOf(first), samples, say);
  const questions = questionsFor(config, data, samples);
  await folder.begin();
  progress.start("asking the networks", specs.length, 0);
  const study = await transferStudy({
    ...{ subject: config.task, runtime, networks: specs, samples: samples.samples, classNames: samples.classNames },
    ...{ ...questions, ...foreign, ...groups, ...(domains.length === 0 ? {} : { domains }) },
    ...(isSpan ? { answers: "places", unsaid: [...questions.unsaid, ENDS] } : {}),
    seed: options.seed,
    settings: [
      { name: "samples", value: `${samples.samples.labels.length} of ${config.data}` },
      { name: "seeds", value: found.seeds.join(", ") },
      { name: "taught", value: knowledge === "feature" ? "features of layers" : "answers, as far as the caller says" },
      ...(isSpan ? [{ name: "answers", value: "the token where the answer to a question begins" }] : []),
      ...domains.map(({ name, labels: own }) => ({ name: `domain ${name}`, value: `${own.length} samples` })),
    ],
    signal: interrupt.signal,
    onNetwork: (done) => progress.update(done),
  });
  const run = {
    command,
    versions: versionsOf(runtime),
    config: asked,
    data: [config.data],
    noiseSeed: options.seed,
    notes: data.notes,
  };
  await handStudy(study, run, folder.store, { options, terminal, progress });
}

/** What a study of beginnings leaves open. */
const ENDS = {
  id: "answers.ends",
  reason: "whether students end answers as their teacher does; an answer is taken as the token where it begins",
};

/** What of a run only this command is told. */
function givenOf({ foreign, groups, unseen, positive, domain, knowledge }: TransferOptions) {
  return { foreign, groups, unseen, positive, domain, knowledge };
}

/** A network's last checkpoint. Throws `INPUT` for a TensorFlow.js model. */
function fileOf({ files }: FoundNetwork): string {
  return lastNetwork(files.at(-1)?.file ?? "");
}

function nameOf({ role, seed }: { readonly role: Role; readonly seed: number }): string {
  return role === "teacher" ? "teacher" : `${role}, seed ${seed}`;
}

async function samplesOf(
  config: AnalyzeConfig,
  file: string,
  alone: boolean,
): ReturnType<(typeof MODALITIES)[number]["load"]> {
  const loader = MODALITIES.find(({ modality }) => modality.id === config.modality);
  if (loader === undefined) throw new Error(`modality ${config.modality} passed the check of the config`);
  return distinctSamples(await loader.load(config, await networkFile(file), alone));
}

/** Data of other domains, read as the config's. Throws `USAGE` for a name given twice, `INPUT`, `MODEL`. */
async function domainsOf(
  given: readonly string[],
  config: AnalyzeConfig,
  file: string,
  samples: OwnSamples,
  say: (text: string) => void,
): Promise<readonly ReturnType<typeof domainSamples>[]> {
  const found: ReturnType<typeof domainSamples>[] = [];
  for (const text of given) {
    const [, name = text, data = text] = /^([^=/\\]+)=(.+)$/.exec(text) ?? [];
    if (found.some((domain) => domain.name === name))
      throw new StillpointError("USAGE", `--domain: expected each name once; got ${name} twice; name them apart`);
    const { masks: _, labels: __, ...rest } = config;
    const own = await samplesOf({ ...rest, data, parts: {} }, file, true).catch((cause: unknown) => {
      throw inDomain(name, cause);
    });
    for (const note of own.notes.filter((one) => one.includes(LEFT_OUT))) say(`domain ${name}: ${note}`);
    found.push(domainSamples(name, own, samples));
  }
  return found;
}

/** A fault of a domain's data, which the config's option would not mend. */
function inDomain(name: string, cause: unknown): unknown {
  if (!(cause instanceof StillpointError)) return cause;
  const message = cause.message.replaceAll("--data", "--domain");
  return new StillpointError(cause.code, `domain ${name}: ${message}`, { cause });
}

async function foreignOf(
  pattern: string,
  labels: Labels["kind"],
  example: Parameters<typeof loadNetwork>[1],
  runtime: Parameters<typeof loadNetwork>[2],
): Promise<StudyNetwork> {
  const file = lastNetwork(pattern);
  const { output, row } = await openedNetwork(file, labels);
  return {
    ...{ name: `foreign ${file}`, role: "teacher", output, ...(row === undefined ? {} : { row }) },
    open: () => loadNetwork(modelFileAt(file), example, runtime),
  };
}
