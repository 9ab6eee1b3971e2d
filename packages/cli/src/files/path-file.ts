// How far the weights of checkpoints on disk have moved: from the training's own record, else from the weights.

import { existsSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { type Graph, type ModelSource, openNetwork, resolveLayer } from "@stillpoint/autodiff";
import { ensure, type PathOrigin, type PathOrigins, type Run, StillpointError } from "@stillpoint/core";
import { trainedNames, weightPaths } from "@stillpoint/distill";
import { type MeasuredTask, PATH_FILES, parsePathRecord } from "@stillpoint/experiment";
import type { StepFile } from "./checkpoint-files.ts";
import { inNetwork, modelFileAt } from "./model-file.ts";
import { readTextFile } from "./text-file.ts";

/** Paths by step with their origins. */
export interface FoundPaths {
  readonly steps: ReadonlyMap<number, Run["checkpoints"][number]["path"]>;
  readonly origins: PathOrigins;
}

/**
 * From the record beside the files or in the folder that holds them all (`path.json`, `path.csv`, our own `paths.json`),
 * else summed over the weights of the files. Throws `INPUT` for a record that is damaged, lacks the layer or a
 * checkpoint, and for two of them; `MODEL`, `LAYER` of `weightPaths`. `read` gives a file as an ONNX model.
 */
export async function pathsOf(
  files: readonly StepFile[],
  layer: string,
  read: (file: string) => Promise<ModelSource> = async (file) => modelFileAt(file),
): Promise<FoundPaths> {
  const record = pathFile(files);
  const first = files[0]?.file;
  const recorded =
    record === undefined || first === undefined ? undefined : recordedPaths(record, await graphOf(first, read), layer);
  // One file without a number in its name has no step that a record could know.
  if (record === undefined || recorded === undefined || (files.length === 1 && !recorded.has(files[0]!.step))) {
    const { steps, ...origins } = await weightPaths(
      files.map(({ step, file }) => ({ step, name: file, read: () => read(file) })),
      layer,
    );
    return { steps, origins };
  }
  const steps = files.map(({ step }) => {
    const path = recorded.get(step);
    ensure(path !== undefined, "INPUT", () => missingStep(record, step, [...recorded.keys()]));
    return [step, path] as const;
  });
  const lacks = steps.some(([, { network }]) => Number.isNaN(network.perStep) && Number.isNaN(network.perCheckpoint));
  const network = lacks ? { reason: `${record} has no rows of the whole network, called *` } : {};
  return {
    steps: new Map(steps),
    origins: { layer: { source: "record" }, network: { source: "record", ...network } },
  };
}

async function graphOf(file: string, read: (file: string) => Promise<ModelSource>): Promise<Graph> {
  try {
    return (await openNetwork(await read(file))).graph;
  } catch (cause) {
    throw inNetwork(file, cause);
  }
}

function recordedPaths(record: string, graph: Graph, layer: string): FoundPaths["steps"] {
  const names = (): readonly string[] => {
    try {
      return trainedNames(graph, resolveLayer(graph, layer));
    } catch (cause) {
      // Behind no weight at all the record may still name the layer itself.
      if (cause instanceof StillpointError && cause.code === "LAYER") return [];
      throw cause;
    }
  };
  return parsePathRecord(readTextFile(record, "it, or remove it").text, record, layer, names);
}

function missingStep(record: string, step: number, steps: readonly number[]): string {
  const known = steps.length > 12 ? [...steps.slice(0, 12), `${steps.length - 12} more`] : steps;
  return `${record}: expected the path at step ${step}, of which there is a checkpoint; got steps ${known.join(", ")}; add it, or remove the file and paths are measured from the exported weights`;
}

/** The one record of these files, if any. */
function pathFile(files: readonly StepFile[]): string | undefined {
  const folders = new Set(files.map(({ file }) => dirname(file)));
  const outer = [...folders].reduce(commonFolder);
  for (const folder of new Set([...(folders.size === 1 ? folders : []), outer])) {
    const found = PATH_FILES.map((name) => join(folder, name)).filter((file) => existsSync(file));
    if (found.length > 1) {
      throw new StillpointError(
        "INPUT",
        `folder ${folder}: expected one record of the weights' path; got ${found.map((file) => relative(folder, file)).join(", ")}; keep the one that belongs to these checkpoints`,
      );
    }
    if (found[0] !== undefined) return found[0];
  }
  return undefined;
}

function commonFolder(a: string, b: string): string {
  const [own, other] = [a.split(sep), b.split(sep)];
  const parted = own.findIndex((part, k) => part !== other[k]);
  return parted < 0 ? a : own.slice(0, parted).join(sep) || sep;
}

/** A distance that is not told. */
interface Missing {
  readonly what: string;
  readonly network: string;
  readonly source: PathOrigin["source"];
  readonly reason: string;
}

/** Where the distances of these tasks come from, for the terminal: a sentence for each reason why one is not told. */
export function pathNotes(tasks: readonly Pick<MeasuredTask, "layer" | "networks">[]): string[] {
  const missing = tasks.flatMap(({ layer, networks }) =>
    networks.flatMap(({ role, seed, origins, checkpoints }) => {
      if (origins === undefined || checkpoints.length < 2) return [];
      const of = (what: string, { source, reason }: PathOrigin): Missing[] =>
        reason === undefined ? [] : [{ what, network: `${role} (seed ${seed})`, source, reason }];
      return [...of(`layer ${layer}`, origins.layer), ...of("the whole network", origins.network)];
    }),
  );
  const exported = tasks.some(({ networks }) =>
    networks.some(({ origins, checkpoints }) => origins?.layer.source === "exported" && checkpoints.length > 1),
  );
  return [
    ...[...new Set(missing.map(({ reason }) => reason))].map((reason) => {
      const own = missing.filter((each) => each.reason === reason);
      const all = (part: "what" | "network"): string => [...new Set(own.map((each) => each[part]))].join(", ");
      const remedy = own[0]?.source === "record" ? "" : REMEDY;
      return `weight distance of ${all("what")} in ${all("network")}: not told, ${reason}${remedy}`;
    }),
    ...(exported ? [EXPORTED] : []),
  ];
}

const REMEDY = "; write path.csv while training (see the README of @stillpoint/experiment)";
const EXPORTED =
  "weight distances (H2) are from exported weights: where an exporter changed them a record of the path is exact";
