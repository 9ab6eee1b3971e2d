import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig, type ViteUserConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

// Tests read every package from source; only ONNX Runtime's workers and the demo's site are loaded from their build.
const source: string = fileURLToPath(new URL("./packages/$1/src$2/index.ts", import.meta.url));

/** A file with a test that asks for more than 100 s, as a number or by this name. */
const LONG = /\b[1-9]\d{2}_000\b|\bMINUTES\b/;

/** A fresh clone knows no durations: files that ask for time go first, lest one of them be the last and run alone. */
class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const long = new Set(sorted.filter(({ moduleId }) => LONG.test(readFileSync(moduleId, "utf8"))));
    return [...long, ...sorted.filter((file) => !long.has(file))];
  }
}

/** Packages of functions: what one file of theirs leaves behind is nothing to the next. */
const FUNCTIONS: readonly string[] = [
  "packages/!(bench)/src/**/*.test.ts",
  "apps/*/src/**/*.test.ts",
  "benchmarks/!(node_modules)/**/*.test.ts",
];
/** With memory to measure, processes and browsers to start, or modules in another's place. */
const ALONE: readonly string[] = [
  "packages/distill/src/networks/browser.test.ts",
  "packages/report/src/merge.test.ts",
  "packages/cli/src/process.test.ts",
  "packages/cli/src/commands/{demo,repeat}.test.ts",
  "packages/cli/src/output/folder-lock.test.ts",
  "packages/onnx/src/node/leave.test.ts",
  "apps/demo/src/lab/engine.test.ts",
  "apps/demo/src/page/{offline,served}.test.ts",
  "benchmarks/{fuzz,journeys}/*.test.ts",
];

const config: ViteUserConfig = defineConfig({
  resolve: { alias: [{ find: /^@stillpoint\/((?!viewer|demo)[a-z]+)((?:\/[a-z]+)?)$/, replacement: source }] },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: "functions",
          isolate: false,
          include: [...FUNCTIONS],
          exclude: [...ALONE, "**/node_modules/**"],
        },
      },
      {
        extends: true,
        test: {
          name: "files apart",
          include: [
            ...ALONE,
            "packages/bench/src/**/*.test.ts",
            "apps/*/scripts/**/*.test.ts",
            "apps/*/e2e/**/*.test.ts",
            "scripts/**/*.test.ts",
          ],
        },
      },
    ],
    // Vitest leaves one core to itself, which would be half of two.
    maxWorkers: "100%",
    sequence: { sequencer: LongFirst },
    // With two files on two cores each takes up to twice its time.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});

export default config;
