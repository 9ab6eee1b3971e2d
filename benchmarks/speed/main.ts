// `pnpm --filter @stillpoint/benchmarks speed`: everything in one run, side by side with PyTorch.

import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { nodeRuntime } from "@stillpoint/onnx/node";
import { errorRows } from "./errors.ts";
import { machine, runtimeVersion } from "./machine.ts";
import { mapRow } from "./maps.ts";
import { memoryRows } from "./memory.ts";
import { errorSubjects, ownSubjects, trainingSubjects } from "./own.ts";
import { passRow } from "./passes.ts";
import { plan, type Section } from "./plan.ts";
import { finish, peerPython, pythonVersions } from "./python.ts";
import type { ErrorRow, MapRow, PassRow, SpeedResult, TrainingRow } from "./result.ts";
import { classic, type Subject } from "./subject.ts";
import { markdown } from "./table.ts";
import { trainingRow } from "./training.ts";

const args = process.argv.slice(2);
const chosen = plan(args);
const say = (line: string): boolean => process.stderr.write(`${line}\n`);
const wants = (section: Section): boolean => chosen.sections.includes(section);

const python = await peerPython(say);
const own = ownSubjects();
const passes: PassRow[] = [];
const maps: MapRow[] = [];

async function timed(subject: Subject): Promise<void> {
  if (wants("passes")) {
    say(`one pass: ${subject.id}`);
    passes.push(await passRow(subject, chosen, python));
  }
  if (wants("maps")) {
    say(`one map: ${subject.id}`);
    maps.push(await mapRow(subject, chosen, python));
  }
}

if (wants("passes") || wants("maps")) {
  for (const subject of own) await timed(subject);
  // One at a time: VGG-16 alone is half a gigabyte.
  for (const name of chosen.classics) await timed(await classic(name, python));
}

const training: TrainingRow[] = [];
if (wants("training")) {
  for (const subject of await trainingSubjects()) {
    say(`one training step: ${subject.id}, ${subject.optimiser}`);
    training.push(await trainingRow(subject, chosen, python));
  }
}

const errors: ErrorRow[] = [];
if (wants("errors")) {
  await using runtime = nodeRuntime();
  for (const subject of await errorSubjects(chosen)) {
    say(`error against passes: ${subject.network}`);
    errors.push(...(await errorRows(subject, chosen, runtime)));
  }
}

let memory: SpeedResult["memory"] = { missing: "not run" };
const small = own[0];
if (wants("memory") && small !== undefined) {
  say(`memory: ${chosen.memoryRuns} runs`);
  memory = { network: small.id, rows: await memoryRows(small, chosen.memoryRuns) };
}

const result: SpeedResult = {
  schema: "stillpoint.speed/1",
  command: ["pnpm --filter @stillpoint/benchmarks speed", ...args].join(" "),
  date: new Date().toISOString().slice(0, 10),
  machine: machine(),
  versions: {
    node: process.versions.node,
    onnxruntime: runtimeVersion(),
    ...(await pythonVersions(python)),
  },
  passes,
  maps,
  training,
  errors,
  memory,
};
mkdirSync(chosen.out, { recursive: true });
const file = fileURLToPath(new URL("speed.json", chosen.out));
writeFileSync(file, `${JSON.stringify(result, null, 2)}\n`);
await finish("biome", ["format", "--write", file]);
writeFileSync(new URL("speed.md", chosen.out), markdown(result));
process.stdout.write(markdown(result));
