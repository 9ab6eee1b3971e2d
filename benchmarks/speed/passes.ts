// Milliseconds per pass, ours against PyTorch, interleaved.

import { nodeRuntime } from "@stillpoint/onnx/node";
import { type Contestant, interleave, repeatSize } from "./interleave.ts";
import { PassLoop } from "./pass-loop.ts";
import { Peer } from "./peer.ts";
import type { Plan } from "./plan.ts";
import { isMissing, type Missing, type PassRow } from "./result.ts";
import type { Subject } from "./subject.ts";

const MOST_BATCHES = 100;

/** All cores on both sides: our workers with one thread each, PyTorch with as many threads. */
export async function passRow(subject: Subject, plan: Plan, python: string | Missing): Promise<PassRow> {
  await using runtime = nodeRuntime();
  const loop = await PassLoop.open(subject, runtime);
  const batches = await repeatSize(2, plan.rounds > 1 ? MOST_BATCHES : 2, (count) => loop.repeat(count, plan.batch));
  const args = ["--threads", runtime.lanes, "--batch", plan.batch, "--batches", batches * runtime.lanes].map(String);
  const peer = isMissing(python) ? undefined : await Peer.start(python, "pytorch_loop.py", [...subject.peer, ...args]);
  try {
    let inside = 0;
    let wall = 0;
    let passes = 0;
    const contestants = new Map<"ours" | "pytorch", Contestant>();
    contestants.set("ours", async () => {
      const before = runtime.runMilliseconds;
      const each = await loop.repeat(batches, plan.batch);
      const count = batches * plan.batch * runtime.lanes;
      inside += runtime.runMilliseconds - before;
      wall += each * count * runtime.lanes;
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
    await loop.close();
    await peer?.close();
  }
}
