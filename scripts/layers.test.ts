import { describe, expect, it } from "vitest";
import { complaints } from "./layers.ts";

describe("complaints", () => {
  it("accepts an import from a lower package", () => {
    expect(complaints("onnx", "a.ts", 'import { x } from "@stillpoint/autodiff";')).toEqual([]);
  });

  it("refuses an import from a higher package", () => {
    expect(complaints("core", "a.ts", 'import { x } from "@stillpoint/report";')).toHaveLength(1);
  });

  it("lets tests import testing and onnx, and nothing else above", () => {
    expect(complaints("autodiff", "a.test.ts", 'import { x } from "@stillpoint/onnx";')).toEqual([]);
    expect(complaints("autodiff", "a.ts", 'import { x } from "@stillpoint/onnx";')).toHaveLength(1);
    expect(complaints("autodiff", "a.test.ts", 'import { x } from "@stillpoint/cli";')).toHaveLength(1);
  });

  it("keeps Node to the command, to onnx/node and to tests", () => {
    const files = '"node:fs"';
    const threads = '"@stillpoint/onnx/node"';
    for (const specifier of [files, threads]) {
      const text = `import { x } from ${specifier};`;
      expect(complaints("distill", "packages/distill/src/a.ts", text)).toHaveLength(1);
      expect(complaints("onnx", "packages/onnx/src/a.ts", 'import { x } from "node:fs";')).toHaveLength(1);
      expect(complaints("distill", "packages/distill/src/a.test.ts", text)).toEqual([]);
      expect(complaints("cli", "packages/cli/src/a.ts", text)).toEqual([]);
    }
    expect(complaints("onnx", "packages/onnx/src/node/a.ts", 'import { x } from "node:fs";')).toEqual([]);
  });

  it("takes a package's parts for the package", () => {
    expect(complaints("distill", "a.ts", 'import { x } from "@stillpoint/onnx/web";')).toEqual([]);
    expect(complaints("core", "a.ts", 'import { x } from "@stillpoint/onnx/web";')).toHaveLength(1);
    expect(complaints("onnx", "a.ts", 'import { x } from "@stillpoint/onnx/web";')).toHaveLength(1);
  });

  it("refuses a package that imports its own index", () => {
    expect(complaints("core", "a.ts", 'import { x } from "./index.ts";')).toHaveLength(1);
    expect(complaints("core", "a.ts", 'export { x } from "@stillpoint/core";')).toHaveLength(1);
  });

  it("refuses a file over 300 lines", () => {
    expect(complaints("core", "a.ts", "\n".repeat(301))).toHaveLength(1);
  });

  it("refuses a package without an entry in the table", () => {
    expect(complaints("misc", "a.ts", "")).toHaveLength(1);
  });
});
