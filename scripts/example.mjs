// `npm run example FILE`: a TypeScript program against the packages of the repository.

import { ensureBuilt, path, runNode } from "./built.mjs";

ensureBuilt();
runNode("node_modules/tsx/dist/cli.mjs", ["--tsconfig", path("tsconfig.json"), ...process.argv.slice(2)]);
