// Every view of the built site as a visitor gets to see it, measured and still: for the look at accessibility and for
// the pictures under docs/.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { start } from "../../../packages/cli/fixtures/process.ts";

export interface ShownView {
  /** Names pictures and tests. */
  readonly name: string;
  readonly address: string;
  /** What to do until it is complete. */
  settle(page: Page, run: readonly string[]): Promise<void>;
}

const measured = async (page: Page): Promise<void> => {
  await page.locator(".card .pane, .card canvas").first().waitFor();
  await page.locator('.card[aria-busy="true"], .card .wait').first().waitFor({ state: "hidden" });
};
const nothing = async (page: Page): Promise<void> => page.locator("main .drop").first().waitFor();

export const SHOWN_VIEWS: readonly ShownView[] = [
  { name: "start", address: "#/", settle: async (page) => page.locator(".moving canvas").first().waitFor() },
  { name: "images", address: "#/images", settle: measured },
  { name: "clouds", address: "#/clouds", settle: measured },
  { name: "sentences", address: "#/sentences", settle: measured },
  { name: "questions", address: "#/questions", settle: measured },
  { name: "own-empty", address: "#/own", settle: nothing },
  {
    name: "own",
    address: "#/own",
    settle: async (page) => {
      await page.getByRole("button", { name: "Show me with an example" }).click();
      await measured(page);
    },
  },
  { name: "runs-empty", address: "#/runs", settle: nothing },
  {
    name: "runs",
    address: "#/runs",
    settle: async (page, run) => {
      await page.locator(".drop input[type=file]").setInputFiles([...run]);
      await page.getByRole("combobox", { name: "Task" }).selectOption({ index: 1 });
      await page.locator(".report section.task").first().waitFor();
      await page.locator(".report .browser :is(canvas, svg, .map)").first().waitFor();
    },
  },
];

/** The site served, a browser, and a finished run to drop. */
export interface SiteInBrowser {
  /** A view in a context of its own, at rest. */
  open(view: ShownView, options: BrowserContextOptions): Promise<{ page: Page; context: BrowserContext }>;
  /** Goes to another view on a page that shows one, and waits until it is at rest. */
  go(page: Page, view: ShownView): Promise<void>;
  close(): Promise<void>;
}

/** Serves the built site as `stillpoint demo` does and makes a smallest run, of what `choice` leaves of it. */
export async function siteInBrowser(executablePath: string, ...choice: readonly string[]): Promise<SiteInBrowser> {
  const folder = mkdtempSync(join(tmpdir(), "stillpoint-views-"));
  const out = join(folder, "run");
  await start("bench", "--preset", "smoke", "--tasks", "sentiment", ...choice, "--out", out).end;
  const run = ["report.html", "report.json", "entropies.parquet"].map((name) => join(out, name));
  const served = start("demo", "--json");
  const said = new Promise<string>((resolve) => served.child.stdout.once("data", (chunk) => resolve(String(chunk))));
  const { address } = JSON.parse(await said);
  const browser: Browser = await chromium.launch({
    executablePath,
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"],
  });
  const go = async (page: Page, view: ShownView): Promise<void> => {
    await page.goto(`${address}${view.address}`);
    await view.settle(page, run);
  };
  return {
    go,
    open: async (view, options) => {
      const context = await browser.newContext({ reducedMotion: "reduce", serviceWorkers: "block", ...options });
      const page = await context.newPage();
      await go(page, view);
      return { page, context };
    },
    close: async () => {
      await browser.close();
      served.child.kill("SIGINT");
      await served.end;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
