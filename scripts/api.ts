// `pnpm api`: the reference of every package's public modules into out/api, from doc comments; a warning is a failure.

import { join } from "node:path";
import { Application, type DeclarationReflection } from "typedoc";
import { entryPoints, publishedPackages, ROOT, readManifest } from "./packages.ts";

const OUT = join(ROOT, "out/api");

async function main(): Promise<void> {
  const modules = publishedPackages().flatMap(entryPoints);
  const app = await Application.bootstrap({
    name: "Stillpoint",
    entryPoints: modules.map(({ source }) => source),
    tsconfig: join(ROOT, "tsconfig.json"),
    readme: "none",
    githubPages: false,
    hideGenerator: true,
    excludePrivate: true,
    excludeInternal: true,
    skipErrorChecking: true,
    // Links follow package.json: a clone may have any remote, or none.
    disableGit: true,
    basePath: ROOT,
    sourceLinkTemplate: `${readManifest(ROOT).homepage?.replace(/#.*$/, "")}/blob/main/{path}#L{line}`,
  });
  const project = await app.convert();
  if (project === undefined) throw new Error("api: expected a reference; got errors, see above");
  // TypeDoc names modules by their files; readers know them by what they import.
  const named = new Map(modules.map(({ name, source }) => [source, name]));
  const rename = (module: DeclarationReflection): void => {
    const source = project.getSymbolIdFromReflection(module)?.fileName;
    module.name = named.get(source ?? "") ?? module.name;
  };
  for (const module of project.children ?? []) rename(module);
  // TypeDoc misses unexported types of the project's own package only; every package of ours is its own.
  for (const { manifest } of publishedPackages()) {
    project.packageName = manifest.name;
    app.validate(project);
    app.options.setValue("validation", { invalidLink: false });
  }
  if (app.logger.hasErrors() || app.logger.hasWarnings())
    throw new Error(
      "api: expected no warnings; got those above; mend the doc comment, or export the type from index.ts",
    );
  await app.generateDocs(project, OUT);
  console.log(`api: ${modules.length} modules, ${join(OUT, "index.html")}`);
}

await main();
