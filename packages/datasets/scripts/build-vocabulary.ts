// Trains the word pieces that the sentence and question benchmarks share. One second; needs nothing but the packages.
// Run: npx tsx --tsconfig tsconfig.json packages/datasets/scripts/build-vocabulary.ts

import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { vocabularyFiles } from "./vocabulary-files.ts";

const folder = fileURLToPath(new URL("../data/vocabulary/", import.meta.url));
await mkdir(folder, { recursive: true });
for (const [name, text] of Object.entries(await vocabularyFiles())) {
  await writeFile(join(folder, name), text);
  console.log(`${name}: ${Buffer.byteLength(text)} bytes`);
}
