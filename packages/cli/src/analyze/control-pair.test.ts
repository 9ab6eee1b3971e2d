import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseReport } from "@stillpoint/report";
import { afterAll, describe, expect, it } from "vitest";
import { run } from "../../fixtures/command.ts";
import { scratchFolder } from "../../fixtures/scratch-folder.ts";

const { at, write, remove } = scratchFolder();
afterAll(remove);
const example = (name: string): string =>
  join(fileURLToPath(new URL("../../../../examples/files/", import.meta.url)), name);

describe("a control", () => {
  it("is measured on the same samples, and stands beside its task", async () => {
    for (const step of ["00000", "00100"]) {
      for (const [role, from] of [
        ["distilled", "baseline"],
        ["scratch", "baseline"],
      ] as const)
        write(`without/${role}/${step}.onnx`, readFileSync(example(`${from}/${step}.onnx`)));
    }
    const networks = ["--distilled", example("student"), "--scratch", example("baseline"), "--control", at("without")];
    const data = ["--modality", "image", "--data", example("pictures"), "--masks", example("masks"), "--grid", "6x6"];
    const rest = [
      "--mean",
      "0,0,0",
      "--std",
      "1,1,1",
      "--layer",
      "fc1",
      "--passes",
      "8",
      "--workers",
      "1",
      "--out",
      at("out"),
    ];
    const { code, error } = await run("analyze", ...networks, ...data, ...rest);
    expect(code, error).toBe(0);
    expect(error).toContain("control, distilled, seed 0: steps 0, 100");
    const report = parseReport(readFileSync(at("out/report.json"), "utf8"));
    expect(report.controls).toEqual({ "image/own@fc1": "image/own-control@fc1" });
    const [task, control] = report.tasks;
    expect([task?.samples, control?.samples]).toEqual([3, 3]);
    // Twice the same network: nothing differs.
    for (const { difference } of control?.hypotheses ?? []) expect(difference.mean ?? 0).toBe(0);
    expect(task?.hypotheses.some(({ difference }) => (difference.mean ?? 0) !== 0)).toBe(true);
  });
});
