// The built site as `stillpoint demo` serves it, and pages of it that tell everything that goes wrong in them.

import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { start } from "../../../packages/cli/fixtures/process.ts";
import { findChromium, NO_BROWSER } from "../../../packages/distill/fixtures/browser/chromium.ts";

const EXECUTABLE = findChromium();

/** Why the tests of this folder are skipped; undefined where they run. */
export const SKIPPED: string | undefined = EXECUTABLE === undefined ? NO_BROWSER : undefined;

/** One visitor: storage of its own. */
export interface Visit {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Errors of the page and on its console. */
  readonly faults: readonly string[];
  /** Addresses asked for outside the site. */
  readonly abroad: readonly string[];
}

export interface Site {
  /** With `/` at its end. */
  readonly address: string;
  /**
   * Opens `#/view` as a new visitor; `script` runs before the page's own. Nothing is kept for offline, which is a second
   * load of the whole site and takes longer than many a test.
   */
  visit(view: string, script?: string): Promise<Visit>;
  /** As it is for people: beside what they do the site is kept for offline. */
  visitKept(view: string, script?: string): Promise<Visit>;
  /** Opens it beside others of the same visitor. */
  beside(visit: Visit, view: string): Promise<Visit>;
  close(): Promise<void>;
}

/** Milliseconds that anything may take on a busy machine. */
export const PATIENCE = 30_000;

export async function openSite(): Promise<Site> {
  const served = start("demo", "--json");
  const said = new Promise<string>((resolve) => served.child.stdout.once("data", (chunk) => resolve(String(chunk))));
  const { address }: { readonly address: string } = JSON.parse(await said);
  const browser: Browser = await chromium.launch({
    ...(EXECUTABLE === undefined ? {} : { executablePath: EXECUTABLE }),
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"],
  });
  const opened = async (context: BrowserContext, view: string): Promise<Visit> => {
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE);
    const faults: string[] = [];
    const abroad: string[] = [];
    page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
    page.on("pageerror", ({ message }) => faults.push(message));
    page.on("dialog", (dialog) => {
      faults.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on("request", (request) => {
      const url = request.url();
      if (!url.startsWith(address) && !/^(blob|data):/.test(url)) abroad.push(url);
    });
    await page.goto(`${address}#/${view}`);
    return { page, context, faults, abroad };
  };
  const anew = async (view: string, script: string | undefined, serviceWorkers: "allow" | "block"): Promise<Visit> => {
    const context = await browser.newContext({ acceptDownloads: true, serviceWorkers });
    if (script !== undefined) await context.addInitScript(script);
    return opened(context, view);
  };
  return {
    address,
    visit: (view, script) => anew(view, script, "block"),
    visitKept: (view, script) => anew(view, script, "allow"),
    beside: ({ context }, view) => opened(context, view),
    close: async () => {
      await browser.close();
      served.child.kill("SIGINT");
      await served.end;
    },
  };
}
