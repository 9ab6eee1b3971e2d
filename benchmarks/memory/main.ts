// `pnpm --filter @stillpoint/benchmarks memory NAME=FOLDER...`: peak memory of `analyze` and `inspect` in built clones, one
// after the other, against the weights of the part that is analysed. Linux only; the table goes to standard output.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { machine, runtimeVersion } from "../speed/machine.ts";
import { analysedBytes, type NetworkSize, writeNetwork, writePictures } from "./networks.ts";
import { type Peak, peakOf } from "./peak.ts";

const MEBI = 2 ** 20;
const TINY: NetworkSize = { name: "tiny", widths: [8] };
const ALEXNET: NetworkSize = { name: "alexnet", widths: [4096, 4096, 1000] };
const WIDE: NetworkSize = { name: "wide", widths: [8192, 7168, 1000] };
const LAYERS = ["conv2", "fc1", "fc2"] as const;

const clones = process.argv.slice(2).map((named): [name: string, folder: string] => {
  const [name = "", folder = ""] = named.split("=");
  return [name, resolve(process.env.INIT_CWD ?? ".", folder)];
});
const folder = mkdtempSync(join(tmpdir(), "stillpoint-memory-"));
const rows: string[] = [];

/** Peak of a command of a clone. */
function run(clone: string, args: readonly string[]): Promise<Peak> {
  return peakOf([join(clone, "packages/cli/bin/stillpoint.js"), ...args], folder);
}

function analyze(clone: string, { name }: NetworkSize, layer: string): Promise<Peak> {
  const shared = ["--modality", "image", "--grid", "6x6", "--mean", "0,0,0", "--std", "1,1,1", "--passes", "16"];
  const networks = ["--distilled", `${name}/student`, "--scratch", `${name}/baseline`];
  const data = ["--data", "pictures", "--masks", "masks", "--layer", layer, "--workers", "1"];
  return run(clone, ["analyze", ...shared, ...networks, ...data, "--out", join(folder, "out"), "--overwrite"]);
}

function add(what: string, analysed: number, file: number, peaks: readonly Peak[], bases: readonly Peak[]): void {
  const cells = peaks.map(({ resident, own }, k) => {
    const times = (resident - (bases[k]?.resident ?? 0)) / (analysed / MEBI);
    return `${resident.toFixed(0)} | ${own.toFixed(0)} | ${times.toFixed(1)}`;
  });
  rows.push(`| ${what} | ${(file / MEBI).toFixed(0)} | ${(analysed / MEBI).toFixed(1)} | ${cells.join(" | ")} |`);
}

try {
  writePictures(folder);
  const sizes = new Map<string, number>();
  for (const network of [TINY, ALEXNET, WIDE]) {
    for (const [seed, role] of ["student", "baseline"].entries()) {
      if (network === WIDE && role === "baseline") continue;
      sizes.set(network.name, writeNetwork(network, 1 + seed, join(folder, network.name, role)));
    }
  }
  const bases: Peak[] = [];
  for (const [, clone] of clones) bases.push(await analyze(clone, TINY, "conv2"));
  for (const layer of LAYERS) {
    const peaks: Peak[] = [];
    for (const [, clone] of clones) peaks.push(await analyze(clone, ALEXNET, layer));
    add(`analyze, ${layer}`, analysedBytes(ALEXNET, layer), sizes.get(ALEXNET.name) ?? 0, peaks, bases);
  }
  for (const network of [ALEXNET, WIDE]) {
    const peaks: Peak[] = [];
    const file = join(folder, network.name, "student/00001.onnx");
    for (const [, clone] of clones) peaks.push(await run(clone, ["inspect", file]));
    add("inspect", analysedBytes(network, `fc${network.widths.length}`), sizes.get(network.name) ?? 0, peaks, bases);
  }
  const heads = clones.map(([name]) => `${name}: resident | own | times`).join(" | ");
  console.log(`${JSON.stringify({ ...machine(), node: process.version, onnxruntime: runtimeVersion() })}\n`);
  console.log(
    `a network of a few kilobytes: ${clones.map(([name], k) => `${name} ${bases[k]?.resident.toFixed(0)}`).join(", ")} MiB\n`,
  );
  console.log(`| what | file, MiB | analysed, MiB | ${heads} |`);
  console.log(`| --- | ---: | ---: | ${clones.map(() => "---: | ---: | ---:").join(" | ")} |`);
  for (const row of rows) console.log(row);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
