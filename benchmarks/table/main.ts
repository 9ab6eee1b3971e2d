// `pnpm --filter @stillpoint/benchmarks table RUN`: the answer of a finished `stillpoint bench` run as a table to commit.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, resolve } from "node:path";
import { parseReport } from "@stillpoint/report";
import { machine, runtimeVersion } from "../speed/machine.ts";
import { crossTable } from "./cross.ts";
import { cueTable } from "./cue.ts";
import { equalAccuracyTable } from "./equal-accuracy.ts";
import { sharesTable } from "./shares.ts";
import { resultTable } from "./table.ts";

const [run, name = basename(run ?? "")] = process.argv.slice(2);
if (run === undefined) {
  process.stderr.write("usage: table RUN [NAME], where RUN is the output folder of stillpoint bench\n");
  process.exit(2);
}
// pnpm runs scripts in the package; paths are meant from where the command was typed.
const folder = resolve(process.env.INIT_CWD ?? ".", run);
const report = parseReport(readFileSync(`${folder}/report.json`, "utf8"));
const { cpu, cores, memoryGiB } = machine();
const { pending = [] } = report.run ?? {};
const head = [
  `# ${name}`,
  "",
  `\`${report.run?.command ?? "unknown command"}\`, seeds ${report.seeds.join(", ")}; Node ${process.versions.node}, ` +
    `ONNX Runtime ${runtimeVersion()}; ${cpu}, ${cores} cores, ${memoryGiB} GiB.`,
  "",
  "Differences are distilled − scratch, paired by seed and sample, with the 95 % interval over crossed seeds and samples;",
  "verdicts are adjusted over all claims. The null line is the same difference between two scratch networks.",
  ...(pending.length === 0
    ? []
    : ["", `The run was stopped. What is here was finished; left out: ${pending.join("; ")}.`]),
];
const results = new URL("../results/", import.meta.url);
mkdirSync(results, { recursive: true });
const text = [
  ...head,
  ...crossTable(report),
  ...cueTable(report),
  ...sharesTable(report),
  ...equalAccuracyTable(report),
  ...report.tasks.flatMap(resultTable),
].join("\n");
writeFileSync(new URL(`${name}.md`, results), `${text}\n`);
process.stdout.write(`${text}\n`);
