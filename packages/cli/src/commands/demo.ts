// `stillpoint demo`: the browser app, served to this machine or written as files for any host.

import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { demoSite } from "@stillpoint/demo";
import type { Command } from "commander";
import { port } from "../option-values.ts";
import { type SiteFile, siteFiles } from "../serve/site-files.ts";
import { serveSite } from "../serve/site-server.ts";
import { checkTarget, copySite } from "../serve/static-build.ts";
import { type OutputOptions, openProgress, type Terminal } from "../session.ts";

export interface DemoOptions extends OutputOptions {
  /** A free one unless given. */
  readonly port?: number;
  /** Opens it in the browser. */
  readonly open: boolean;
  /** Writes files into this folder instead of serving them. */
  readonly build?: string;
  readonly overwrite: boolean;
}

/** The command with its options. */
export function addDemo(root: Command, terminal: Terminal): void {
  root
    .command("demo")
    .description(
      "The browser app: entropy maps computed live, on embedded networks and on your own. Served to this machine alone until Ctrl-C; nothing leaves the browser.",
    )
    .option("--port <n>", "port on 127.0.0.1 (default: a free one)", port)
    .option("--open", "open it in the browser", false)
    .option("--build <folder>", "write the app as files for any host, instead of serving it")
    .option("--overwrite", "write into a folder that holds files; those of an earlier build are replaced", false)
    .option("--json", "print events as JSON lines", false)
    .option("--quiet", "print only errors", false)
    .addHelpText(
      "after",
      `
Examples:
  stillpoint demo                       prints the address; open it, Ctrl-C ends it
  stillpoint demo --port 8080           the same address every time; over ssh: ssh -L 8080:127.0.0.1:8080 HOST
  stillpoint demo --build public/demo   42 MB of files; two thirds are for graphics processors, fetched where used`,
    )
    .action((options) => demo(options, terminal));
}

/** What opens an address, by platform. */
const OPENERS: Readonly<Record<string, readonly [command: string, ...args: string[]]>> = {
  darwin: ["open"],
  win32: ["cmd", "/c", "start", ""],
};

/**
 * The command. Serving ends by Ctrl-C, which is no failure. Throws `USAGE` for a folder that holds something, `RUNTIME`
 * for a port in use, `STORAGE` where the app is not there or cannot be written, `INTERRUPTED` for a copy stopped by Ctrl-C.
 */
export async function demo(options: DemoOptions, terminal: Terminal): Promise<void> {
  using interrupt = stopSignal();
  if (options.build !== undefined) checkTarget(options.build, options.overwrite);
  const files = siteFiles(fileURLToPath(demoSite));
  if (options.build === undefined) await serve(files, options, terminal, interrupt.signal);
  else await writeBuild(files, options.build, options, terminal, interrupt.signal);
}

async function serve(
  files: ReadonlyMap<string, SiteFile>,
  options: DemoOptions,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<void> {
  const server = await serveSite(files, options.port ?? 0);
  const { address, port } = server;
  if (options.json) terminal.out(`${JSON.stringify({ event: "serving", address, port })}\n`);
  else if (!options.quiet) {
    terminal.out(`${address}\n`);
    terminal.error("Open it in a browser on this machine. Nothing you drop there leaves it. Ctrl-C ends it.\n");
  }
  if (options.open) openBrowser(address, terminal);
  compressAhead(files);
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
  await server.close();
}

async function writeBuild(
  files: ReadonlyMap<string, SiteFile>,
  folder: string,
  options: DemoOptions,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<void> {
  const progress = openProgress(terminal, options);
  progress.start("writing files", files.size);
  try {
    await copySite(files, folder, () => progress.add(1), signal);
  } finally {
    progress.finish();
  }
  progress.note(`app: ${folder}, ${files.size} files, for any host and any folder of it`);
  progress.note(
    "Over https it works offline after the first visit, and with threads from the second on; where the host sends the headers that its README names, from the first.",
  );
}

/** The runtime is compressed while the browser starts, so that the page does not wait for it. */
function compressAhead(files: ReadonlyMap<string, SiteFile>): void {
  for (const file of files.values()) {
    // What fails here fails again, and is told, when it is asked for.
    if (/\.wasm$/.test(file.path) && !/asyncify/.test(file.path)) file.body("br").catch(() => undefined);
  }
}

function openBrowser(address: string, terminal: Terminal): void {
  const [command, ...args] = OPENERS[process.platform] ?? ["xdg-open"];
  const child = spawn(command, [...args, address], { stdio: "ignore", detached: true });
  child.on("error", () => terminal.error(`--open: expected ${command}; got none; open the address yourself\n`));
  child.unref();
}

/** Fires on Ctrl-C. */
function stopSignal(): { readonly signal: AbortSignal } & Disposable {
  const controller = new AbortController();
  const stop = (): void => controller.abort();
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  return {
    signal: controller.signal,
    [Symbol.dispose]: () => {
      process.off("SIGINT", stop);
      process.off("SIGTERM", stop);
    },
  };
}
