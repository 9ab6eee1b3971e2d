// Makes examples/logits from a finished `stillpoint mechanism --preset quick` on pictures: what its teacher, its students
// of KD and those of labels alone answer to the held-out pictures, as a training loop would save it.
//
//   npx tsx --tsconfig tsconfig.json packages/bench/scripts/example-logits.ts out/mechanism

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ensure } from "@stillpoint/core";
import { memoryStore } from "@stillpoint/experiment";
import { nodeRuntime } from "@stillpoint/onnx/node";
import { packageFiles } from "../fixtures/package-files.ts";
import { answersOf, matterOf } from "../src/mechanism/matter.ts";
import { imageTask } from "../src/tasks/image.ts";

const FOLDER = new URL("../../../examples/logits/", import.meta.url);
const SEEDS = [0, 1, 2];
const LAST_STEP = "00200.onnx";

const [, , run = ""] = process.argv;
await using runtime = nodeRuntime();
const matter = await matterOf({
  ...{ task: imageTask, preset: "quick", seed: 0 },
  ...{ store: memoryStore(), files: packageFiles, runtime },
});
ensure(!("reason" in matter), "INPUT", () => "pictures: expected classes; got none");
const { heldOut, names } = matter.classes;
const student = (seed: number, lesson: string): Uint8Array =>
  new Uint8Array(readFileSync(join(run, "mechanism/image-emoji-vgg", `seed-${seed}`, lesson, LAST_STEP)));
const tables: readonly (readonly [string, Uint8Array])[] = [
  ["teacher", matter.teacher],
  ...SEEDS.map((seed) => [`student${seed}`, student(seed, "KD")] as const),
  ...SEEDS.map((seed) => [`scratch${seed}`, student(seed, "labels")] as const),
];

mkdirSync(FOLDER, { recursive: true });
for (const [name, network] of tables) {
  const { values } = await answersOf(name, network, heldOut, runtime);
  const rows = Array.from(heldOut.labels, (label, row) => {
    const logits = [...values.subarray(row * names.length, (row + 1) * names.length)].map((x) => x.toFixed(3));
    return [`held-out-${row}`, names[label], ...logits].join(",");
  });
  writeFileSync(new URL(`${name}.csv`, FOLDER), [["id", "label", ...names].join(","), ...rows, ""].join("\n"));
}
