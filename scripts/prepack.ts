// Runs in a package before it is packed: refuses one that is not built from the sources beside it.

import { existsSync } from "node:fs";
import { join } from "node:path";
import { readManifest } from "./packages.ts";
import { recordedSources, sourceDigest } from "./source-digest.ts";

/** Why a package cannot be packed, or undefined. `packer` is what packs: `pnpm/10.34.9 npm/? node/v20.20.2 …`. */
export function packProblem(folder: string, packer: string): string | undefined {
  const { name } = readManifest(folder);
  if (!packer.startsWith("pnpm/"))
    return `${name}: expected pnpm to pack it; got ${packer || "another"}, which leaves "workspace:" in package.json; run pnpm pack`;
  const remedy = "run pnpm build, then pack again";
  if (!existsSync(join(folder, "dist"))) return `${name}: expected a built package; got no dist; ${remedy}`;
  if (recordedSources(folder) === sourceDigest(folder)) return undefined;
  return `${name}: expected dist built from the sources beside it; got sources that changed since; ${remedy}`;
}

if (process.argv[1]?.endsWith("prepack.ts")) {
  const { npm_config_user_agent: packer = "" } = process.env;
  const problem = packProblem(process.cwd(), packer);
  if (problem !== undefined) {
    console.error(problem);
    process.exitCode = 1;
  }
}
