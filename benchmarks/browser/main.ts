// `pnpm --filter @stillpoint/benchmarks browser`: how a browser's cores are best used, in headless Chromium. Lanes of one
// thread beside one lane of several, in turn; the best of all rounds counts, so that a busy machine does little harm.

import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { findChromium, NO_BROWSER, openPage } from "../../packages/distill/fixtures/browser/chromium.ts";
import { machine } from "../speed/machine.ts";
import type { Spread } from "./page.ts";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "20" },
    networks: { type: "string", default: "4" },
    sizes: { type: "string", default: "48,192" },
  },
});
const [rounds, networks] = [Number(values.rounds), Number(values.networks)];
const sizes = values.sizes.split(",").map(Number);

const SPREADS: readonly Spread[] = [
  { workers: 1, threads: 1, provider: "wasm" },
  { workers: 2, threads: 1, provider: "wasm" },
  { workers: 1, threads: 2, provider: "wasm" },
  { workers: 2, threads: 2, provider: "wasm" },
];

const executable = findChromium();
if (executable === undefined) throw new Error(NO_BROWSER);
const root = fileURLToPath(new URL(".", import.meta.url));
const { isolated, close } = await openPage(executable, { root, ready: "browserBenchmark" });
try {
  const starts: { readonly up: number; readonly firstMap: number }[][] = SPREADS.map(() => []);
  for (let round = 0; round < Math.min(rounds, 5); round += 1)
    for (const [at, spread] of SPREADS.entries())
      starts[at]?.push(await isolated.evaluate((each) => globalThis.browserBenchmark.start(each), spread));
  const best = (times: readonly number[]): string => Math.min(...times).toFixed(0);
  console.log(JSON.stringify({ ...machine(), browser: isolated.context().browser()?.version(), rounds }));
  console.log("\n| lanes x threads | until it is up, ms | from then to the first map, ms |\n| --- | ---: | ---: |");
  for (const [at, { workers, threads }] of SPREADS.entries()) {
    const ups = starts[at]?.map(({ up }) => up) ?? [];
    const firsts = starts[at]?.map(({ firstMap }) => firstMap) ?? [];
    console.log(`| ${workers} x ${threads} | ${best(ups)} | ${best(firsts)} |`);
  }
  console.log(
    `\n| picture, px | lanes x threads | one map, ms | ${networks} maps at once, ms |\n| --- | --- | ---: | ---: |`,
  );
  for (const size of sizes) {
    const { one, many } = await isolated.evaluate(
      ([spreads, asked]) => globalThis.browserBenchmark.maps(spreads, asked),
      [SPREADS, { networks, rounds, size }] as const,
    );
    for (const [at, { workers, threads }] of SPREADS.entries()) {
      const cells = [one, many].map((table) => best(table.map((row) => row[at] ?? Number.NaN)));
      console.log(`| ${size} | ${workers} x ${threads} | ${cells.join(" | ")} |`);
    }
  }
} finally {
  await close();
}
