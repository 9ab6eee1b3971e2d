import { emitNormalization } from "./normalization.ts";
import type { FusedContext, WriteOut } from "./write-out.ts";

/** Word, position and segment embeddings, summed and normalised; the mask's count of ones by text. */
export const embedLayerNormalization: WriteOut = (context) => {
  const { g, input, output, asked } = context;
  const [ids, segments, words, positions, kinds, scale, shift, mask, places] = [0, 1, 2, 3, 4, 5, 6, 7, 8].map(input);
  if (ids === undefined || words === undefined || positions === undefined || scale === undefined) return false;
  if (asked(1) && mask === undefined) return false;
  if (asked(1) && mask !== undefined) g.node("ReduceSum", [mask, g.int64([1])], [output(1)], { keepdims: 0 });
  const all = output(2);
  const found = g.op("Gather", [words, ids]);
  const placed = positionRows(context, ids, positions, places);
  const kind = segments === undefined || kinds === undefined ? undefined : g.op("Gather", [kinds, segments]);
  const first = kind === undefined ? all : g.fresh("Add");
  g.node("Add", [found, placed], [first]);
  if (kind !== undefined) g.node("Add", [first, kind], [all]);
  emitNormalization({ ...context, asked: () => false }, all, scale, shift);
  return true;
};

/** Rows of the places given, else the first ones, as many as there are tokens. */
function positionRows({ g }: FusedContext, ids: string, positions: string, places: string | undefined): string {
  if (places !== undefined) return g.op("Gather", [positions, places]);
  return g.op("Slice", [positions, g.int64([0]), g.op("Shape", [ids], { start: 1, end: 2 }), g.int64([0])]);
}
