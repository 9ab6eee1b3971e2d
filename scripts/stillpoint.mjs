// `pnpm stillpoint ...` inside the repository.

import { ensureBuilt, runNode } from "./built.mjs";

ensureBuilt();
runNode("packages/cli/bin/stillpoint.js", process.argv.slice(2));
