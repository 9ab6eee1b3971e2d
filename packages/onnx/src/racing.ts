// Graphs that give wrong sums on several threads.

import { type Graph, type Node, readModel, subGraphs } from "@stillpoint/autodiff";

/**
 * Operators whose kernel of ONNX Runtime's CPU provider writes to one place from several threads: ScatterND shares its
 * updates out among them, so that sums over repeated indices lose some, and which of several plain updates stays is
 * chance.
 */
const RACING: ReadonlySet<string> = new Set(["ScatterND"]);

/**
 * Whether the ONNX file `model` holds an operator that several threads get wrong, in branches, bodies of loops and
 * functions too. So does one that cannot be read: nothing is known of it.
 */
export function races(model: Uint8Array): boolean {
  try {
    const { graph, functions = [] } = readModel(model);
    return racesIn(graph) || functions.some(({ nodes }) => nodes.some(isRacing));
  } catch {
    return true;
  }
}

function racesIn({ nodes }: Graph): boolean {
  return nodes.some(isRacing);
}

function isRacing(node: Node): boolean {
  // What was left undecoded may be a list of graphs.
  const undecoded = [...node.attributes.values()].some(({ kind }) => kind === "raw");
  return RACING.has(node.op) || undecoded || subGraphs(node).some(racesIn);
}
