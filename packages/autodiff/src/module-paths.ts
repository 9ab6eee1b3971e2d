// Layers by the names of a program's modules: `layer1.0.bn2`, `encoder.layer.3`.

import { StillpointError } from "@stillpoint/core";
import { tensorNames } from "./cut.ts";
import type { Graph } from "./model/graph.ts";
import { type ModuleCall, moduleCalls } from "./module-calls.ts";
import { foldedInto, isNormalization, rewrittenConvolutions, type StandIn, standIns } from "./module-folding.ts";
import { nearest } from "./nearest.ts";

const FOLDED =
  "the exporter rewrote its weights, as it does to fold a normalisation into it: its tensor then holds what came out of that";

/** The tensor a name stands for. */
export interface LocatedLayer {
  readonly tensor: string;
  /** Path of the module whose output it is; absent for a tensor named directly. */
  readonly module?: string;
  /** What whoever chose the name should know, such as a normalisation that was folded away. */
  readonly note?: string;
}

/** Most names an error lists. */
const LISTED = 8;

/**
 * The tensor a layer's name stands for. A tensor of that name comes first; otherwise the name is a module's path, as
 * PyTorch's `named_modules` has it, and stands for the module's output. Leading modules may be left out where what is
 * left is the end of one path alone. `name#2` is a module's second call, `name.1` the second of its outputs.
 *
 * Throws `StillpointError LAYER` for a name the network does not have, one that several modules end with, and a module
 * that is called several times.
 */
export function resolveLayer(graph: Graph, name: string): string {
  const tensors = new Set(tensorNames(graph));
  return tensors.has(name) ? name : located(graph, tensors, name).tensor;
}

/** The same with what there is to say about it. Throws what `resolveLayer` throws. */
export function locateLayer(graph: Graph, name: string): LocatedLayer {
  const tensors = new Set(tensorNames(graph));
  if (!tensors.has(name)) return located(graph, tensors, name);
  const [call, ...more] = moduleCalls(graph).get(name) ?? [];
  if (call === undefined || more.length > 0 || call.main === name) return { tensor: name };
  const note = `the tensor of this name is measured; the output of the module ${name} is tensor ${call.main}`;
  return { tensor: name, note };
}

/** Names by tensor: the paths of modules, shortest first, that `locateLayer` takes to it alone. */
export function moduleNames(graph: Graph): ReadonlyMap<string, readonly string[]> {
  const tensors = new Set(tensorNames(graph));
  const names = new Map<string, string[]>();
  for (const [path, calls] of moduleCalls(graph)) {
    for (const [k, call] of calls.entries()) {
      const name = calls.length > 1 ? `${path}#${k + 1}` : path;
      if (!tensors.has(name)) names.set(call.main, [...(names.get(call.main) ?? []), name]);
    }
  }
  for (const paths of names.values()) paths.sort((a, b) => depth(a) - depth(b));
  return names;
}

function depth(path: string): number {
  return path.split(".").length;
}

/** What names can mean in a graph. */
interface Directory {
  readonly calls: ReadonlyMap<string, readonly ModuleCall[]>;
  /** Modules without operators of their own, whose parameters another's operator reads. */
  readonly standIns: ReadonlyMap<string, StandIn>;
  readonly paths: readonly string[];
  /** Convolutions whose weights the exporter has rewritten. */
  readonly rewritten: ReadonlySet<string>;
}

function located(graph: Graph, tensors: ReadonlySet<string>, name: string): LocatedLayer {
  const calls = moduleCalls(graph);
  const others = standIns(graph, calls);
  const rewritten = rewrittenConvolutions(graph);
  const directory = { calls, standIns: others, paths: [...calls.keys(), ...others.keys()], rewritten };
  const found = named(directory, name) ?? ending(directory, name);
  if (found !== undefined) return found;
  throw unknown(graph, tensors, directory, name);
}

/** What a whole path stands for, with the number of a call or an output behind it. */
function named(directory: Directory, name: string): LocatedLayer | undefined {
  const standIn = directory.standIns.get(name);
  if (standIn !== undefined) return { tensor: standIn.tensor, module: name, ...held(standIn) };
  const whole = called(directory, name, undefined, undefined);
  if (whole !== undefined) return whole;
  const [, path = "", call, output] = /^(.+?)(?:#(\d+))?(?:\.(\d+))?$/.exec(name) ?? [];
  if (call === undefined && output === undefined) return undefined;
  return called(directory, path, number(call), number(output));
}

function held({ tensor, holder }: StandIn): { readonly note?: string } {
  return holder === undefined
    ? {}
    : { note: `${holder} was folded into it; its tensor ${tensor} holds what came out of ${holder}` };
}

function number(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}

function called(
  { calls, rewritten }: Directory,
  path: string,
  call: number | undefined,
  output: number | undefined,
): LocatedLayer | undefined {
  const found = calls.get(path);
  if (found === undefined) return undefined;
  if (found.length > 1 && call === undefined) {
    const list = found.map(({ main }, k) => `${path}#${k + 1} (tensor ${main})`);
    throw ambiguous(path, `one of the ${found.length} calls of the module`, list);
  }
  const chosen = found[(call ?? 1) - 1];
  const tensor = output === undefined ? chosen?.main : chosen?.outputs[output];
  if (chosen === undefined || tensor === undefined) return undefined;
  const notes = [
    ...(rewritten.has(path) ? [FOLDED] : []),
    ...(output === undefined && chosen.outputs.length > 1 ? [several(path, call, chosen)] : []),
  ];
  const note = notes.length > 0 ? { note: notes.join("; ") } : {};
  return { tensor, module: path, ...note };
}

function several(path: string, call: number | undefined, { outputs, main }: ModuleCall): string {
  const list = outputs.map((tensor, k) => `${path}${call === undefined ? "" : `#${call}`}.${k} (tensor ${tensor})`);
  return `the module hands on ${outputs.length} tensors, of which ${main} is measured; the others by name: ${listed(list)}`;
}

/** What the only path that ends with the name stands for, or the convolution that a normalisation became part of. */
function ending(directory: Directory, name: string): LocatedLayer | undefined {
  const found = directory.paths.filter((path) => path.endsWith(`.${bare(name)}`));
  const [path, ...more] = found;
  if (path !== undefined && more.length > 0) throw ambiguous(name, "the end of one module's path", found);
  if (path !== undefined) return named(directory, path + name.slice(bare(name).length));
  const convolution = foldedInto(name, directory.calls, directory.rewritten);
  const [call] = directory.calls.get(convolution ?? "") ?? [];
  if (convolution === undefined || call === undefined) return undefined;
  const note = `the exporter folded it into ${convolution}, whose output, tensor ${call.main}, holds what came out of it`;
  return { tensor: call.main, module: convolution, note };
}

/** The name without a call's number. */
function bare(name: string): string {
  return name.replace(/#\d+(\.\d+)?$/, "");
}

function ambiguous(name: string, expected: string, list: readonly string[]): StillpointError {
  return new StillpointError(
    "LAYER",
    `layer ${name}: expected ${expected}; got a name of ${list.length}; choose among ${listed(list)}`,
  );
}

function listed(names: readonly string[]): string {
  const more = names.length - LISTED;
  return names.slice(0, LISTED).join(", ") + (more > 0 ? ` and ${more} more` : "");
}

function unknown(
  graph: Graph,
  tensors: ReadonlySet<string>,
  { paths, rewritten }: Directory,
  name: string,
): StillpointError {
  const inside = paths.filter((path) => name.endsWith(`.${path}`));
  const close = [...new Set([...inside, ...nearest(name, [...paths, ...tensors])])].slice(0, 3);
  const folded = isNormalization(name) ? [...rewritten].filter((path) => parent(path) === parent(name)) : [];
  const hints = [
    ...(close.length > 0 ? [`did you mean ${close.join(" or ")}?`] : []),
    ...(folded.length > 0 ? [`a normalisation here may have been folded into ${listed(folded)}`] : []),
    ...(/drop/i.test(name) ? ["of Dropout nothing is left in evaluation mode, name the module before it"] : []),
  ];
  const remedy = hints.length > 0 ? hints.join("; ") : "list the layers with `stillpoint inspect`";
  const what =
    graph.nodes.length > 0 && paths.length > 0 ? "a tensor or module of the network" : "a tensor of the network";
  return new StillpointError("LAYER", `layer ${name}: expected ${what}; got a name it does not have; ${remedy}`);
}

function parent(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf(".")));
}
