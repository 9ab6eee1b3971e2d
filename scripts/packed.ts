// `pnpm packed`: what a user gets. Packs every package, looks into the tarballs, installs them by name with plain npm in
// an empty folder, runs the command, a small benchmark and the compiler there.

import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { type Manifest, publishedPackages, ROOT, readManifest } from "./packages.ts";
import { contentComplaints, undeclaredImports } from "./packed-files.ts";
import { packedFiles, packedManifest, type Registry, serveTarballs } from "./registry.ts";

/** How a TypeScript user may resolve modules. */
const RESOLUTIONS = [
  { moduleResolution: "node16", module: "node16" },
  { moduleResolution: "nodenext", module: "nodenext" },
  { moduleResolution: "bundler", module: "esnext" },
] as const;
const UNREACHABLE = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH/;
const TARBALLS = join(ROOT, "out/packed");

interface Packed {
  readonly tarball: string;
  readonly manifest: Manifest;
}

/** Nothing of this workspace may reach the user's npm and Node: neither settings nor its node_modules. */
function userEnvironment(): NodeJS.ProcessEnv {
  const foreign = /^(?:npm_|pnpm_|node_path$|node_options$|node_env$|init_cwd$)/i;
  const kept = Object.entries(process.env).filter(([key]) => !foreign.test(key));
  const paths = (process.env.PATH ?? "").split(delimiter).filter((path) => !path.startsWith(ROOT));
  return { ...Object.fromEntries(kept), PATH: paths.join(delimiter) };
}

/** Runs a command and returns what it printed; throws with all of it where it fails. The registry answers meanwhile. */
async function run(cwd: string, command: string, args: readonly string[], env = userEnvironment()): Promise<string> {
  try {
    return (await promisify(execFile)(command, args, { cwd, env, maxBuffer: 2 ** 28 })).stdout;
  } catch (error) {
    const { code, stdout, stderr }: { code?: unknown; stdout?: string; stderr?: string } = Object(error);
    const said = `${stdout ?? ""}${stderr ?? ""}`;
    const called = [command, ...args].join(" ");
    if (command === "npm" && UNREACHABLE.test(said))
      throw new Error(
        `${called}: expected a package registry; got none that answers; connect, then run it again\n${said}`,
      );
    throw new Error(`${called}: expected exit code 0; got ${code}\n${said}`);
  }
}

function expectAll(complaints: readonly string[]): void {
  if (complaints.length > 0) throw new Error(complaints.join("\n"));
}

/** Packs every package; `prepack` refuses one that is not built. */
async function pack(): Promise<Packed[]> {
  rmSync(TARBALLS, { recursive: true, force: true });
  mkdirSync(TARBALLS, { recursive: true });
  const filters = publishedPackages().flatMap(({ folder }) => ["--filter", `./${folder}`]);
  const pnpm = ["--recursive", ...filters, "pack", "--pack-destination", TARBALLS];
  await run(ROOT, "pnpm", pnpm, process.env);
  return readdirSync(TARBALLS).map((file) => {
    const tarball = join(TARBALLS, file);
    return { tarball, manifest: packedManifest(tarball) };
  });
}

async function lint({ tarball, manifest }: Packed): Promise<string[]> {
  const { messages } = await publint({ pack: { tarball: readFileSync(tarball).buffer }, strict: true });
  return messages.map((message) => `publint: ${formatMessage(message, manifest) ?? message.code}`);
}

async function inspect(packed: readonly Packed[]): Promise<void> {
  const found = await Promise.all(
    packed.map(async (one) => {
      const complaints = [...contentComplaints(one.manifest, packedFiles(one.tarball)), ...(await lint(one))];
      return complaints.map((complaint) => `${one.manifest.name}: ${complaint}`);
    }),
  );
  expectAll(found.flat());
}

/** A folder as `npm init` leaves it, with our scope at the loopback registry and everything else where npm looks. */
function emptyProject(registry: Registry): string {
  const folder = mkdtempSync(join(tmpdir(), "stillpoint-user-"));
  writeFileSync(join(folder, "package.json"), '{ "name": "user", "private": true, "type": "module" }\n');
  writeFileSync(join(folder, ".npmrc"), `@stillpoint:registry=${registry.url}\n`);
  return folder;
}

/** What `files` of installed packages import without naming it. */
function undeclared(project: string, packed: readonly Packed[]): string[] {
  return packed.flatMap(({ manifest }) => {
    const dist = join(project, "node_modules", manifest.name, "dist");
    const modules = readdirSync(dist, { recursive: true, encoding: "utf8" }).filter((file) =>
      /\.(?:js|d\.ts)$/.test(file),
    );
    return modules.flatMap((file) =>
      undeclaredImports(manifest, readFileSync(join(dist, file), "utf8")).map(
        (name) => `${manifest.name}: expected ${name} in package.json, which ${file} imports; got none`,
      ),
    );
  });
}

/** What the installed command says about itself and the machine; the latter is returned. */
async function askCommand(project: string, version: string): Promise<string> {
  const said = (await run(project, "npx", ["stillpoint", "--version"])).trim();
  if (said !== version) throw new Error(`npx stillpoint --version: expected ${version}; got ${said}`);
  const found = await run(project, "npx", ["@stillpoint/cli", "doctor"]);
  console.log(found);
  return found;
}

/** The browser app, from packed files: whole where its list and its service worker are there. */
async function writeApp(project: string): Promise<void> {
  await run(project, "npx", ["stillpoint", "demo", "--quiet", "--build", "app"]);
  const { files } = JSON.parse(readFileSync(join(project, "app/site.json"), "utf8"));
  const missing = ["sw.js", ...files.map(({ path }: { readonly path: string }) => path)].filter(
    (path) => !existsSync(join(project, "app", path)),
  );
  if (missing.length > 0) throw new Error(`demo --build: expected all files of the app; got no ${missing.join(", ")}`);
}

/** The smallest benchmark of all tasks, from packed files: whether everything it reads came along. */
async function bench(project: string): Promise<void> {
  const smallest = ["--networks", "vgg,pointnet,cnn,transformer", "--methods", "feature", "--roles", "none"];
  const how = ["--preset", "smoke", ...smallest, "--samples", "2", "--quiet", "--out", "out"];
  await run(project, "npx", ["stillpoint", "bench", ...how]);
  const { schema, tasks } = JSON.parse(readFileSync(join(project, "out/report.json"), "utf8"));
  if (schema !== "stillpoint.report/1" || !(tasks?.length >= 4))
    throw new Error(`report.json: expected four tasks or more; got ${tasks?.length} of ${schema}`);
}

/**
 * npm leaves onnxruntime-node out where its script cannot download CUDA files. Then `doctor` must name the command that
 * brings it, and that command must do so.
 */
async function ensureRuntime(project: string, doctor: string): Promise<void> {
  const runtime = join(project, "node_modules/onnxruntime-node");
  if (existsSync(runtime)) return;
  const [, remedy] = doctor.match(/`([^`]*npm install [^`]*onnxruntime-node@[^`]*)`/) ?? [];
  if (remedy === undefined)
    throw new Error("doctor: expected what brings onnxruntime-node; got no npm install command");
  await run(project, "sh", ["-c", remedy]);
  if (!existsSync(runtime)) throw new Error(`${remedy}: expected onnxruntime-node; got none`);
}

/** Every module of every package in one program, without @types/node and without optional peers. */
async function compile(project: string, packed: readonly Packed[]): Promise<void> {
  const modules = packed.flatMap(({ manifest }) =>
    Object.entries(manifest.exports ?? {}).flatMap(([subpath, target]) =>
      typeof target === "string" ? [] : [manifest.name + subpath.slice(1)],
    ),
  );
  const program = modules.map((name, index) => `export * as module${index} from "${name}";\n`).join("");
  writeFileSync(join(project, "all.ts"), program);
  const complaintsAs = async (resolution: (typeof RESOLUTIONS)[number]): Promise<string[]> => {
    const compilerOptions = {
      ...resolution,
      target: "es2022",
      strict: true,
      skipLibCheck: false,
      types: [],
      noEmit: true,
    };
    const config = join(project, `tsconfig.${resolution.moduleResolution}.json`);
    writeFileSync(config, JSON.stringify({ compilerOptions, files: ["all.ts"] }));
    const compiler = [join(ROOT, "node_modules/typescript/bin/tsc"), "-p", config, "--pretty", "false"];
    try {
      await run(project, process.execPath, compiler);
      return [];
    } catch (error) {
      return [`as ${resolution.module}: ${error}`];
    }
  };
  expectAll((await Promise.all(RESOLUTIONS.map(complaintsAs))).flat());
}

/** Times a step and says so: a step that is left out would be missed in the log. */
async function step<T>(name: string, work: () => T | Promise<T>): Promise<T> {
  const start = performance.now();
  const result = await work();
  console.log(`packed: ${name}, ${((performance.now() - start) / 1000).toFixed(1)} s`);
  return result;
}

async function main(): Promise<void> {
  const packed = await step("packed", pack);
  await step("contents and publint", () => inspect(packed));
  const registry = await serveTarballs(packed.map(({ tarball }) => tarball));
  const project = emptyProject(registry);
  try {
    const dryRun = [
      "publish",
      "-r",
      "--dry-run",
      "--no-git-checks",
      "--ignore-scripts",
      "--registry",
      `${registry.url}none/`,
    ];
    // The one works, the other waits.
    await Promise.all([
      step("publish, dry run", () => run(ROOT, "pnpm", dryRun, process.env)),
      step("npm install @stillpoint/cli", () => run(project, "npm", ["install", "@stillpoint/cli"])),
    ]);
    const { version } = readManifest(join(ROOT, "packages/cli"));
    const doctor = await step("version and doctor", () => askCommand(project, version));
    const names = packed.map(({ manifest }) => manifest.name);
    await step("npm install of all packages", () => run(project, "npm", ["install", ...names]));
    await step("imports", () => expectAll(undeclared(project, packed)));
    // Before the native runtime is there: types must not need it.
    await step("compiler", () => compile(project, packed));
    await step("browser app", () => writeApp(project));
    await step("native runtime", () => ensureRuntime(project, doctor));
    await step("smoke benchmark", () => bench(project));
  } finally {
    registry.close();
    rmSync(project, { recursive: true, force: true });
  }
}

await main();
