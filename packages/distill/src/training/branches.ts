// A student with what a loss learns beside it: a branch behind one layer, its end laid beside the logits.

import {
  ElementType,
  Emitter,
  freePrefix,
  type Graph,
  type Model,
  resolveLayer,
  writeModel,
} from "@stillpoint/autodiff";
import { ensure, StillpointError } from "@stillpoint/core";
import { WeightStore } from "../networks/weight-store.ts";
import { weightNames, weightValues, withWeights } from "./weights.ts";

/** A student's network that is trained with a branch. */
export interface Branched {
  /** The network as a file: the student's inputs and `teacher`, one output of logits with the branch's end behind them. */
  readonly bytes: Uint8Array;
  /** Name of the input that takes the teacher's feature `[b, ...]`. */
  readonly teacher: string;
  /** Names of the branch's weights. */
  readonly weights: readonly string[];
  /** Classes of each row of logits, which lie first in the output. */
  readonly classes: number;
}

export interface BranchOptions {
  /** The student's layer. */
  readonly layer: string;
  /** Shape of one sample of it, and of the teacher's feature. */
  readonly student: readonly number[];
  readonly teacher: readonly number[];
  /** Names the branch's initial weights. */
  readonly seed: number;
}

/**
 * A learnt linear regressor r from the student's layer to the teacher's: a matrix between vectors or between the features of
 * each place `[n, C]`, a 1x1 convolution between maps `[C, H, W]`, with a bias. Behind the logits lie r(f) − f_t, `[b, classes + m]`.
 *
 * Throws `StillpointError` `SHAPE` for layers of other places, `LAYER`, `MODEL`.
 */
export function hintBranch(model: Model, options: BranchOptions): Branched {
  const { student, teacher } = options;
  const places = (shape: readonly number[]): string =>
    (shape.length === 3 ? shape.slice(1) : shape.slice(0, -1)).join("x");
  ensure(
    student.length >= 1 &&
      student.length <= 3 &&
      student.length === teacher.length &&
      places(student) === places(teacher),
    "SHAPE",
    () =>
      `hint: expected layers of the same places; got ${student.join("x")} of the student and ${teacher.join("x")} of the teacher; choose layers of one resolution`,
  );
  return branched(model, "hint", options, teacher, ({ g, weights, prefix, layer, target }) => {
    const bias = (size: number): string => weights.constant(`${prefix}regressor.bias`, size, 0);
    const name = `${prefix}regressor.weight`;
    const regressed = (): string => {
      if (student.length === 1) {
        return g.op("Gemm", [layer, weights.he(name, [teacher[0]!, student[0]!], 1), bias(teacher[0]!)], { transB: 1 });
      }
      if (student.length === 3) {
        const kernel = weights.he(name, [teacher[0]!, student[0]!, 1, 1], 1);
        return g.op("Conv", [layer, kernel, bias(teacher[0]!)], { kernel_shape: [1, 1] });
      }
      const turned = g.op("MatMul", [layer, weights.matrix(name, student[1]!, teacher[1]!, 1)]);
      return g.op("Add", [turned, bias(teacher[1]!)]);
    };
    return [g.op("Flatten", [g.op("Sub", [regressed(), target])], { axis: 1 })];
  });
}

/**
 * Linear heads of student and teacher into one space of `embedding` values, each brought to length 1. Behind the logits lie
 * both, `[b, classes + 2·embedding]`. Throws `StillpointError` `SHAPE` for a student of several answers, `LAYER`, `MODEL`.
 */
export function contrastBranch(model: Model, options: BranchOptions & { readonly embedding: number }): Branched {
  const size = (shape: readonly number[]): number => shape.reduce((all, dim) => all * dim, 1);
  const { embedding, student, teacher } = options;
  ensure(
    embedding >= 1 && outputDims(model.graph).length === 1,
    "SHAPE",
    () =>
      `contrast: expected an embedding of at least one value and one answer a sample; got ${embedding} and ${outputDims(model.graph).join("x")}; use another loss for spans`,
  );
  return branched(model, "contrast", options, teacher, ({ g, weights, prefix, layer, target }) => {
    const head = (of: string, name: string, from: number): string => {
      const matrix = weights.he(`${prefix}${name}.weight`, [embedding, from], 1);
      const flat = g.op("Flatten", [of], { axis: 1 });
      const all = g.op("Gemm", [flat, matrix, weights.constant(`${prefix}${name}.bias`, embedding, 0)], { transB: 1 });
      const squares = g.op("ReduceSum", [g.op("Mul", [all, all]), g.int64([1])], { keepdims: 1 });
      // A dead layer has no direction; this keeps it a number.
      return g.op("Div", [all, g.op("Sqrt", [g.op("Add", [squares, g.float32(LEAST)])])]);
    };
    return [head(layer, "student", size(student)), head(target, "teacher", size(teacher))];
  });
}

const LEAST = 1e-12;

interface BranchParts {
  readonly g: Emitter;
  readonly weights: WeightStore;
  readonly prefix: string;
  readonly layer: string;
  readonly target: string;
}

/** `ends` gives `[b, m]` tensors, which are laid behind the logits. */
function branched(
  model: Model,
  kind: string,
  { layer, seed }: BranchOptions,
  teacher: readonly number[],
  ends: (parts: BranchParts) => readonly string[],
): Branched {
  const { graph } = model;
  const prefix = freePrefix(graph, kind);
  const g = new Emitter(prefix);
  const weights = new WeightStore(seed);
  const target = `${prefix}target`;
  const own = ends({ g, weights, prefix, layer: resolveLayer(graph, layer), target });
  const dims = outputDims(graph);
  const logits = graph.outputs[0]!.name;
  const rows = dims.length === 1 ? own : own.map((end) => repeatedRows(g, end, dims[0]!));
  g.node("Concat", [logits, ...rows], [`${prefix}joint`], { axis: -1 });
  const bytes = writeModel({
    ...model,
    graph: {
      ...graph,
      nodes: [...graph.nodes, ...g.nodes],
      initializers: new Map([...graph.initializers, ...weights.initializers, ...g.constants]),
      inputs: [...graph.inputs, { name: target, elementType: ElementType.FLOAT, dims: ["batch", ...teacher] }],
      outputs: [{ name: `${prefix}joint`, elementType: ElementType.FLOAT, dims: undefined }],
    },
  });
  return { bytes, teacher: target, weights: [...weights.initializers.keys()], classes: dims.at(-1)! };
}

/** `[b, m]` once for each of a sample's rows of logits, `[b, rows, m]`. */
function repeatedRows(g: Emitter, end: string, rows: number): string {
  const one = g.op("Unsqueeze", [end, g.int64([1])]);
  return rows === 1 ? one : g.op("Concat", new Array<string>(rows).fill(one), { axis: 1 });
}

function outputDims({ outputs }: Graph): readonly number[] {
  const dims = outputs[0]?.dims?.slice(1) ?? [];
  const known = dims.filter((dim) => typeof dim === "number");
  if (known.length === dims.length && (known.length === 1 || known.length === 2)) return known;
  throw new StillpointError(
    "MODEL",
    `output ${outputs[0]?.name ?? ""}: expected logits [batch, classes] or [batch, k, classes]; got ${outputs[0]?.dims?.join("x") ?? "none"}; export it with its sizes`,
  );
}

/** The student alone, with the values that its weights and running statistics have in a network trained with a branch. */
export function withoutBranch(student: Model, trained: Model): Uint8Array {
  const statistics = student.graph.nodes.flatMap(({ op, inputs }) =>
    op === "BatchNormalization" ? inputs.slice(3, 5) : [],
  );
  const names = new Set([
    ...weightNames(student.graph),
    ...statistics.filter((name) => student.graph.initializers.has(name)),
  ]);
  return withWeights(student, new Map(Array.from(names, (name) => [name, weightValues(trained, name)] as const)));
}
