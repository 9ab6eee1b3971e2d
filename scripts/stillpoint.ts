// `pnpm stillpoint ...` inside the repository: builds what is stale, then runs the command.

import { spawnSync } from "node:child_process";

const build = spawnSync("pnpm", ["exec", "turbo", "run", "build", "--output-logs=errors-only"], {
  encoding: "utf8",
  env: { ...process.env, TURBO_TELEMETRY_DISABLED: "1" },
});
if (build.status !== 0) {
  console.error(build.stdout, build.stderr);
  process.exit(1);
}
const run = spawnSync(process.execPath, ["packages/cli/bin/stillpoint.js", ...process.argv.slice(2)], {
  stdio: "inherit",
});
process.exit(run.status ?? 1);
