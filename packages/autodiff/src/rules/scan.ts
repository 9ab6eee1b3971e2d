import { Emitter } from "../emitter.ts";
import { ElementType, type Graph } from "../model/graph.ts";

/** What a recursion along axis 0 goes over. States and what steps keep are matrices. */
export interface Recursion {
  /** First values of what is carried from step to step; their shapes stay. */
  readonly states: readonly string[];
  /** Tensors whose axis 0 is gone along: a step sees one slice of each. */
  readonly scanned: readonly Scanned[];
  /** From the last slice to the first. */
  readonly backwards: boolean;
}

export interface Scanned {
  readonly name: string;
  readonly type: "float" | "bool";
}

/** One step: next states, and what is kept of it. */
export interface Step {
  readonly states: readonly string[];
  readonly kept: readonly string[];
}

export interface Scan {
  /** States after the last step. */
  readonly states: readonly string[];
  /** What the steps kept, stacked along axis 0 in the order of the slices. */
  readonly kept: readonly string[];
}

/**
 * Emits a recursion as one Scan: its size does not grow with the number of steps. `step` emits the body from the names
 * of its states and slices; tensors around it may be read too, whole in every step.
 */
export function emitScan(
  g: Emitter,
  { states, scanned, backwards }: Recursion,
  step: (body: Emitter, states: readonly string[], slices: readonly string[]) => Step,
): Scan {
  const name = g.fresh("Scan");
  // Names in a body must differ from all around it.
  const body = new Emitter(`${name}/`);
  const before = states.map(() => body.fresh("state"));
  const slices = scanned.map(() => body.fresh("slice"));
  const { states: after, kept } = step(body, before, slices);
  // An output of a body may be neither an input of it nor another output.
  const outputs = [...after, ...kept].map((output) => body.op("Identity", [output]));
  const types = [...states.map(() => "float" as const), ...scanned.map(({ type }) => type)];
  const graph: Graph = {
    name,
    nodes: body.nodes,
    initializers: body.constants,
    inputs: [...before, ...slices].map((input, index) => port(input, types[index] ?? "float")),
    // ONNX Runtime asks for the rank of what a body puts out.
    outputs: outputs.map((output) => ({ ...port(output, "float"), dims: ["?", "?"] })),
    declared: new Map(),
  };
  const direction = backwards ? 1 : 0;
  const results = outputs.map(() => g.fresh("Scan"));
  g.node("Scan", [...states, ...scanned.map((input) => input.name)], results, {
    body: { kind: "graph", value: graph },
    num_scan_inputs: scanned.length,
    scan_input_directions: scanned.map(() => direction),
    scan_output_directions: kept.map(() => direction),
  });
  return { states: results.slice(0, states.length), kept: results.slice(states.length) };
}

function port(name: string, type: "float" | "bool"): Graph["inputs"][number] {
  return { name, elementType: type === "float" ? ElementType.FLOAT : ElementType.BOOL, dims: undefined };
}
