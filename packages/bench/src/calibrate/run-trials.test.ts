import { HYPOTHESES } from "@stillpoint/core";
import { memoryStore } from "@stillpoint/experiment";
import { nodeRuntime } from "@stillpoint/onnx/node";
import { afterAll, describe, expect, it } from "vitest";
import { runTrials, trialIdentity } from "./run-trials.ts";
import type { TrialResult } from "./trial.ts";

const runtime = nodeRuntime({ workers: 1 });
afterAll(() => runtime.close());

function finished(trial: number): TrialResult {
  const outcomes = HYPOTHESES.map((id) => ({ id, verdict: "inconclusive", overSeeds: "inconclusive" }) as const);
  return { trial, chance: outcomes, planted: outcomes };
}

describe("trials that are resumed", () => {
  it("are those that the same choices and the same code made", async () => {
    const choice = { seed: 3, samples: 12 };
    const store = memoryStore();
    const identities = [
      trialIdentity(choice, "code"),
      trialIdentity({ ...choice, samples: 24 }, "code"),
      trialIdentity(choice, "other code"),
      trialIdentity(choice, "code"),
    ];
    expect(new Set(identities).size).toBe(3);
    for (const [trial, identity] of identities.entries())
      await store.write(`trials/0000${trial}.json`, JSON.stringify({ identity, ...finished(trial) }));
    // Aborted from the start: nothing new is run, only what is accepted comes back.
    const context = { store, runtime, signal: AbortSignal.abort(), madeBy: "code" };
    expect(await runTrials(4, choice, context, () => undefined)).toEqual([finished(0), finished(3)]);
  });
});
