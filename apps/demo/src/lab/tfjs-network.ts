// A TensorFlow.js network, held open with its weights.

import { locateLayer } from "@stillpoint/autodiff";
import { digest, ensure, type Inspection, StillpointError } from "@stillpoint/core";
import { checkLayer } from "@stillpoint/onnx";
import { type Backend, hasTextMaximum, inspectTfjs, openTfjsNetwork, shadowModel } from "@stillpoint/tfjs";
import type { HeldNetwork } from "./held-network.ts";
import { pausing } from "./pausing-model.ts";
import type { NamedFile } from "./protocol.ts";

/** Networks above this many bytes are told apart by name and size. */
const LARGE = 2 ** 26;

/** The model.json `file` with its shards among the files `beside`, by their paths from its folder; with `inspect` tried. */
export async function holdTfjs(
  { name, content }: NamedFile,
  beside: ReadonlyMap<string, Blob>,
  { backend, inspect }: { readonly backend: Backend; readonly inspect: boolean },
): Promise<HeldNetwork> {
  const shards: Uint8Array[] = [];
  const read = async (path: string): Promise<Uint8Array> => {
    const shard = beside.get(path.replace(/^\.\//, ""));
    ensure(
      shard !== undefined,
      "INPUT",
      () => `weights: expected ${path} beside the model.json; got no such file; drop both together, or their folder`,
    );
    const bytes = new Uint8Array(await shard.arrayBuffer());
    shards.push(bytes);
    return bytes;
  };
  const text = await content.text();
  const own = await named(name, () => openTfjsNetwork(text, read, backend));
  try {
    const inspection = inspect ? await named(name, () => inspectTfjs(own, backend)) : undefined;
    const { graph } = shadowModel(own.network, own.producer, observed(inspection));
    const size = shards.reduce((sum, { length }) => sum + length, content.size);
    const identity = size > LARGE ? `${name}, ${size} bytes` : digest([new TextEncoder().encode(text), ...shards]);
    shards.length = 0;
    const located = (layer: string): string => {
      locateLayer(graph, layer);
      return layer;
    };
    return {
      name,
      graph,
      inspection: inspection && {
        ...inspection,
        warnings: [
          ...inspection.warnings,
          ...backend.passedOver.map((other) => `not on ${other.name}: ${other.reason}`),
        ],
      },
      size,
      engine: `tensorflow.js ${backend.tf.version_core} on ${backend.name}`,
      identity: async () => identity,
      cut: async (from, layer) => pausing(own.cut(located(from), located(layer), `layer ${layer}`)),
      outputs: async (tensors) => ({
        run: (inputs) => named(name, () => own.network.run(tensors, own.feeds(inputs))),
        close: async () => {},
        [Symbol.asyncDispose]: async () => {},
      }),
      tried: async ({ from, to, inputs, sigma0 }) => {
        await using model = pausing(own.cut(located(from), located(to), `layer ${to}`));
        const layer = await model.bind(inputs);
        return {
          resolution: await checkLayer(layer, { to, sigma0, gradients: true }),
          tokenMaximum: hasTextMaximum(own.network.nodes, from, to),
        };
      },
      close: () => own.network.close(),
    };
  } catch (cause) {
    own.network.close();
    throw cause;
  }
}

/** Shapes of outputs that only a run could tell. */
function observed(inspection: Inspection | undefined): ReadonlyMap<string, readonly (number | null)[]> {
  const known = (inspection?.outputs ?? []).flatMap(({ name, shape }) => {
    return shape === undefined ? [] : [[name, shape.map((size) => (typeof size === "number" ? size : null))] as const];
  });
  return new Map(known);
}

/** What `work` gives; what it throws names the network. */
async function named<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (cause) {
    if (!(cause instanceof StillpointError)) throw cause;
    throw new StillpointError(cause.code, `network ${name}: ${cause.message}`, { cause });
  }
}
