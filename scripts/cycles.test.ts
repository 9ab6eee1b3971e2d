import { describe, expect, it } from "vitest";
import { cyclesIn, importsOf } from "./cycles.ts";

describe("cyclesIn", () => {
  const found = (imports: Readonly<Record<string, readonly string[]>>): string[][] =>
    cyclesIn(new Map(Object.entries(imports)));

  it("finds none where imports only go down, however often they meet", () => {
    expect(found({ a: ["b", "c"], b: ["d"], c: ["d", "b"], d: [] })).toEqual([]);
  });

  it("finds a circle wherever it is entered, and a file that imports itself", () => {
    expect(found({ a: ["b"], b: ["c"], c: ["d"], d: ["b"] })).toEqual([["b", "c", "d", "b"]]);
    expect(found({ a: ["a"] })).toEqual([["a", "a"]]);
  });

  it("finds every circle that needs an import of its own", () => {
    expect(found({ a: ["b", "c"], b: ["a"], c: ["a"] })).toHaveLength(2);
  });
});

describe("importsOf", () => {
  it("reads imports of values and types, exports, and imports at run time; other packages are none of its business", () => {
    const text = [
      'import type { A } from "./a.ts";',
      'import { type B,\n  b } from "../b.ts";',
      'export * from "./deep/c.ts";',
      'const d = await import("./d.ts");',
      'import "./e.ts";',
      'import { core } from "@stillpoint/core";',
    ].join("\n");
    expect(importsOf("packages/x/src/main.ts", text)).toEqual([
      "packages/x/src/a.ts",
      "packages/x/b.ts",
      "packages/x/src/deep/c.ts",
      "packages/x/src/d.ts",
      "packages/x/src/e.ts",
    ]);
  });
});
