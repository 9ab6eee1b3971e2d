// The smallest graph, to find out whether anything runs at all.

import { ElementType, Emitter, writeModel } from "@stillpoint/autodiff";
import type { Feeds } from "./protocol.ts";

/** The graph y = x + x over two numbers. */
export function tinyModel(): Uint8Array {
  const g = new Emitter("");
  g.node("Add", ["x", "x"], ["y"]);
  const port = (name: string) => ({ name, elementType: ElementType.FLOAT, dims: [2] });
  return writeModel({
    irVersion: 8,
    opsets: new Map([["", 18]]),
    producer: "stillpoint",
    metadata: new Map(),
    graph: {
      name: "twice",
      nodes: g.nodes,
      initializers: new Map(),
      inputs: [port("x")],
      outputs: [port("y")],
      declared: new Map(),
    },
  });
}

export function tinyFeeds(): Feeds {
  return { x: { type: "float32", shape: [2], data: Float32Array.of(1, 2) } };
}
