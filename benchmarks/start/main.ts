// `pnpm --filter @stillpoint/benchmarks start-times NAME=FOLDER...`: runs `npm start` in fresh clones one after the other, and
// tells when their pages were there. NAME=FILE.log takes the log of such a run instead, its lines begun with Unix seconds;
// what stands behind `--` goes to `npm start`.

import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import { machine } from "../speed/machine.ts";
import { type Stages, stagesOf, timedLines } from "./stages.ts";

const args = process.argv.slice(2);
const end = args.includes("--") ? args.indexOf("--") : args.length;
const [runs, passed] = [args.slice(0, end), args.slice(end + 1)];

/** The log of `npm start` in a clone, every line with its time. */
async function logOf(folder: string): Promise<string> {
  const lines = [`${Date.now() / 1000}`];
  const child = spawn("npm", ["start", "--", ...passed], { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
  const listen = async (stream: NodeJS.ReadableStream): Promise<void> => {
    for await (const line of createInterface({ input: stream })) lines.push(`${Date.now() / 1000} ${line}`);
  };
  await Promise.all([listen(child.stdout), listen(child.stderr)]);
  return lines.join("\n");
}

const rows: string[] = [];
for (const [index, named] of runs.entries()) {
  const [name = "", given = ""] = named.split("=");
  const place = resolve(process.env.INIT_CWD ?? ".", given);
  const isLog = statSync(place).isFile();
  const log = isLog ? readFileSync(place, "utf8") : await logOf(place);
  if (!isLog) {
    mkdirSync("out", { recursive: true });
    writeFileSync(`out/start-${index}.log`, log);
  }
  rows.push(row(name, stagesOf(timedLines(log))));
}

function row(name: string, { setUp, training, measuring, writing, firstReport, lastReport }: Stages): string {
  const share = (seconds: number): string => `${seconds.toFixed(0)} (${((100 * seconds) / lastReport).toFixed(0)} %)`;
  const rest = lastReport - setUp - training - measuring - writing;
  const cells = [setUp, training, measuring, writing, rest].map(share);
  return `| ${name} | ${firstReport.toFixed(0)} | ${lastReport.toFixed(0)} | ${cells.join(" | ")} |`;
}

console.log(`${JSON.stringify(machine())}\n`);
console.log("| run | first report, s | last report, s | set-up | training | measuring | writing | rest |");
console.log("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
for (const each of rows) console.log(each);
