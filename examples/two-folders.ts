// From two folders of checkpoints and a folder of pictures to report.html.

import * as files from "node:fs/promises";
import { networkFile, networkFolder, pictureFolder } from "@stillpoint/cli/files";
import { engineChoice } from "@stillpoint/core";
import { folderStore, type MeasuredTask, measureTask, writeReport } from "@stillpoint/experiment";
import { networkOpener } from "@stillpoint/onnx";
import { nodeRuntime } from "@stillpoint/onnx/node";
import { fitImages } from "@stillpoint/preprocess";

const here = "examples/files";
const layer = "fc1";

// Samples as units, fitted to what the network takes.
const { samples, from, modality, foregroundRule } = await fitImages(await networkFile(`${here}/student/00200.onnx`), {
  pictures: pictureFolder(`${here}/pictures`),
  masks: pictureFolder(`${here}/masks`), // white on the object
  grid: [6, 6],
  mean: [0, 0, 0],
  std: [1, 1, 1],
});

// Networks as checkpoints that open themselves when they are measured.
await using runtime = nodeRuntime();
const open = networkOpener({ runtime, from, example: samples[0]?.input.inputs ?? {} });
const task: MeasuredTask = {
  task: "pictures/own",
  title: "My student on my pictures",
  modality,
  layer,
  from,
  samples,
  foregroundRule,
  networks: [
    await networkFolder(`${here}/student`, { role: "distilled", seed: 0, layer, open }),
    await networkFolder(`${here}/baseline`, { role: "scratch", seed: 0, layer, open }),
  ],
};

// Finished jobs stay in the store: stop this program and start it again, and it goes on.
const store = folderStore("out/two-folders", files);
const engine = engineChoice(modality.engine, { recipe: "limit", seed: 0 });
for await (const event of measureTask(task, { engine, store, concurrency: 2 * runtime.lanes })) {
  if (event.kind === "progress") console.log(`${event.done} of ${event.total} maps`);
}
const { page, results } = await writeReport(store);
console.log(`${results[0]?.samples} samples, see ${page}`);
