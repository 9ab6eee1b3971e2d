// A Python of our own under benchmarks/.venv with PyTorch, or the reason why there is none.

import { execFile, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { isMissing, type Missing } from "./result.ts";

const root = new URL("../", import.meta.url);
const folder = fileURLToPath(new URL(".venv", root));
const requirements = fileURLToPath(new URL("peers/requirements.txt", root));

/** Path of an interpreter that has the peers' requirements; installs them on the first call. */
export async function peerPython(say: (line: string) => void): Promise<string | Missing> {
  const python = `${folder}/${process.platform === "win32" ? "Scripts/python.exe" : "bin/python"}`;
  const stamp = `${folder}/requirements.sha256`;
  const wanted = createHash("sha256").update(readFileSync(requirements)).digest("hex");
  if (existsSync(stamp) && existsSync(python) && readFileSync(stamp, "utf8") === wanted) return python;
  const system = await firstThatRuns(["python3", "python"]);
  if (system === undefined) return { missing: "no Python on this machine" };
  say("installing PyTorch into benchmarks/.venv ...");
  const made = await finish(system, ["-m", "venv", folder]);
  if (made !== undefined) return { missing: `python -m venv failed: ${made}` };
  const installed = await finish(python, ["-m", "pip", "install", "--quiet", "-r", requirements]);
  if (installed !== undefined) return { missing: `pip install failed: ${installed}` };
  writeFileSync(stamp, wanted);
  return python;
}

async function firstThatRuns(names: readonly string[]): Promise<string | undefined> {
  for (const name of names) {
    if ((await finish(name, ["-c", "import sys; sys.exit(sys.version_info < (3, 10))"])) === undefined) return name;
  }
  return undefined;
}

/** Versions of PyTorch and Python, or why there are none. */
export async function pythonVersions(
  python: string | Missing,
): Promise<{ torch: string | Missing; python: string | Missing }> {
  if (isMissing(python)) return { torch: python, python };
  const script = "import platform, torch; print(torch.__version__, platform.python_version())";
  const { stdout } = await promisify(execFile)(python, ["-c", script]);
  const [torch, version] = stdout.trim().split(" ");
  return { torch: torch ?? "unknown", python: version ?? "unknown" };
}

/** Runs to the end; undefined when it succeeds, else the last line it said. */
export function finish(command: string, args: readonly string[]): Promise<string | undefined> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ["ignore", "ignore", "pipe"] });
    let said = "";
    child.stderr.on("data", (chunk) => {
      said += String(chunk);
    });
    child.on("error", (error) => resolve(error.message));
    child.on("close", (code) => resolve(code === 0 ? undefined : (said.trim().split("\n").at(-1) ?? `exit ${code}`)));
  });
}
