// `stillpoint init`: a config for the networks and data that lie in a folder.

import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { StillpointError } from "@stillpoint/core";
import { configJsonSchema } from "../analyze/config-schema.ts";
import { ensureShards } from "../files/tfjs-shards.ts";
import { folderOf, folderTree } from "../init/folder-tree.ts";
import { joinedSteps } from "../init/joined-steps.ts";
import { networkFilesOf } from "../init/network-files.ts";
import { type NetworkReading, readNetworkAt } from "../init/network-reading.ts";
import { type FoundData, treeData } from "../init/tree-data.ts";
import { type TreeNetwork, treeNetworks } from "../init/tree-networks.ts";
import { type Draft, writtenConfig } from "../init/written-config.ts";
import type { Terminal } from "../session.ts";

const CONFIG = "stillpoint.jsonc";

/** Damaged files that are named one by one. */
const MOST_SAID = 6;

/** The command. Throws `USAGE` for a config that is there already, `INPUT` for no folder, `STORAGE` where it cannot write. */
export async function init(
  folder: string,
  { overwrite }: { readonly overwrite: boolean },
  terminal: Terminal,
): Promise<void> {
  const file = join(folder, CONFIG);
  const tree = folderTree(folder);
  if (existsSync(file) && !overwrite) {
    throw new StillpointError(
      "USAGE",
      `config ${file}: expected none yet; got one; remove it, or write it anew with --overwrite`,
    );
  }
  const networkFiles = networkFilesOf(tree);
  const { networks: all, unclear } = treeNetworks(tree, networkFiles);
  const { networks, problems: others } = ofOneEngine(joinedSteps(folder, all));
  const { seeds, teacher, problems } = bySeed(networks);
  const { reading, problems: damaged } = await readingOf(networks);
  const found = treeData(tree, networkFiles);
  const data = dataOf(found, reading?.modality);
  const draft: Draft = {
    modality: reading?.modality ?? data.modality,
    data: data.path,
    masks: found.masks.length === 1 ? found.masks[0] : undefined,
    labels: found.labels.length === 1 ? found.labels[0] : undefined,
    tokenizer: tokenizerOf(found, networks),
    layers: reading?.layers ?? [],
    channels: reading?.channels,
    bytes: reading?.bytes === true,
    grid: reading?.grid,
    teacher: teacher?.pattern,
    seeds,
  };
  write(file, writtenConfig(draft));
  write(join(folder, "stillpoint.schema.json"), configJsonSchema());
  const masks = found.masks.length > 1 ? [`masks: ${found.masks.join(", ")} could be meant`] : [];
  tell(
    draft,
    reading,
    networks,
    [...unclear, ...others, ...problems, ...damaged, ...data.problems, ...masks],
    file,
    terminal,
  );
}

interface Seeds {
  readonly seeds: Draft["seeds"];
  readonly teacher: TreeNetwork | undefined;
  readonly problems: readonly string[];
}

/** Networks of one engine, since a run takes one: of both, those that alone have a pair. */
function ofOneEngine(networks: readonly TreeNetwork[]): Pick<Seeds, "problems"> & {
  readonly networks: readonly TreeNetwork[];
} {
  const kinds = (["ONNX", "TensorFlow.js"] as const).map((engine) => ({
    engine,
    own: networks.filter((network) => network.engine === engine),
  }));
  if (kinds.some(({ own }) => own.length === 0)) return { networks, problems: [] };
  const whole = kinds.filter(({ own }) => bySeed(own).seeds.length > 0);
  const [kept] = whole.length === 1 ? whole : [];
  const said = kinds.map(({ engine, own }) => `${own.map(({ pattern }) => pattern).join(", ")} as ${engine}`);
  const taken = kept === undefined ? "none are taken: move one kind away" : `those as ${kept.engine} are taken`;
  return { networks: kept?.own ?? [], problems: [`networks: ${said.join(" and ")}; a run takes one kind; ${taken}`] };
}

/** Networks seed by seed. A seed without its pair, or with two networks of a role, is left out and said. */
function bySeed(networks: readonly TreeNetwork[]): Seeds {
  const problems: string[] = [];
  const teachers = networks.filter(({ role }) => role === "teacher");
  if (teachers.length > 1)
    problems.push(`teacher: ${teachers.map(({ pattern }) => pattern).join(", ")} could be meant`);
  const students = networks.filter(({ role }) => role !== "teacher");
  const named = new Set(students.map(({ seed }) => seed));
  const seeds = [...named]
    .sort((a, b) => (a ?? -1) - (b ?? -1))
    .flatMap((seed) => {
      const own = students.filter((network) => network.seed === seed);
      const said = seed === undefined ? "without a seed" : `of seed ${seed}`;
      const twin = own.find((network, k) => {
        return own.slice(k + 1).some(({ role, isControl }) => role === network.role && isControl === network.isControl);
      });
      if (twin !== undefined) {
        const twins = own.filter(({ role, isControl }) => role === twin.role && isControl === twin.isControl);
        problems.push(`${twin.role} ${said}: ${twins.map(({ pattern }) => pattern).join(", ")} could be meant`);
        return [];
      }
      const missing = (["distilled", "scratch"] as const).filter(
        (role) => !own.some((network) => network.role === role && !network.isControl),
      );
      if (missing.length > 0) {
        problems.push(
          `networks ${said}: no ${missing.join(" and no ")} beside ${own.map(({ pattern }) => pattern).join(", ")}`,
        );
        return [];
      }
      return [{ seed: seed ?? 0, networks: own }];
    });
  // What names no seed would be seed 0, which another may be.
  const clash = named.has(undefined) && seeds.filter(({ seed }) => seed === 0).length > 1;
  if (clash) problems.push("networks: some without a seed beside others of seed 0");
  return {
    seeds: clash ? seeds.filter(({ networks: own }) => own[0]?.seed !== undefined) : seeds,
    teacher: teachers.length === 1 ? teachers[0] : undefined,
    problems,
  };
}

interface Read {
  readonly reading: NetworkReading | undefined;
  readonly problems: readonly string[];
}

/** What the first checkpoint that can be read says, a distilled network's first; and every file of TensorFlow.js that is not whole. */
async function readingOf(networks: readonly TreeNetwork[]): Promise<Read> {
  const problems = new Set<string>();
  const failing = async <Result>(run: () => Promise<Result> | Result): Promise<Result | undefined> => {
    try {
      return await run();
    } catch (error) {
      if (!(error instanceof StillpointError) || error.code === "RUNTIME") throw error;
      problems.add(error.message);
      return undefined;
    }
  };
  for (const { engine, files } of networks) {
    for (const { file } of engine === "ONNX" ? [] : files) await failing(() => ensureShards(file));
  }
  const first = networks.toSorted((a, b) => Number(b.role === "distilled") - Number(a.role === "distilled"));
  let reading: NetworkReading | undefined;
  for (const { files } of first) {
    const [start] = files;
    if (start === undefined) continue;
    reading = await failing(() => readNetworkAt(start.file));
    if (reading !== undefined) break;
  }
  const said = [...problems];
  const more = said.length > MOST_SAID ? [`${said.length - MOST_SAID} more files are damaged`] : [];
  return { reading, problems: [...said.slice(0, MOST_SAID), ...more] };
}

/** The one tokenizer of the tree; none where each network has its own beside it. */
function tokenizerOf({ tokenizers }: FoundData, networks: readonly TreeNetwork[]): string | undefined {
  const own = networks.some(({ pattern }) => tokenizers.some((file) => file.startsWith(`${pattern}/`)));
  const folders = new Set(tokenizers.map(folderOf));
  return own || folders.size !== 1 ? undefined : tokenizers[0];
}

interface DataChoice {
  readonly path: string | undefined;
  readonly modality: string | undefined;
  readonly problems: readonly string[];
}

/** The only data of the network's modality; of texts questions look like sentences' networks too. */
function dataOf({ data }: FoundData, modality: string | undefined): DataChoice {
  const fitting = data.filter((each) => modality === undefined || each.modality === modality);
  const [only, second] = fitting;
  if (only !== undefined && second === undefined) return { path: only.path, modality: only.modality, problems: [] };
  const others = data.length > 0 ? `, only ${data.map(({ path, modality: of }) => `${path} (${of})`).join(", ")}` : "";
  const problem =
    only === undefined
      ? `data: none of ${modality ?? "a known kind"}${others}`
      : `data: ${fitting.map(({ path, count }) => `${path} (${count})`).join(", ")} could be meant`;
  return { path: undefined, modality: only?.modality, problems: [problem] };
}

function tell(
  draft: Draft,
  reading: NetworkReading | undefined,
  networks: readonly TreeNetwork[],
  problems: readonly string[],
  file: string,
  terminal: Terminal,
): void {
  const line = (text: string): void => terminal.out(`${text}\n`);
  for (const { role, seed, isControl, pattern, files, field } of networks) {
    const steps = files.map(({ step }) => step);
    const from = field === undefined ? "" : ` from "${field}"`;
    const of = seed === undefined ? "" : `, seed ${seed}`;
    line(`${isControl ? "control, " : ""}${role}${of}: ${pattern}, steps ${shown(steps)}${from}`);
  }
  if (reading !== undefined) line(`network: ${reading.inputs.join(", ")}: ${reading.modality ?? "of no known kind"}`);
  if (draft.data !== undefined) line(`data: ${draft.data}`);
  if (draft.masks !== undefined) line(`masks: ${draft.masks}`);
  if (draft.labels !== undefined) line(`labels: ${draft.labels}`);
  if (draft.tokenizer !== undefined) line(`tokenizer: ${draft.tokenizer}`);
  if (draft.layers.length > 0) line(`layers: ${draft.layers.join(", ")}; stillpoint inspect lists the others`);
  for (const problem of problems) line(`not clear: ${problem}`);
  if (draft.layers.length === 0 && reading !== undefined) line("not clear: layer: see stillpoint inspect");
  if (draft.modality === "image" && draft.masks === undefined)
    line("not known: masks; without them every picture needs a transparent background");
  if (draft.modality === "image" && reading?.bytes !== true)
    line(
      `not known: mean and std of your training; ${draft.channels === 1 ? "0.5 and 0.5" : "ImageNet's"} are used unless the config says otherwise`,
    );
  if (draft.seeds.length > 0 && draft.seeds.length < 3) line(`${draft.seeds.length} of the 3 seeds that verdicts need`);
  const [seed] = draft.seeds;
  const isWhole = seed !== undefined && ![draft.modality, draft.data, draft.layers[0]].includes(undefined);
  line(`wrote ${file}; ${isWhole ? "look it through" : "fill in what is missing"}, then: stillpoint analyze ${file}`);
}

function shown(steps: readonly number[]): string {
  return (steps.length > 6 ? [...steps.slice(0, 3), "...", steps.at(-1)] : steps).join(", ");
}

function write(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new StillpointError(
      "STORAGE",
      `config ${file}: expected a folder that can be written to; got ${reason}; check the path`,
      { cause },
    );
  }
}
