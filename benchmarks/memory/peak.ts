// The most memory a command and the processes it starts ever had.

import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

/** MiB of the process that had most, but for `together`. */
export interface Peak {
  /** Resident at once in all of the processes. */
  readonly together: number;
  /** Resident, by the kernel's own high-water mark; pages of files that are mapped count. */
  readonly resident: number;
  /** Of that, memory of its own: not pages of files, which the system takes back when it needs room. */
  readonly own: number;
}

/** Milliseconds between two looks. */
const INTERVAL = 10;

/** Runs Node with `args`, Linux only; throws with its last lines when it fails. */
export async function peakOf(args: readonly string[], cwd: string, interval: number = INTERVAL): Promise<Peak> {
  const child = spawn(process.execPath, args, { cwd, stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (said += text));
  const found = { together: 0, resident: 0, own: 0 };
  const timer = setInterval(() => {
    let together = 0;
    for (const status of statuses(child.pid ?? 0)) {
      together += mebi(status, "VmRSS");
      found.resident = Math.max(found.resident, mebi(status, "VmHWM"));
      found.own = Math.max(found.own, mebi(status, "RssAnon"));
    }
    found.together = Math.max(found.together, together);
  }, interval);
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  clearInterval(timer);
  if (code !== 0) throw new Error(`${args.join(" ")}: exit code ${code}\n${said.split("\n").slice(-8).join("\n")}`);
  return found;
}

/** /proc's status of a process and its children. */
function statuses(pid: number): string[] {
  return readdirSync("/proc").flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const status = readFileSync(`/proc/${name}/status`, "utf8");
      return Number(name) === pid || field(status, "PPid") === pid ? [status] : [];
    } catch {
      // It ended meanwhile.
      return [];
    }
  });
}

function field(status: string, name: string): number {
  return Number(new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(status)?.[1] ?? 0);
}

function mebi(status: string, name: string): number {
  return field(status, name) / 1024;
}
