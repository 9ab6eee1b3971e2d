// Milliseconds per pass, ours against PyTorch, interleaved.

import { availableParallelism } from "node:os";
import { WorkerPool } from "@stillpoint/onnx";
import { type Contestant, interleave } from "./interleave.ts";
import { PassLoop } from "./pass-loop.ts";
import { Peer } from "./peer.ts";
import type { Plan } from "./plan.ts";
import { isMissing, type Missing, type PassRow } from "./result.ts";
import type { Subject } from "./subject.ts";

const BATCHES = 2;

/** All cores on both sides: our workers with one thread each, PyTorch with as many threads. */
export async function passRow(subject: Subject, plan: Plan, python: string | Missing): Promise<PassRow> {
  await using pool = new WorkerPool(availableParallelism());
  const loop = await PassLoop.open(subject, pool);
  const args = ["--threads", pool.size, "--batch", plan.batch, "--batches", BATCHES * pool.size].map(String);
  const peer = isMissing(python) ? undefined : await Peer.start(python, "pytorch_loop.py", [...subject.peer, ...args]);
  try {
    let inside = 0;
    let wall = 0;
    let passes = 0;
    const contestants = new Map<"ours" | "pytorch", Contestant>();
    contestants.set("ours", async () => {
      const before = pool.runMilliseconds;
      const each = await loop.repeat(BATCHES, plan.batch);
      const count = BATCHES * plan.batch * pool.size;
      inside += pool.runMilliseconds - before;
      wall += each * count * pool.size;
      passes += count;
      return each;
    });
    if (peer !== undefined) contestants.set("pytorch", () => peer.repeat());
    const times = await interleave(plan.rounds, contestants);
    const ours = times.get("ours");
    if (ours === undefined) throw new Error("benchmark: expected our own times; got none");
    return {
      network: subject.id,
      features: loop.featureSize,
      batch: plan.batch,
      ours,
      pytorch: times.get("pytorch") ?? (isMissing(python) ? python : { missing: "not run" }),
      insideRuntime: inside / wall,
      runs: passes / plan.batch,
    };
  } finally {
    loop.close();
    await peer?.close();
  }
}
