import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { HYPOTHESES } from "@stillpoint/core";
import { WorkerPool } from "@stillpoint/onnx";
import { afterAll, describe, expect, it } from "vitest";
import { OutputFolder } from "../storage/output-folder.ts";
import { Progress } from "../terminal/progress.ts";
import { ownCodeDigest } from "./own-code.ts";
import { runTrials, trialIdentity } from "./run-trials.ts";
import type { TrialResult } from "./trial.ts";

const root = mkdtempSync(join(tmpdir(), "stillpoint-trials-"));
const pool = new WorkerPool(1);
afterAll(async () => {
  rmSync(root, { recursive: true });
  await pool.close();
});

function finished(trial: number): TrialResult {
  const outcomes = HYPOTHESES.map((id) => ({ id, verdict: "inconclusive", overSeeds: "inconclusive" }) as const);
  return { trial, chance: outcomes, planted: outcomes };
}

describe("trials that are resumed", () => {
  it("are those that the same choices and the same code made, the command's own code among it", async () => {
    const choice = { seed: 3, samples: 12 };
    const folder = new OutputFolder(join(root, "out"));
    const own = ownCodeDigest();
    const identities = [
      trialIdentity(choice),
      trialIdentity({ ...choice, samples: 24 }),
      trialIdentity(choice).replace(own, own.split("").reverse().join("")),
      trialIdentity(choice),
    ];
    expect(new Set(identities).size).toBe(3);
    for (const [trial, identity] of identities.entries())
      folder.write(`trials/0000${trial}.json`, JSON.stringify({ identity, ...finished(trial) }));
    const progress = new Progress({ style: "quiet", columns: 80, write: () => {}, now: () => 0 });
    // Aborted from the start: nothing new is run, only what is accepted comes back.
    const context = { folder, pool, progress, signal: AbortSignal.abort(), resume: true };
    expect(await runTrials(4, choice, context)).toEqual([finished(0), finished(3)]);
  });
});

describe("the digest of the command's own code", () => {
  it("hangs on every file of code that runs and on no test or declaration", () => {
    const folder = join(root, "code");
    mkdirSync(folder);
    copyFileSync(new URL("pictures.ts", import.meta.url), join(folder, "pictures.ts"));
    const first = ownCodeDigest(folder);
    writeFileSync(join(folder, "pictures.test.ts"), "1");
    writeFileSync(join(folder, "main.d.ts"), "1");
    expect(ownCodeDigest(folder)).toBe(first);
    writeFileSync(join(folder, "main.js"), "1");
    const second = ownCodeDigest(folder);
    expect(second).not.toBe(first);
    writeFileSync(join(folder, "main.js"), "2");
    expect(ownCodeDigest(folder)).not.toBe(second);
    expect(ownCodeDigest()).toBe(ownCodeDigest(fileURLToPath(new URL(".", import.meta.url))));
  });
});
