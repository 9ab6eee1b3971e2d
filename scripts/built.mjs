// What runs in the repository needs its packages: installs what is missing, builds what is stale, or ends the process.
// Plain JavaScript, because it also runs in a clone where nothing is installed yet.

import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** A file of the repository. */
export const path = (file) => fileURLToPath(new URL(`../${file}`, import.meta.url));

// On Windows npx is a script of the shell's.
const pnpm = (args, options) =>
  spawnSync("npx", ["--yes", "pnpm@10.34.9", ...args], { ...options, shell: process.platform === "win32" });

export function ensureBuilt() {
  if (!existsSync(path("node_modules/turbo"))) {
    console.error("stillpoint: installing packages, once");
    // What it prints is no output of the command.
    const install = pnpm(["install", "--frozen-lockfile"], { cwd: path("."), stdio: ["ignore", 2, 2] });
    if (install.status !== 0) process.exit(1);
  }
  // Turbo asks for the package manager, which npm and plain Node do not put within reach.
  const build = pnpm(["exec", "turbo", "run", "build", "--output-logs=errors-only"], {
    cwd: path("."),
    encoding: "utf8",
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: "1" },
  });
  if (build.status !== 0) {
    console.error(build.stdout, build.stderr);
    process.exit(1);
  }
}

/** Runs a file of the repository with Node and ends as it does. */
export function runNode(file, args) {
  process.exit(spawnSync(process.execPath, [path(file), ...args], { stdio: "inherit" }).status ?? 1);
}
