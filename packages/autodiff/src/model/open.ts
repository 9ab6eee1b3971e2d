// Models read by ranges: the structure at once, small constants with it, weights when they are needed.

import { ensure } from "@stillpoint/core";
import { elementBits } from "./element.ts";
import { ElementType, type Graph, type Initializer, type Model, type Node } from "./graph.ts";
import { dataFile, type ModelFile } from "./model-file.ts";
import { parseModel } from "./read.ts";
import { OWN_FILE, readSkeleton } from "./skeleton.ts";
import { isUnread, readValues, tensorValues, type Unread } from "./tensor.ts";

/** Values of at most this many bytes are read with the structure. */
const SMALL = 1024;
/** Integers are sizes, axes and indices, which rules ask for; tables of them are read up to here. */
const SMALL_TABLE = 2 ** 16;
const INTEGERS: ReadonlySet<number> = new Set([ElementType.INT64, ElementType.INT32, ElementType.BOOL]);

/**
 * Reads the structure of an ONNX file and its small constants. Other weights stay where they lie, in the file or in
 * those its external data name; `loadWeights` reads them.
 *
 * Throws `StillpointError MODEL` for a file that is no ONNX file, and naming the weight and its file for one that is
 * missing, too short, or not beside or below the model.
 */
export async function openModel(file: ModelFile): Promise<Model> {
  const skeleton = await readSkeleton(file);
  const files = new Map([[OWN_FILE, file]]);
  for (const [location, weight] of places(skeleton)) files.set(location, await dataFile(file, location, weight));
  const model = parseModel(skeleton, (location) => files.get(location) ?? file);
  const small = ({ elementType, data }: Unread): boolean => {
    return data.length <= (INTEGERS.has(elementType) ? SMALL_TABLE : SMALL);
  };
  return loadWhere({ ...model, graph: await withAttributes(model.graph) }, small);
}

/** Values of attributes and sub-graphs are read at once; of Constant nodes, weights in another form, they are not. */
async function withAttributes(graph: Graph): Promise<Graph> {
  const nodes: Node[] = [];
  for (const node of graph.nodes) {
    const attributes = new Map(node.attributes);
    for (const [name, value] of node.attributes) {
      if (value.kind === "tensor" && node.op !== "Constant" && isUnread(value.value)) {
        attributes.set(name, { kind: "tensor", value: { ...value.value, data: await readValues(value.value) } });
      } else if (value.kind === "graph") {
        attributes.set(name, { kind: "graph", value: await loadGraph(await withAttributes(value.value), () => true) });
      }
    }
    nodes.push({ ...node, attributes });
  }
  return { ...graph, nodes };
}

/** Locations of the files beside `file` that its weights lie in. Throws `StillpointError MODEL`. */
export async function dataLocations(file: ModelFile): Promise<readonly string[]> {
  return [...places(await readSkeleton(file)).keys()];
}

/** A weight of each location outside the file. */
function places(skeleton: Uint8Array): Map<string, string> {
  const found = new Map<string, string>();
  const endless: ModelFile = {
    name: "",
    size: Number.POSITIVE_INFINITY,
    read: async () => new Uint8Array(0),
    sibling: async () => undefined,
  };
  parseModel(skeleton, (location, tensor) => {
    if (location !== OWN_FILE && !found.has(location)) found.set(location, tensor);
    return endless;
  });
  return found;
}

/** The model with its weights in memory, or of them those called `names`. Throws what reading a file throws. */
export function loadWeights(model: Model, names?: Iterable<string>): Promise<Model> {
  const wanted = names === undefined ? undefined : new Set(names);
  return loadWhere(model, ({ name }) => wanted === undefined || wanted.has(name));
}

/** A tensor with its values in memory. Throws what reading its file throws. */
export async function loadTensor(tensor: Initializer): Promise<Initializer> {
  return isUnread(tensor) ? { ...tensor, data: await readValues(tensor) } : tensor;
}

async function loadWhere(model: Model, wanted: (tensor: Unread) => boolean): Promise<Model> {
  return { ...model, graph: await loadGraph(model.graph, wanted) };
}

async function loadGraph(graph: Graph, wanted: (tensor: Unread) => boolean): Promise<Graph> {
  const initializers = new Map<string, Initializer>();
  for (const [name, tensor] of graph.initializers) {
    const read = isUnread(tensor) && wanted(tensor) ? { ...tensor, data: await readValues(tensor) } : tensor;
    initializers.set(name, read);
  }
  return { ...graph, initializers };
}

/** Values of a float weight, in float32 and in order, a piece at a time: a whole network need not be in memory. Throws `MODEL`. */
export async function* weightPieces(tensor: Initializer, length: number = 2 ** 20): AsyncGenerator<Float32Array> {
  const { data } = tensor;
  const width = (elementBits(isUnread(tensor) ? tensor.data.elementType : tensor.elementType) ?? 0) / 8;
  const count = tensor.dims.reduce((product, dim) => product * dim, 1);
  for (let start = 0; start < count; start += length) {
    const values = Math.min(length, count - start);
    const part =
      data instanceof Uint8Array
        ? data.subarray(start * width, (start + values) * width)
        : { ...data, offset: data.offset + start * width, length: values * width };
    const piece: Initializer = { ...tensor, dims: [values], data: part };
    const found = tensorValues(isUnread(piece) ? { ...piece, data: await readValues(piece) } : piece);
    ensure(
      found instanceof Float32Array,
      "MODEL",
      () =>
        `weight ${tensor.name}: expected floats; got element type ${tensor.elementType}; export the network in float32`,
    );
    yield found;
  }
}
