// `pnpm --filter @stillpoint/benchmarks errors`: how far maps are from the truth, network by network.

import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import {
  type Benchmark,
  imageBenchmark,
  type NetworkFamily,
  pointcloudBenchmark,
  qaBenchmark,
  sentimentBenchmark,
} from "@stillpoint/bench";
import { StillpointError, type UnitInput } from "@stillpoint/core";
import { nodeRuntime } from "@stillpoint/onnx/node";
import { machine, runtimeVersion } from "../speed/machine.ts";
import { finish } from "../speed/python.ts";
import { keyOf, networkErrors } from "./network.ts";
import { plan } from "./plan.ts";
import { csv, type ErrorsResult, earlier, type NetworkErrors } from "./result.ts";
import { clouds, dataFile, pictures, questions, sentences } from "./samples.ts";
import { markdown } from "./table.ts";

interface Source {
  readonly benchmark: Benchmark;
  readonly samples: (count: number) => Promise<UnitInput[]>;
}

const SOURCES: readonly Source[] = [
  { benchmark: imageBenchmark, samples: pictures },
  { benchmark: pointcloudBenchmark, samples: clouds },
  { benchmark: sentimentBenchmark, samples: sentences },
  { benchmark: qaBenchmark, samples: questions },
];

const args = process.argv.slice(2);
const chosen = plan(args);
const say = (line: string): boolean => process.stderr.write(`${line}\n`);
const nameOf = ({ modality }: Benchmark, { id }: NetworkFamily): string => `${modality.id}/${id}`;

const order = SOURCES.flatMap(({ benchmark }) => benchmark.families.map((family) => nameOf(benchmark, family)));
const known = [...SOURCES.map(({ benchmark }) => benchmark.modality), ...order];
const wrong = chosen.only.find((name) => !known.includes(name));
if (wrong !== undefined) throw new RangeError(`--only: expected some of ${known.join(", ")}; got ${wrong}`);
const wanted = (modality: string, name: string): boolean =>
  chosen.only.length === 0 || chosen.only.includes(modality) || chosen.only.includes(name);

mkdirSync(chosen.out, { recursive: true });
const file = new URL("errors.json", chosen.out);
const found = new Map<string, NetworkErrors>();
for (const network of earlier(file)) found.set(`${network.modality}/${network.family}`, network);

/** After every network, so that an interrupted run goes on where it stopped. */
function write(): ErrorsResult {
  const result: ErrorsResult = {
    schema: "stillpoint.errors/1",
    command: `pnpm --filter @stillpoint/benchmarks errors${chosen.quick ? " --quick" : ""}`,
    machine: machine(),
    versions: { node: process.versions.node, onnxruntime: runtimeVersion() },
    networks: order.flatMap((name) => found.get(name) ?? []),
    missing: order.filter((name) => !found.has(name)),
  };
  writeFileSync(file, `${JSON.stringify(result, null, 2)}\n`);
  writeFileSync(new URL("errors.csv", chosen.out), csv(result.networks));
  writeFileSync(new URL("errors.md", chosen.out), markdown(result));
  return result;
}

await using runtime = nodeRuntime({ workers: 1 });
for (const { benchmark, samples } of SOURCES) {
  let inputs: readonly UnitInput[] | undefined;
  for (const family of benchmark.families) {
    const name = nameOf(benchmark, family);
    if (!wanted(benchmark.modality.id, name)) continue;
    const bytes = dataFile(family.teacher);
    if (bytes === undefined) {
      say(`${name}: left out, there is no ${family.teacher} in the data package`);
      continue;
    }
    if (!chosen.again && found.get(name)?.key === keyOf(benchmark, family, bytes, chosen)) {
      say(`${name}: measured before, --again repeats it`);
      continue;
    }
    say(name);
    inputs ??= await samples(chosen.samples[benchmark.modality.id] ?? 1);
    try {
      found.set(name, await networkErrors({ benchmark, family, bytes, samples: inputs }, chosen, runtime));
    } catch (error) {
      if (!(error instanceof StillpointError && error.code === "LAYER")) throw error;
      // A teacher older than its benchmark; what was measured on another one goes too.
      found.delete(name);
      say(`${name}: left out, ${family.teacher} is not of this benchmark: ${error.message}`);
    }
    write();
  }
}
const result = write();
await finish("biome", ["format", "--write", fileURLToPath(file)]);
process.stdout.write(markdown(result));
