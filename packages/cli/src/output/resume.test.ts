import { existsSync, readFileSync } from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
import { run } from "../../fixtures/command.ts";
import { scratchFolder } from "../../fixtures/scratch-folder.ts";

const { at, write, remove } = scratchFolder();
afterAll(remove);

const bench = {
  ...{ tasks: "image", preset: "smoke", recipe: "limit", control: false, seed: 1 },
};

describe("--resume", () => {
  it.each([
    ["bench", ["--tasks", "image", "--preset", "smoke"], { ...bench }, "report.json"],
    ["transfer", ["--preset", "smoke"], { preset: "smoke", seed: 1 }, "findings.json"],
    [
      "mechanism",
      ["--preset", "smoke", "--tasks", "image"],
      { preset: "smoke", tasks: "image", seed: 1 },
      "mechanism/image-emoji/findings.json",
    ],
    ["calibrate", ["--trials", "2", "--samples", "4"], { trials: 2, samples: 4, seed: 1 }, "calibration.json"],
  ])("of %s with another seed replaces nothing", async (command, typed, options, finished) => {
    write(`${command}/request.json`, JSON.stringify({ schema: "stillpoint.request/1", command, options }));
    write(`${command}/${finished}`, "the finished result");
    const { code, error } = await run(command, ...typed, "--seed", "2", "--resume", "--out", at(command));
    expect([code, error]).toEqual([2, expect.stringMatching(/expected the request that.*; got seed 2 for 1; ask/)]);
    expect(readFileSync(at(`${command}/${finished}`), "utf8")).toBe("the finished result");
    expect(existsSync(at(`${command}/checkpoints`))).toBe(false);
  });
});
