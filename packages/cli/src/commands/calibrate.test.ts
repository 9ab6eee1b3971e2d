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

  it("is told of in the help", async () => {
    const { out } = await run("calibrate", "--help");
    expect(out).toContain("--real");
    expect(out).toContain("--pairs <n>");
  });
});
