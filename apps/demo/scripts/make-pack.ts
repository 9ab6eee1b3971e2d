// Cuts a finished benchmark run down to the pack that the demo embeds: `pnpm --filter @stillpoint/demo make-pack RUN_FOLDER`.

import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { nodeRuntime } from "@stillpoint/onnx/node";
import { attributionFiles } from "./pack/attribution.ts";
import { type Golden, viewGolden } from "./pack/golden.ts";
import { movingMaps } from "./pack/moving-picture.ts";
import { PACKED_TASKS } from "./pack/packed-tasks.ts";
import { packedView } from "./pack/packed-view.ts";
import { readme, sizeOf, type ToldView } from "./pack/readme.ts";
import { RunFolder } from "./pack/run-folder.ts";

const COMMAND = "pnpm --filter @stillpoint/demo make-pack RUN_FOLDER";
const app: string = fileURLToPath(new URL("..", import.meta.url));

async function main(folder: string, out: string): Promise<void> {
  const run = await RunFolder.open(folder);
  await using runtime = nodeRuntime({ workers: 1 });
  const told: ToldView[] = [];
  const goldens: Record<string, Golden> = {};
  const files = new Map<string, Uint8Array>();
  for (const packed of PACKED_TASKS) {
    const view = await packedView(run, packed);
    const { golden, errors } = await viewGolden(view, runtime);
    goldens[packed.view] = golden;
    told.push({ view, errors });
    if (packed.view === "images") {
      const moving = movingMaps(view);
      files.set("fixtures/moving-picture.json", new TextEncoder().encode(`${JSON.stringify(moving)}\n`));
    }
    for (const [path, content] of view.files) files.set(`public/pack/${packed.view}/${path}`, content);
    console.log(`${packed.view}: ${(sizeOf(view) / 1e6).toFixed(2)} MB`);
  }
  const text = (words: string): Uint8Array => new TextEncoder().encode(words);
  for (const [path, content] of await attributionFiles()) files.set(`public/pack/${path}`, content);
  files.set("public/pack/README.md", text(readme(told, run.report, COMMAND)));
  files.set("fixtures/entropies.json", text(`${JSON.stringify(goldens, null, 1)}\n`));
  rmSync(join(out, "public/pack"), { recursive: true, force: true });
  for (const [path, content] of files) {
    mkdirSync(dirname(join(out, path)), { recursive: true });
    writeFileSync(join(out, path), content);
  }
}

const [folder, out = app] = process.argv.slice(2);
if (folder === undefined) {
  console.error(`usage: ${COMMAND}; the run is one of \`npm start\``);
  process.exitCode = 2;
} else {
  // pnpm runs a package's scripts in its folder.
  const from = process.env.INIT_CWD ?? ".";
  await main(resolve(from, folder), resolve(from, out));
}
