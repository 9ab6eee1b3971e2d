import { networkFile, pictureFolder } from "@stillpoint/cli/files";
import { measureEntropy } from "@stillpoint/core";
import { networkOpener } from "@stillpoint/onnx";
import { nodeRuntime } from "@stillpoint/onnx/node";
import { fitImages } from "@stillpoint/preprocess";

const network = await networkFile("examples/files/student/00200.onnx");
const pictures = pictureFolder("examples/files/pictures");
const masks = pictureFolder("examples/files/masks"); // white on the object
const { samples, from, modality } = await fitImages(network, { pictures, masks, grid: [6, 6] });
const { info, input } = samples[0]!; // cells of a picture, normalised as ImageNet's are unless you say otherwise
await using runtime = nodeRuntime(); // a thread for each core
const open = networkOpener({ runtime, from, example: input.inputs });
await using model = await open(network.name, network.file, "fc1");
const map = await measureEntropy(await model.bind(input.inputs), input, {
  ...modality.engine,
  seed: 0,
  sample: info.id,
});
console.log(map.entropies); // nats, cell by cell: the lower, the less noise the layer lets pass
