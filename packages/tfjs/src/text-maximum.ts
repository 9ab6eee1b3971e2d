// Whether a TensorFlow.js network takes its largest value over all tokens.

import type { NetworkNode } from "./network-names.ts";

/** Layers that take it, and pools that do where they leave one place. */
const WHOLE = /^GlobalMaxPool(ing)?1D$/;
const PARTIAL = /^MaxPooling1D$/;

/**
 * Whether a maximum over all places of a sequence lies between two layers, as a layer of its own; the operators of a
 * converted graph that compute one are not told from others.
 */
export function hasTextMaximum(nodes: readonly NetworkNode[], from: string, to: string): boolean {
  const behind = new Set([from]);
  for (const { name, inputs } of nodes) if (inputs.some((input) => behind.has(input))) behind.add(name);
  const before = new Set([to]);
  for (const { name, inputs } of nodes.toReversed())
    if (before.has(name)) for (const input of inputs) before.add(input);
  return nodes.some(({ name, op, shape }) => {
    if (name === from || !behind.has(name) || !before.has(name)) return false;
    return WHOLE.test(op) || (PARTIAL.test(op) && shape?.[1] === 1);
  });
}
