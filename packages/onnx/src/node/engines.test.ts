// Which engine is taken where one of them, or none, is installed: the built package in folders of their own.

import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";

const root: string = fileURLToPath(new URL("../..", import.meta.url));
const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function installed(...engines: readonly ("onnxruntime-node" | "onnxruntime-web")[]): string {
  const folder = mkdtempSync(join(tmpdir(), "stillpoint-engines-"));
  folders.push(folder);
  const modules = join(folder, "node_modules");
  const require = createRequire(join(root, "package.json"));
  mkdirSync(join(modules, "@stillpoint/onnx"), { recursive: true });
  // A copy, because packages are looked for from where a file really lies.
  for (const part of ["package.json", "dist"])
    cpSync(join(root, part), join(modules, "@stillpoint/onnx", part), { recursive: true });
  for (const name of ["core", "autodiff"])
    symlinkSync(join(root, "..", name), join(modules, "@stillpoint", name), "junction");
  for (const name of engines) symlinkSync(dirname(dirname(require.resolve(name))), join(modules, name), "junction");
  const program = join(folder, "program.mjs");
  cpSync(join(root, "fixtures/engine-in-use.mjs"), program);
  const { stdout, stderr } = spawnSync(process.execPath, [program], {
    encoding: "utf8",
    // Package managers put the workspace's modules there.
    env: { ...process.env, NODE_PATH: "" },
  });
  return `${stdout.trim()}${stderr}`;
}

describe("nodeRuntime takes", () => {
  it("onnxruntime-node where it is installed", () => {
    expect(installed("onnxruntime-node", "onnxruntime-web")).toMatch(/^onnxruntime-node \S+, cpu$/);
  });

  it("onnxruntime-web where it is alone", () => {
    expect(installed("onnxruntime-web")).toMatch(/^onnxruntime-web \S+, wasm$/);
  });

  it("neither where there is none, and says what to install", () => {
    expect(installed()).toMatch(/^RUNTIME onnxruntime-node: expected an installed one; got none; run `.*npm install/);
  });
});
