// The built command, killed, stopped, and run twice: nothing finished is lost, nothing wrong is kept.

import { existsSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { parseReport } from "@stillpoint/report";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type End, finished, type Started, start } from "../fixtures/process.ts";
import { scratchFolder } from "../fixtures/scratch-folder.ts";

const { at, remove, write } = scratchFolder();
afterAll(remove);

const smoke = (network: string, out: string, ...how: string[]): string[] => {
  const choice = ["--tasks", "sentiment", "--networks", network, "--methods", "feature", "--roles", "none"];
  return ["bench", ...choice, "--preset", "smoke", "--samples", "2", "--workers", "2", "--out", at(out), ...how];
};
const bench = (out: string, ...extra: string[]): string[] => smoke("cnn", out, "--passes", "8", ...extra);
/** So many passes, of a network whose maps need them, that there is time to do something. */
const slow = (out: string, ...extra: string[]): string[] => smoke("transformer", out, "--passes", "1024", ...extra);
const bytes = (out: string, name: string): Buffer => readFileSync(join(at(out), name));

/** Names, sizes and times of all files. */
function state(out: string): string[] {
  const names = readdirSync(at(out), { recursive: true, encoding: "utf8" }).sort();
  return names.map((name) => {
    const { size, mtimeMs } = statSync(join(at(out), name));
    return `${name} ${size} ${mtimeMs}`;
  });
}

/** One clear message and no stack trace. */
function expectPlain({ error }: Pick<End, "error">): void {
  expect(error).not.toMatch(/^\s+at /m);
  expect(error).not.toMatch(/Napi|terminate called|Unhandled|node:internal/);
}

/** Waits, lest a process outlive its test. */
async function killed(run: Started): Promise<End> {
  run.child.kill("SIGKILL");
  return run.end;
}

beforeAll(async () => {
  const { code, error } = await finished(...bench("whole"));
  expect(code, error).toBe(0);
});

describe("a run", () => {
  it("killed at any moment and gone on with leaves the bytes of an undisturbed one", async () => {
    // Seeded moments, in milliseconds: the first ones hit training, later ones measuring and reporting.
    let state = 20_261;
    const moments = Array.from({ length: 5 }, () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return 500 + (state / 2 ** 32) * 2500;
    });
    for (const [index, moment] of moments.entries()) {
      const run = start(...bench("killed", ...(index === 0 ? [] : ["--resume"])));
      await Promise.race([run.end, new Promise((resolve) => setTimeout(resolve, moment))]);
      const { code, error } = await killed(run);
      // Killed, or finished before.
      expect([null, 0], error).toContain(code);
    }
    const { code, error } = await finished(...bench("killed", "--resume"));
    expect(code, error).toBe(0);
    for (const name of ["report.json", "entropies.parquet"]) {
      expect(bytes("killed", name).equals(bytes("whole", name)), name).toBe(true);
    }
    expect(readdirSync(at("killed")).filter((name) => /lock|partial/.test(name))).toEqual([]);
  });

  it("in a folder with results is refused, and touches nothing", async () => {
    const before = state("whole");
    const refused = await finished(...bench("whole"));
    expect(refused).toMatchObject({ code: 2, out: "" });
    expect(refused.error).toMatch(
      /^stillpoint: output .*whole: expected an empty or new folder.*--resume.*--overwrite/,
    );
    expect(state("whole")).toEqual(before);
  });

  it("stopped by Ctrl-C leaves a partial report, and keeps the folder from others until then", async () => {
    const run = start(...slow("stopped"));
    await run.said(/measuring/);
    const second = await finished(...slow("stopped", "--resume"));
    expect(second.code).toBe(1);
    expect(second.error).toMatch(
      new RegExp(`held by process ${run.child.pid} on .*stillpoint bench --tasks sentiment`),
    );
    run.child.kill("SIGINT");
    const end = await run.end;
    expect(end, end.error).toMatchObject({ code: 130, signal: null });
    expectPlain(end);
    expect(end.error).toMatch(/stopping: finishing the jobs under way/);
    const { run: said } = parseReport(bytes("stopped", "report.json").toString());
    expect(said).toMatchObject({ running: false, partial: { done: expect.any(Number) } });
    expect(said?.pending?.length).toBeGreaterThan(0);
    expect(existsSync(at("stopped/stillpoint.lock"))).toBe(false);
  });

  it("stopped by Ctrl-C while training leaves what is trained", async () => {
    const run = start(...bench("untrained", "--seeds", "4"));
    await run.said(/training/);
    run.child.kill("SIGINT");
    const end = await run.end;
    expect(end, end.error).toMatchObject({ code: 130, signal: null });
    expect(end.error).toMatch(/stillpoint: training: expected .*; got stopped; go on with --resume/);
    expectPlain(end);
  });

  it.each([
    ["training", /training/],
    ["measuring", /measuring/],
  ])("stopped by a second Ctrl-C while %s ends at once with 130, and never by an abort", async (_, phase) => {
    const run = start(...slow("hurried", "--overwrite"));
    await run.said(phase);
    run.child.kill("SIGINT");
    await run.said(/stopping/);
    run.child.kill("SIGINT");
    const end = await run.end;
    expect(end, end.error).toMatchObject({ code: 130, signal: null });
    expectPlain(end);
  });

  it("whose folder is deleted fails and says so", async () => {
    const run = start(...slow("deleted"));
    await run.said(/measuring/);
    rmSync(at("deleted"), { recursive: true, force: true });
    const end = await run.end;
    expect(end, end.error).toMatchObject({ code: 1, signal: null });
    expect(end.error).toMatch(/stillpoint: .*deleted\/.*: (expected|cannot) /);
    expectPlain(end);
  });

  it("whose events nobody reads any more stops as by Ctrl-C", async () => {
    // Only what is told finds nobody: the end of the first task, at the latest, when the second is still to come.
    const run = start(...bench("unheard", "--json", "--methods", "feature,logits"));
    await run.said(/measuring/);
    run.child.stdout.destroy();
    const end = await run.end;
    expect(end, end.error).toMatchObject({ code: 130, signal: null });
    expectPlain(end);
    expect(parseReport(bytes("unheard", "report.json").toString()).run?.partial).toBeDefined();
  });
});

describe("output that is cut off", () => {
  const model = "checkpoints/sentiment-cnn/teacher/00000.onnx";
  it.each([
    ["inspect", () => ["inspect", join(at("whole"), model)]],
    ["inspect --json", () => ["inspect", join(at("whole"), model), "--json"]],
    ["doctor", () => ["doctor"]],
    ["--help", () => ["bench", "--help"]],
  ])("ends %s without a word", async (_, args) => {
    const run = start(...args());
    // Before it says anything, so that its first word already finds nobody.
    run.child.stdout.destroy();
    expect(await run.end).toEqual({ code: 0, signal: null, out: "", error: "" });
  });

  it("of errors and progress costs no results", async () => {
    const run = start(...bench("unseen"));
    run.child.stderr.destroy();
    expect(await run.end).toEqual({ code: 0, signal: null, out: "", error: "" });
    expect(bytes("unseen", "entropies.parquet").equals(bytes("whole", "entropies.parquet"))).toBe(true);
  });
});

describe("damaged input", () => {
  it("nested deeper than a stack is one clear error", async () => {
    write("deep.json", `{"sentences":${"[".repeat(5000)}${"]".repeat(5000)}}`);
    write("list.json", `${"[".repeat(5000)}${"]".repeat(5000)}`);
    const networks = join(at("whole"), "checkpoints/sentiment-cnn/seed-0");
    const request = ["analyze", "--modality", "sentiment", "--layer", "fc1", "--input", "embedded"];
    const data = ["--tokenizer", join(at("whole"), "data/vocabulary"), "--out", at("refused")];
    const students = ["--distilled", join(networks, "scratch"), "--scratch", join(networks, "null")];
    for (const [args, code, said] of [
      [
        [...request, ...students, ...data, "--data", at("deep.json")],
        1,
        /deep\.json: expected an array of sentences; got/,
      ],
      [["analyze", at("list.json")], 2, /list\.json: expected .*; got text that is none \(more than 64 brackets/],
    ] as const) {
      const end = await finished(...args);
      expect(end).toMatchObject({ code });
      expect(end.error).toMatch(said);
      expect(end.error.length).toBeLessThan(500);
      expectPlain(end);
    }
  });
});
