// `pnpm --filter @stillpoint/benchmarks providers --provider webgpu`: the same map there and on the CPU, and its time.

import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { StillpointError } from "@stillpoint/core";
import { checkRuns } from "@stillpoint/onnx";
import { type NodeRuntime, nodeRuntime } from "@stillpoint/onnx/node";
import { machine, runtimeVersion } from "./machine.ts";
import { type Candidate, providersPlan } from "./providers-plan.ts";
import { type ProvidersRow, providersRow } from "./providers-row.ts";
import { providersSubjects } from "./providers-subjects.ts";
import { providersMarkdown } from "./providers-table.ts";

const args = process.argv.slice(2);
const plan = providersPlan(args);
const say = (line: string): boolean => process.stderr.write(`${line}\n`);

/** A runtime that runs a graph, or undefined with one line that says why there is none. */
async function opened(provider: Candidate): Promise<NodeRuntime | undefined> {
  let runtime: NodeRuntime | undefined;
  try {
    runtime = nodeRuntime({ workers: 1, provider });
    await checkRuns(runtime);
    return runtime;
  } catch (error) {
    await runtime?.close();
    if (!(error instanceof StillpointError && error.code === "RUNTIME")) throw error;
    say(`${provider}: left out; ${error.message.replaceAll(/\s*\n\s*/g, " ")}`);
    return undefined;
  }
}

function deviceName(): string {
  try {
    const names = execFileSync("nvidia-smi", ["--query-gpu=name", "--format=csv,noheader"], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    return names.trim().split("\n").join(", ");
  } catch {
    return "a device without a name, --device gives it one";
  }
}

const others = new Map<Candidate, NodeRuntime>();
for (const provider of plan.providers) {
  const runtime = await opened(provider);
  if (runtime !== undefined) others.set(provider, runtime);
}
if (others.size > 0) {
  const cpu = nodeRuntime({ workers: 1, provider: "cpu" });
  const rows: ProvidersRow[] = [];
  for await (const subject of providersSubjects(plan, say)) {
    say(`${subject.id}: ${subject.layer}`);
    rows.push(await providersRow(subject, cpu, others, plan));
  }
  const result = {
    command: ["pnpm --filter @stillpoint/benchmarks providers", ...args].join(" "),
    date: new Date().toISOString().slice(0, 10),
    machine: machine(),
    device: plan.device ?? deviceName(),
    versions: { node: process.versions.node, onnxruntime: runtimeVersion() },
    rows,
  };
  const text = providersMarkdown(result, { providers: [...others.keys()] });
  if (plan.out !== undefined) {
    mkdirSync(plan.out, { recursive: true });
    writeFileSync(new URL("providers.md", plan.out), text);
  }
  process.stdout.write(text);
  await cpu.close();
}
for (const runtime of others.values()) await runtime.close();
