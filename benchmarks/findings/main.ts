// `pnpm --filter @stillpoint/benchmarks findings NAME FOLDER...`: finished studies of `stillpoint mechanism` or `transfer` as a
// page to commit.

import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseFindings } from "@stillpoint/report";
import { machine } from "../speed/machine.ts";
import { studyTable } from "./study-table.ts";

const [name, ...folders] = process.argv.slice(2);
if (name === undefined || folders.length === 0) {
  process.stderr.write("usage: findings NAME FOLDER..., where a FOLDER holds findings.json\n");
  process.exit(2);
}
const studies = folders.map((folder) => {
  // pnpm runs scripts in the package; paths are meant from where the command was typed.
  const file = resolve(process.env.INIT_CWD ?? ".", folder, "findings.json");
  return parseFindings(readFileSync(file, "utf8"), file);
});
const runs = new Set(
  studies.map(({ run: { command = "unknown command", versions = {} } }) => {
    const made = Object.entries(versions).map(([what, version]) => `${what} ${version}`);
    return `\`${command}\`; ${made.join(", ")}`;
  }),
);
const { cpu, cores, memoryGiB } = machine();
const text = [
  `# ${name}`,
  "",
  `${[...runs].join("; ")}; ${cpu}, ${cores} cores, ${memoryGiB} GiB.`,
  "",
  "Intervals are 95 %, over crossed seeds and samples; p is adjusted over all numbers of a study (Benjamini and Hochberg).",
  "The control is the same number between networks that lack what it is about, such as two networks from labels. *Shown* is what",
  "lies wholly beyond what says nothing and wholly beyond the control's interval; a number without a claim describes.",
  ...studies.flatMap(studyTable),
].join("\n");
writeFileSync(new URL(`../results/${name}.md`, import.meta.url), `${text}\n`);
process.stdout.write(`${text}\n`);
