// Checkpoints that are replaced while or after they are measured: found, and never trusted.

import { readFileSync, statSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { convNet } from "@stillpoint/distill";
import { encodePng } from "@stillpoint/image";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Outcome, runHeard } from "../../fixtures/command.ts";
import { scratchFolder } from "../../fixtures/scratch-folder.ts";

const { at, write, remove } = scratchFolder();
afterAll(remove);

const SIZE = 48;
const network = (seed: number): Uint8Array => convNet({ seed, shape: { channels: [4, 4, 6, 6], hidden: [8, 8] } });

function checkpoints(): void {
  for (const [role, seed] of [
    ["distilled", 1],
    ["scratch", 2],
  ] as const) {
    write(`${role}/0.onnx`, network(9));
    write(`${role}/10.onnx`, network(seed));
    for (const step of [0, 10]) utimesSync(at(`${role}/${step}.onnx`), 1000, 1000);
  }
}

beforeAll(() => {
  checkpoints();
  const noise = Uint8Array.from({ length: SIZE * SIZE * 3 }, (_, k) => (k * 7919) % 251);
  const mask = Uint8Array.from({ length: SIZE * SIZE }, (_, p) => (p % SIZE < 24 ? 255 : 0));
  write("pictures/a.png", encodePng({ height: SIZE, width: SIZE, channels: 3, bytes: noise }));
  write("masks/a.png", encodePng({ height: SIZE, width: SIZE, channels: 1, bytes: mask }));
});

const analyze = (out: string, heard: (text: string) => void, ...extra: string[]): Promise<Outcome> => {
  const networks = ["--distilled", at("distilled"), "--scratch", at("scratch")];
  const data = ["--modality", "image", "--data", at("pictures"), "--masks", at("masks")];
  const rest = ["--layer", "fc1", "--grid", "4x4", "--workers", "1", "--out", at(out)];
  return runHeard(heard, "analyze", ...networks, ...data, ...rest, ...extra);
};
const quiet = (): void => undefined;
const bytes = (out: string, name: string): Buffer => readFileSync(join(at(out), name));

/** Two folders with the same results, whatever was asked for. */
function expectSame(one: string, other: string): void {
  const results = (out: string): unknown => {
    const { run, ...rest } = JSON.parse(bytes(out, "report.json").toString());
    return { ...rest, digests: run.digests };
  };
  expect(results(one)).toEqual(results(other));
  expect(bytes(one, "entropies.parquet").equals(bytes(other, "entropies.parquet"))).toBe(true);
}

describe("a checkpoint that is replaced", () => {
  it("between a run and --resume is measured again, and nothing else is", async () => {
    expect((await analyze("first", quiet)).code).toBe(0);
    const size = statSync(at("scratch/10.onnx")).size;
    write("scratch/10.onnx", network(3));
    expect(statSync(at("scratch/10.onnx")).size).toBe(size);
    const resumed = await analyze("first", quiet, "--resume");
    expect(resumed.code, resumed.error).toBe(0);
    expect(resumed.error).toMatch(/measuring image\/own@fc1: 4, 3 already there/);
    expect((await analyze("anew", quiet)).code).toBe(0);
    expectSame("first", "anew");
    checkpoints();
  });

  it("while others are measured ends the run with its name, and --resume measures what is there", async () => {
    let replaced = false;
    const stopped = await analyze("meanwhile", (text) => {
      if (replaced || !text.startsWith("measuring")) return;
      replaced = true;
      write("scratch/10.onnx", network(3));
    });
    expect(stopped.error).toMatch(
      /scratch, seed 0, step 10 at layer fc1: checkpoint .*10\.onnx: expected the file that was/,
    );
    expect(stopped.code).toBe(1);
    expect(JSON.parse(bytes("meanwhile", "report.json").toString()).run.partial.done).toBe(3);
    const resumed = await analyze("meanwhile", quiet, "--resume");
    expect(resumed.code, resumed.error).toBe(0);
    expect((await analyze("anew", quiet, "--overwrite")).code).toBe(0);
    expectSame("meanwhile", "anew");
    checkpoints();
  });

  it("by a torn one is found before anything is measured, and leaves what was there", async () => {
    expect((await analyze("kept", quiet)).code).toBe(0);
    const before = bytes("kept", "report.json");
    write("scratch/10.onnx", network(2).subarray(0, 5000));
    const { code, error } = await analyze("kept", quiet, "--overwrite");
    expect(error).toMatch(/network .*10\.onnx: .*expected a complete ONNX file/);
    expect(code).toBe(1);
    expect(bytes("kept", "report.json").equals(before)).toBe(true);
    checkpoints();
  });
});
