// `pnpm --filter @stillpoint/benchmarks fuzz --count 50000`: every parser over damaged files, as a table.

import { parseArgs } from "node:util";
import type { Tally } from "./outcome.ts";
import { fuzz } from "./run.ts";
import { targets } from "./targets.ts";

const { values } = parseArgs({
  options: {
    count: { type: "string", default: "5000" },
    from: { type: "string", default: "0" },
    seed: { type: "string", default: "9" },
    only: { type: "string" },
    deadline: { type: "string", default: "1" },
  },
});

const row = (name: string, { inputs, values: read, refusals, slowest, faults }: Tally): string =>
  `| ${name} | ${inputs} | ${read} | ${refusals} | ${faults.length} | ${Math.round(slowest)} |`;

console.log("| parser | inputs | read | refused | faults | slowest, ms |");
console.log("| --- | --- | --- | --- | --- | --- |");
let found = 0;
for (const target of await targets()) {
  if (values.only !== undefined && !values.only.split(",").includes(target.name)) continue;
  const [count, from] = [Number(values.count), Number(values.from)];
  const tally = await fuzz(target, { count, from, seed: Number(values.seed), deadline: Number(values.deadline) });
  found += tally.faults.length;
  console.log(row(target.name, tally));
  for (const { index, kind, said } of tally.faults) console.error(`${target.name} ${index}: ${kind}: ${said}`);
}
process.exitCode = found === 0 ? 0 : 1;
