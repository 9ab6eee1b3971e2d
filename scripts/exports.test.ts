// One name, one thing: what a package exports no other package exports as something else.

import { join } from "node:path";
import ts from "typescript";
import { expect, it } from "vitest";
import { entryPoints, publishedPackages, ROOT } from "./packages.ts";

it("every exported name means one thing across packages", () => {
  const modules = publishedPackages().flatMap(entryPoints);
  const options = ts.readConfigFile(join(ROOT, "tsconfig.json"), ts.sys.readFile).config;
  const { options: compiler } = ts.parseJsonConfigFileContent({ ...options, files: [] }, ts.sys, ROOT);
  const program = ts.createProgram(
    modules.map(({ source }) => source),
    compiler,
  );
  const checker = program.getTypeChecker();
  const homes = new Map<string, Set<string>>();
  for (const { source } of modules) {
    const file = program.getSourceFile(source);
    const module = file && checker.getSymbolAtLocation(file);
    for (const symbol of module ? checker.getExportsOfModule(module) : []) {
      const original = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
      const home = original.declarations?.[0]?.getSourceFile().fileName;
      if (home !== undefined) homes.set(symbol.name, (homes.get(symbol.name) ?? new Set()).add(home));
    }
  }
  expect(homes.size).toBeGreaterThan(300);
  const twice = [...homes].filter(([, files]) => files.size > 1).map(([name, files]) => [name, ...files].join(" "));
  expect(twice).toEqual([]);
});
