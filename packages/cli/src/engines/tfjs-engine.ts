// TensorFlow.js models, run by whichever backend of TensorFlow.js this machine has.

import { writeModel } from "@stillpoint/autodiff";
import { type FeatureModel, StillpointError } from "@stillpoint/core";
import { networkNotes } from "@stillpoint/distill";
import { checkLayer } from "@stillpoint/onnx";
import type { FittedNetwork } from "@stillpoint/preprocess";
import { describeBackend, hasTextMaximum, shadowModel, withScopes } from "@stillpoint/tfjs";
import type { FoundNetwork } from "../analyze/found-networks.ts";
import { Findings } from "../analyze/model-findings.ts";
import { identifiedModel, inNetwork } from "../files/model-file.ts";
import { type NetworkFiles, taskNetworkWith } from "../files/network-folder.ts";
import { pathsOf } from "../files/path-file.ts";
import { isTfjsModel } from "../files/tfjs-files.ts";
import { codeDigest, MEASURING } from "../made-by.ts";
import type { RuntimeOptions } from "../session.ts";
import type { Engine } from "./engine.ts";
import { openTensorFlow } from "./tensorflow.ts";
import { openTfjsFile, type TfjsFile } from "./tfjs-network.ts";

/** The second engine, with what data are fitted by. */
export interface TfjsEngine extends Engine {
  /** The backend and why no faster one was had; what files hold that one should know. */
  readonly notes: readonly string[];
  fitted(file: string): Promise<FittedNetwork & { readonly notes: readonly string[] }>;
}

/** Checkpoints times layers above which the checks are announced. */
const MANY = 24;

/** Whether these are TensorFlow.js models. Throws `USAGE` where some are and others are not. */
export function areTfjs(networks: readonly FoundNetwork[]): boolean {
  const files = networks.flatMap(({ role, files }) => files.map(({ file }) => ({ role, file })));
  const saved = files.filter(({ file }) => isTfjsModel(file));
  const other = files.find((each) => !saved.includes(each));
  const [one] = saved;
  if (one === undefined || other === undefined) return one !== undefined;
  throw new StillpointError(
    "USAGE",
    `networks: expected all as ONNX or all as TensorFlow.js; got ${one.file} for ${one.role} and ${other.file} for ${other.role}; export them alike`,
  );
}

/** Throws `USAGE` for options of ONNX Runtime, `RUNTIME` where no TensorFlow.js can be had. */
export async function openTfjsEngine({ provider, workers }: RuntimeOptions): Promise<TfjsEngine> {
  if (provider !== undefined) {
    throw new StillpointError(
      "USAGE",
      `--provider: expected with ONNX networks; got ${provider} with TensorFlow.js models, whose backend is the fastest one installed; leave it out`,
    );
  }
  const backend = await openTensorFlow();
  const name = `tensorflow.js ${backend.tf.version_core} on ${backend.name}`;
  let held: TfjsFile | undefined;
  /** The network of a file, until another one is asked for: they do not pile up. */
  const hold = async (file: string): Promise<TfjsFile> => {
    if (held?.file === file) return held;
    release();
    held = await openTfjsFile(file, backend);
    return held;
  };
  const release = (): void => {
    held?.network.close();
    held = undefined;
  };
  const tensorAt = async ({ files: [first] }: NetworkFiles, layer: string): Promise<string> =>
    first === undefined ? layer : (await hold(first.file)).tensorOf(layer);
  const read = async (file: string): Promise<Uint8Array> => writeModel((await hold(file)).model);
  return {
    name,
    madeBy: `${name}; ${codeDigest([...MEASURING, "tfjs"])}`,
    concurrency: 1,
    runtimes: [],
    notes: [
      ...describeBackend(backend)
        .split("\n")
        .map((line) => line.trim()),
      ...(workers === undefined ? [] : ["TensorFlow.js measures one map at a time: --workers is passed over"]),
    ],
    fitted: async (file) => {
      const { model, notes } = await hold(file);
      return { name: file, graph: model.graph, notes };
    },
    check: async (networks, { layers, from, inputs, sigma0, say }) => {
      const findings = new Findings(layers);
      const behindMaximum = new Set<string>();
      const seen = new Set<string>();
      const count = networks.reduce((sum, { files }) => sum + files.length, 0);
      if (count * layers.length > MANY) say?.(`checking ${count} checkpoints`);
      for (const { role, files } of networks) {
        for (const { file } of files) {
          try {
            const own = await hold(file);
            const start = own.tensorOf(from);
            for (const to of layers) {
              const tensor = own.tensorOf(to);
              const model = own.cut(start, tensor, `layer ${to}`);
              const layer = await model.bind(own.feeds(inputs));
              const architecture = JSON.stringify([to, own.network.nodes]);
              const gradients = !seen.has(architecture);
              const resolution = await checkLayer(layer, { to, sigma0, gradients });
              if (gradients && hasTextMaximum(own.network.nodes, start, tensor)) behindMaximum.add(to);
              seen.add(architecture);
              findings.found({ role, file, to, resolution, size: layer.featureSize });
            }
          } catch (cause) {
            throw inNetwork(file, cause);
          }
        }
      }
      const trained = await networkNotes(
        networks.map(({ role, seed, files }) => ({
          role,
          seed,
          files: files.map(({ step, file }) => ({ step, name: file, read: () => read(file) })),
        })),
      );
      return { behindMaximum, notes: [...trained, ...findings.notes()] };
    },
    answering: async (file, example) => {
      const { network, feeds, producer, model } = await hold(file);
      const names = network.outputs.flatMap(({ name, shape }) => (shape === undefined ? [name] : []));
      const run = network.run;
      const values = names.length === 0 ? {} : await run(names, feeds(example));
      const shapes = Object.entries(values).map(([name, { shape }]) => [name, shape] as const);
      const { graph } = shapes.length === 0 ? model : withScopes(shadowModel(network, producer, new Map(shapes)));
      return {
        graph,
        channelsLast: true,
        outputs: async (tensors) => ({
          run: (inputs) => run(tensors, feeds(inputs)),
          close: async () => {},
          [Symbol.asyncDispose]: async () => {},
        }),
      };
    },
    taskNetwork: (network, layer, from) =>
      taskNetworkWith(network, {
        paths: async () => pathsOf(network.files, await tensorAt(network, layer), read),
        open: async (file, identity, to) => {
          await identifiedModel(file, identity);
          return owning(await openTfjsFile(file, backend), from, to, identity);
        },
      }),
    agreement: async () => [],
    [Symbol.asyncDispose]: async () => release(),
  };
}

/** A cut that closes its network. */
function owning(own: TfjsFile, from: string, to: string, identity: string): FeatureModel {
  const cut = own.cut(own.tensorOf(from), own.tensorOf(to), identity);
  const close = async (): Promise<void> => {
    await cut.close();
    own.network.close();
  };
  return { ...cut, close, [Symbol.asyncDispose]: close };
}
