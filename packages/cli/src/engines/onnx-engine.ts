// ONNX checkpoints, run by ONNX Runtime.

import type { EngineChoice } from "@stillpoint/core";
import type { EngineTask } from "@stillpoint/experiment";
import {
  agreementSentence,
  checkAgreement,
  type KnownShapes,
  loadNetwork,
  networkOpener,
  type OpenNetwork,
  openOutputs,
} from "@stillpoint/onnx";
import { checkModels } from "../analyze/check-models.ts";
import type { FoundNetwork } from "../analyze/found-networks.ts";
import { modelFileAt, modelSize } from "../files/model-file.ts";
import { taskNetworkOf } from "../files/network-folder.ts";
import { measuredBy } from "../made-by.ts";
import { openReference, openRuntime, type RuntimeOptions } from "../session.ts";
import type { Engine } from "./engine.ts";

/** Networks above this many bytes are measured one per lane: they would not fit twice. */
const LARGE_NETWORK = 2 ** 26;

/** Throws `RUNTIME` for a provider or a device that is not there. */
export async function openOnnxEngine(options: RuntimeOptions, networks: readonly FoundNetwork[]): Promise<Engine> {
  const files = networks.flatMap((network) => network.files);
  let largest = 0;
  for (const { file } of files) largest = Math.max(largest, await modelSize(file));
  const runtime = await openRuntime(options);
  let answered: KnownShapes | undefined;
  let opened: { readonly from: string; readonly open: OpenNetwork } | undefined;
  return {
    name: runtime.name,
    madeBy: measuredBy(runtime),
    concurrency: runtime.lanes * (largest > LARGE_NETWORK ? 1 : 2),
    runtimes: [runtime],
    check: (all, check) => checkModels(all, check, runtime),
    answering: async (file, example) => {
      // A network with the graph of the one before it need not be run for its shapes.
      const loaded = await loadNetwork(modelFileAt(file), example, runtime, answered);
      const { model: _, ...known } = loaded;
      answered = known;
      return {
        graph: loaded.model.graph,
        channelsLast: false,
        outputs: (tensors) => openOutputs(loaded, tensors, runtime),
      };
    },
    taskNetwork: (network, layer, from, example) => {
      // What the first network taught about shapes serves the others.
      if (opened?.from !== from) opened = { from, open: networkOpener({ runtime, from, example }) };
      return taskNetworkOf(network, layer, opened.open);
    },
    agreement: (first, all) => agreementNotes(options, first, all, runtime),
    [Symbol.asyncDispose]: () => runtime[Symbol.asyncDispose](),
  };
}

/** Holds a device's map of the first sample against the processor's. Throws `RUNTIME` where they differ. */
async function agreementNotes(
  options: RuntimeOptions,
  first: EngineTask | undefined,
  networks: readonly FoundNetwork[],
  runtime: Awaited<ReturnType<typeof openRuntime>>,
): Promise<string[]> {
  await using reference = openReference(options);
  const sample = first?.task.samples[0];
  const file = networks[0]?.files[0]?.file;
  if (reference === undefined || first === undefined || sample === undefined || file === undefined) return [];
  const agreement = await checkAgreement({
    runtime,
    reference,
    network: await loadNetwork(modelFileAt(file), sample.input.inputs, reference),
    from: first.task.from,
    to: first.task.layer,
    units: sample.input,
    options: { ...withoutMore(first.engine), sample: sample.info.id },
  });
  return [agreementSentence(agreement)];
}

/** Two runtimes whose errors are a rounding apart must not stop at different rounds. */
function withoutMore(engine: EngineChoice): EngineChoice {
  if (engine.recipe !== "limit") return engine;
  const { mostPasses, ...rest } = engine;
  return rest;
}
