// What in a network's graph stands in the way of a measurement, or of trust in it.

import { type Dim, isRandom, type Model, mergesBatch, type Node, trainingMode } from "@stillpoint/autodiff";

/** What is known of a network beside its graph. */
export interface Observed {
  readonly shapes: ReadonlyMap<string, readonly Dim[]>;
  /** Tensors that noise moves. */
  readonly moving: ReadonlySet<string>;
  /** Why the network did not run. */
  readonly failure: string | undefined;
}

/** One sentence each; empty for a network that only computes. */
export function inspectionWarnings({ graph }: Model, { shapes, moving, failure }: Observed): string[] {
  const apart = graph.inputs.every(({ dims }) => typeof dims?.[0] === "string");
  const joined = apart && failure === undefined ? [...moving].filter((name) => isWithoutBatch(shapes.get(name))) : [];
  const training = graph.nodes.filter(trainingMode(graph));
  const random = graph.nodes.filter(isRandom);
  const control = graph.nodes.filter(({ op }) => op === "If" || op === "Loop" || op === "Scan");
  const merged = graph.nodes.flatMap(({ outputs }) => outputs.filter((name) => shapes.get(name)?.some(mergesBatch)));
  const fixed = graph.inputs.flatMap(({ name, dims }) =>
    typeof dims?.[0] === "number" ? [{ name, size: dims[0] }] : [],
  );
  return [
    ...(failure === undefined
      ? []
      : [`the network does not run on numbers that mean nothing, so its layers are not tried: ${failure}`]),
    ...(training.length > 0
      ? [`training mode: ${named(training)}; export after model.eval(), or samples of one batch change each other`]
      : []),
    ...(random.length > 0 ? [`random numbers inside: ${named(random)}; a map of noise on noise means nothing`] : []),
    ...(control.length > 0 ? [`control flow: ${named(control)}; layers behind it cannot be measured`] : []),
    ...(fixed.length > 0
      ? [
          `the batch is fixed: ${fixed.map(({ name, size }) => `${name} takes ${size}`).join(", ")}; copies are run ${fixed.some(({ size }) => size > 1) ? "in batches of that size" : "one by one"}, which is slow; export with a dynamic batch axis`,
        ]
      : []),
    ...(joined.length > 0
      ? [
          `the batch is gone from ${counted(joined)}: samples of one batch change each other there, and nothing behind can be measured`,
        ]
      : []),
    ...(merged.length > 0
      ? [`the batch is merged with another axis in ${counted(merged)}; such a tensor cannot be a layer`]
      : []),
  ];
}

function isWithoutBatch(dims: readonly Dim[] | undefined): boolean {
  return dims?.every((dim) => typeof dim === "number") === true;
}

function counted(names: readonly string[]): string {
  return names.length === 1 ? `tensor ${names[0]}` : `${names.length} tensors, such as ${names[0]}`;
}

function named(nodes: readonly Node[]): string {
  const [first, ...more] = nodes;
  return `${first?.op} ${first?.name}${more.length > 0 ? ` and ${more.length} more` : ""}`;
}
