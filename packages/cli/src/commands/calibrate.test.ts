import { readFileSync } from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
import { run } from "../../fixtures/command.ts";
import { scratchFolder } from "../../fixtures/scratch-folder.ts";

const { at, write, remove } = scratchFolder();
afterAll(remove);

describe("stillpoint calibrate --real", () => {
  it("says before anything is trained that it is written beside the half of the made-up task", async () => {
    const without = await run("calibrate", "--real", "--out", at("none"));
    expect([without.code, without.error]).toEqual([2, expect.stringContaining("--resume")]);
    write("empty/calibration.json", "{}");
    const empty = await run("calibrate", "--real", "--resume", "--out", at("empty"));
    expect([empty.code, empty.error]).toEqual([2, expect.stringContaining("expected that of the made-up task")]);
  });

  it.each([
    [["--real", "--trials", "5"], /--trials: expected without --real; got it with; leave/],
    [["--real", "--samples", "5"], /--samples: expected without --real/],
    [["--pairs", "5"], /--pairs: expected with --real; got it without; leave/],
  ])("refuses %j, which nothing would read", async (options, message) => {
    const { code, error } = await run("calibrate", ...options, "--resume", "--out", at("other"));
    expect([code, error]).toEqual([2, expect.stringMatching(message)]);
  });

  it("never writes a smaller calibration over a fuller one", async () => {
    const committed = new URL("../../../datasets/data/calibration.json", import.meta.url);
    write("fuller/calibration.json", readFileSync(committed, "utf8"));
    const { code, error } = await run("calibrate", "--real", "--pairs", "95", "--resume", "--out", at("fuller"));
    expect([code, error]).toEqual([
      2,
      expect.stringMatching(/expected at least the 96 pairs of each task.*; got 95; ask/),
    ]);
    expect(readFileSync(at("fuller/calibration.json"), "utf8")).toBe(readFileSync(committed, "utf8"));
  });

  it("is told of in the help", async () => {
    const { out } = await run("calibrate", "--help");
    expect(out).toContain("--real");
    expect(out).toContain("--pairs <n>");
  });
});
