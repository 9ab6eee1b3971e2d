// `npm start`: the benchmark at its quick preset, into out/quickstart, unless the flags that follow say otherwise.

import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const given = process.argv.slice(2);
const isGiven = (flag) => given.some((argument) => argument === flag || argument.startsWith(`${flag}=`));
const usual = [
  ...(isGiven("--preset") ? [] : ["--preset", "quick"]),
  ...(isGiven("--out") ? [] : ["--out", "out/quickstart"]),
  ...(isGiven("--resume") || isGiven("--overwrite") ? [] : ["--resume"]),
];
const command = fileURLToPath(new URL("../packages/cli/bin/stillpoint.js", import.meta.url));
const { status } = spawnSync(process.execPath, [command, "bench", ...usual, ...given], { stdio: "inherit" });
if (status === 0) console.error("see maps computed live, on your own network too: npx --yes pnpm@10.34.9 demo");
process.exit(status ?? 1);
