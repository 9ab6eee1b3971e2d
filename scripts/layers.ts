// Checks that lower packages never import higher ones, that nobody inside imports its index.ts, and that no file is too long.

import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";

const ADAPTERS = ["image", "pointcloud", "text", "tokenizer", "sentiment", "qa"];

/** Who may import whom (design, section 4). Tests may also import `testing` and `onnx`. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  core: [],
  testing: ["core"],
  autodiff: ["core"],
  onnx: ["core", "autodiff"],
  tfjs: ["core", "autodiff"],
  image: ["core"],
  pointcloud: ["core"],
  text: ["core"],
  tokenizer: ["core", "text"],
  sentiment: ["core", "text"],
  qa: ["core", "text"],
  preprocess: ["core", "autodiff", ...ADAPTERS],
  distill: ["core", "autodiff", "onnx"],
  mechanism: ["core"],
  transfer: ["core", "autodiff", "onnx", "distill", "mechanism"],
  viewer: ["core"],
  report: ["core", "viewer"],
  experiment: ["core", "report"],
  datasets: ["core", ...ADAPTERS],
  bench: [
    "core",
    "autodiff",
    "onnx",
    "distill",
    "mechanism",
    "transfer",
    "datasets",
    "experiment",
    "preprocess",
    "report",
    ...ADAPTERS,
  ],
  demo: ["core", "autodiff", "onnx", "tfjs", "experiment", "preprocess", "report", "viewer", ...ADAPTERS],
  cli: [
    "core",
    "autodiff",
    "onnx",
    "tfjs",
    "distill",
    "mechanism",
    "transfer",
    "datasets",
    "experiment",
    "preprocess",
    "report",
    "bench",
    "demo",
    ...ADAPTERS,
  ],
};
const TESTS_MAY_IMPORT = ["testing", "onnx"];
/** The page is tested on what the report hands it. */
const OWN_TESTS_MAY_IMPORT: Readonly<Record<string, readonly string[]>> = { viewer: ["report"] };
/** The only places of the product that know Node; everything else runs in a browser too. */
const NODE_ONLY: readonly RegExp[] = [/^packages\/cli\//, /^packages\/onnx\/src\/node\//];
const LONGEST = 300;

function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
}

/** Complaints about one file; none when it keeps the rules. */
export function complaints(name: string, file: string, text: string): string[] {
  const allowed = MAY_IMPORT[name];
  if (allowed === undefined) return [`${file}: package ${name} has no entry in the layer table`];
  const isTest = file.endsWith(".test.ts");
  const found: string[] = [];
  for (const [, specifier] of text.matchAll(/(?:from|import)\s*\(?\s*"([^"]+)"/g)) {
    const target = specifier?.match(
      /^@stillpoint\/([a-z]+)(?:\/(?:node|web|parts|walk|browser|clouds|gl-painter|plain-painter))?$/,
    )?.[1];
    const own = target === name;
    const testsMay = [...TESTS_MAY_IMPORT, ...(OWN_TESTS_MAY_IMPORT[name] ?? [])];
    const fine = target === undefined || allowed.includes(target) || (isTest && testsMay.includes(target));
    if (own || !fine) found.push(`${file}: ${name} may not import ${specifier}`);
    const needsNode = specifier?.startsWith("node:") || specifier === "@stillpoint/onnx/node";
    if (needsNode && !isTest && !NODE_ONLY.some((place) => place.test(file)))
      found.push(`${file}: imports ${specifier}, which a browser does not have`);
    if (specifier?.match(/^\.{1,2}\/(?:.*\/)?index\.ts$/))
      found.push(`${file}: imports an index.ts of its own package`);
  }
  const lines = text.split("\n").length;
  if (lines > LONGEST && !isTest) found.push(`${file}: ${lines} lines; split it, one noun per file (limit ${LONGEST})`);
  return found;
}

function main(): void {
  const packages = ["packages", "apps"].flatMap((root) => readdirSync(root).map((name) => ({ root, name })));
  const found = packages.flatMap(({ root, name }) => {
    return sources(join(root, name, "src")).flatMap((file) => {
      return complaints(name, relative(".", file), readFileSync(file, "utf8"));
    });
  });
  for (const complaint of found) console.error(complaint);
  if (found.length > 0) process.exitCode = 1;
  else console.log(`layers: ${packages.length} packages keep the order`);
}

if (process.argv[1]?.endsWith("layers.ts")) main();
