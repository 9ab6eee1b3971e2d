import type { AttributeInput } from "../../emitter.ts";
import { batch, type CaseInput, constant, fedIndices, indices, integers, type RuleCase, weight } from "./rule-case.ts";

function form(
  op: string,
  law: string,
  inputs: readonly CaseInput[],
  attributes: Readonly<Record<string, AttributeInput>> = {},
): RuleCase {
  return { op, law, inputs, attributes };
}

/** Where samples share rows or indices name them, copies of one sample cannot ride along. */
const coupled = (example: RuleCase): RuleCase => ({ ...example, perSample: false });

const topK = (law: string, count: number, attributes: Readonly<Record<string, AttributeInput>>): RuleCase => ({
  ...form("TopK", law, [batch([2, 5, 4], "apart"), integers(count)], attributes),
  outputs: 2,
  seeded: [0],
});

export const INDEXING: readonly RuleCase[] = [
  form("Gather", "one index, its axis dropped", [batch([2, 5, 3]), indices([], [2])], { axis: 1 }),
  form("Gather", "one negative index", [batch([2, 5, 3]), integers(-1)], { axis: 1 }),
  form("Gather", "a run of indices", [batch([2, 5, 3]), integers(1, 2, 3)], { axis: -2 }),
  form("Gather", "repeated indices, last axis", [batch([2, 3, 5]), integers(4, 0, 4, -5)], { axis: -1 }),
  form("Gather", "repeated indices, middle axis", [batch([2, 5, 3]), integers(4, 0, 4, 1)], { axis: 1 }),
  form(
    "Gather",
    "values of more than one piece",
    [batch([2, 3, 4000]), integers(2, 0, 2, 1, 1, 2, 0, 0, 1, 2, 2, 1, 0)],
    { axis: 1 },
  ),
  form("Gather", "a matrix of indices", [batch([2, 5, 3]), indices([2, 2], [1, 1, 0, 4])], { axis: 1 }),
  form("Gather", "rows of a small table", [weight([4, 3]), fedIndices([2, 3], [1, 3, 1, 0, 1, -1])]),
  form("Gather", "rows of a table", [weight([40, 3]), fedIndices([2, 3], [1, 39, 1, 0, 1, -1])]),
  coupled(form("Gather", "samples of the batch", [batch([3, 4]), fedIndices([4], [2, 0, 2, 2])])),
  coupled(form("Gather", "one sample", [batch([3, 4]), indices([], [1])])),
  form(
    "GatherElements",
    "axis 1, repeated",
    [batch([2, 4, 2]), fedIndices([2, 3, 2], [3, 0, 3, 1, 0, -1, 2, 2, 2, 2, 1, 0])],
    {
      axis: 1,
    },
  ),
  form("GatherElements", "last axis, other axes cut", [batch([2, 3, 4]), fedIndices([2, 2, 1], [3, 0, -2, 3])], {
    axis: -1,
  }),
  coupled(form("GatherElements", "the batch axis", [batch([3, 2]), fedIndices([2, 2], [2, 0, 2, 1])])),
  form(
    "GatherND",
    "neighbours within each sample",
    [batch([2, 4, 3]), fedIndices([2, 5, 1], [3, 0, 3, 1, -1, 0, 0, 2, 1, 0])],
    {
      batch_dims: 1,
    },
  ),
  form(
    "GatherND",
    "neighbours in two axes",
    [batch([2, 4, 3, 2]), fedIndices([2, 2, 2, 2], [3, 0, 1, -1, 0, 0, 3, 0, 1, 1, 1, 1, 2, 2, 0, 0])],
    {
      batch_dims: 1,
    },
  ),
  form("GatherND", "single values", [batch([2, 4]), fedIndices([2, 2, 1], [3, 0, 1, 1])], { batch_dims: 1 }),
  coupled(
    form("GatherND", "two batch axes", [batch([2, 2, 3, 2]), fedIndices([2, 2, 2, 1], [2, 0, 1, 1, 0, 1, 2, 2])], {
      batch_dims: 2,
    }),
  ),
  coupled(form("GatherND", "tuples that name the sample", [batch([2, 4, 3]), indices([3, 2], [1, 3, 0, -1, 1, 3])])),
  coupled(form("GatherND", "samples", [batch([3, 4]), indices([2, 2, 1], [1, 0, 1, -1])])),
  form("GatherND", "rows of a table", [weight([5, 3]), fedIndices([2, 2, 1], [1, 4, 1, 0])]),
  topK("largest, last axis", 2, {}),
  topK("smallest, middle axis", 3, { axis: 1, largest: 0 }),
  topK("unsorted", 4, { axis: 1, sorted: 0 }),
  coupled({ ...topK("samples", 1, { axis: 0 }) }),
  coupled(
    form("ScatterElements", "put", [batch([2, 4]), fedIndices([2, 2], [3, 0, -2, 1]), batch([2, 2])], { axis: 1 }),
  ),
  coupled(
    form(
      "ScatterElements",
      "added, repeated",
      [batch([2, 4]), fedIndices([2, 3], [3, 3, 0, 1, 1, -3]), batch([2, 3])],
      {
        axis: 1,
        reduction: "add",
      },
    ),
  ),
  coupled(form("ScatterElements", "samples", [batch([3, 2]), indices([2, 2], [2, 0, 0, 1]), weight([2, 2])])),
  form("ScatterElements", "onto constants", [
    constant([3, 2], [1, 2, 3, 4, 5, 6]),
    indices([2, 2], [2, 0, 1, 1]),
    weight([2, 2]),
  ]),
  coupled(form("ScatterND", "put", [batch([2, 4, 3]), indices([2, 2], [1, 3, 0, 2]), weight([2, 3])])),
  coupled(
    form("ScatterND", "added", [batch([2, 4, 3]), indices([3, 2], [1, 3, 0, 2, 1, 3]), weight([3, 3])], {
      reduction: "add",
    }),
  ),
  form("Tile", "an axis in the middle", [batch([2, 3, 2]), integers(1, 4, 1)]),
  form("Tile", "two axes", [batch([2, 3, 2]), integers(1, 2, 3)]),
  form("Tile", "nothing", [batch([2, 3]), integers(1, 1)]),
  form("Tile", "a weight per sample", [weight([1, 3]), integers(2, 1)]),
  coupled(form("Tile", "the batch", [weight([2, 3]), integers(3, 2)])),
  form("CumSum", "plain", [batch([2, 4, 3]), indices([], [1])]),
  form("CumSum", "exclusive", [batch([2, 4, 3]), indices([], [-1])], { exclusive: 1 }),
  form("CumSum", "backward", [batch([2, 4, 3]), indices([], [1])], { reverse: 1 }),
  form("CumSum", "exclusive, backward", [batch([2, 4, 3]), indices([], [2])], { reverse: 1, exclusive: 1 }),
  form("Trilu", "upper", [batch([2, 3, 4])]),
  form("Trilu", "lower, shifted", [batch([2, 3, 4]), indices([], [-1])], { upper: 0 }),
];
