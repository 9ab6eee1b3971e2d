import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const program: string = fileURLToPath(new URL("../../fixtures/leave-while-running.mjs", import.meta.url));
// A call torn down aborts most tries, not every one.
const TRIES = 4;

function run(how: "leave" | "close"): { readonly code: number | string | null; readonly out: string } {
  const { status, signal, stdout } = spawnSync(process.execPath, [program, how], { encoding: "utf8" });
  return { code: status ?? signal, out: stdout.trim() };
}

describe("leaving while ONNX Runtime is inside a call", () => {
  it("ends with the code that was asked for, never with an abort", () => {
    const codes = Array.from({ length: TRIES }, () => run("leave").code);
    expect(codes).toEqual(Array.from({ length: TRIES }, () => 130));
  });

  it("ends at once, by the signal itself, when Ctrl-C is pressed again", async () => {
    // Calls of many seconds.
    const child = spawn(process.execPath, [program, "leave", "2048"]);
    child.stderr.once("data", () => setTimeout(() => child.kill("SIGINT"), 50));
    expect(await once(child, "exit")).toEqual([null, "SIGINT"]);
  });

  it("refuses what waits, lets every worker end and the process go on", () => {
    const refused = Array.from({ length: 6 }, () => "RUNTIME").join(" ");
    for (let k = 0; k < TRIES; k += 1) expect(run("close")).toEqual({ code: 7, out: refused });
  });
});
