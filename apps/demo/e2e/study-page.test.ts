// The pages of findings and of a statement in a browser: what axe finds, what reads on a phone and by night, what is saved.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { findingsHtml, statementHtml, statementOf, toReport } from "@stillpoint/report";
import { type Browser, chromium } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findChromium, NO_BROWSER } from "../../../packages/distill/fixtures/browser/chromium.ts";
import { syntheticBenchmark } from "../../../packages/report/fixtures/synthetic-report.ts";
import { syntheticStudy } from "../../../packages/report/fixtures/synthetic-study.ts";
import { AXE_FAULTS, LEVELS, PALE } from "./page-faults.ts";

const executablePath = findChromium();
const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
/** Milliseconds that anything may take on a busy machine. */
const PATIENCE = 300_000;

const WINDOWS = [
  { width: 1280, theme: "light" },
  { width: 390, theme: "dark" },
] as const;

describe.skipIf(executablePath === undefined)(`pages without a task (skipped where ${NO_BROWSER})`, () => {
  let browser: Browser;
  const folder = mkdtempSync(join(tmpdir(), "stillpoint-study-"));

  beforeAll(async () => {
    const findings = { study: syntheticStudy(), run: { command: "stillpoint transfer" } };
    const runs = [
      { name: "bench", report: toReport(syntheticBenchmark()) },
      { name: "transfer", findings },
    ];
    writeFileSync(join(folder, "findings.html"), findingsHtml(findings.study, findings.run));
    writeFileSync(join(folder, "statement.html"), statementHtml(statementOf(runs)));
    browser = await chromium.launch({
      executablePath: executablePath ?? "",
      args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"],
    });
  }, PATIENCE);
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(["findings.html", "statement.html"])(
    "%s shows axe nothing serious, reads at 4.5 : 1, by day and by night, wide and on a phone",
    async (name) => {
      const found: string[] = [];
      for (const { width, theme } of WINDOWS) {
        const context = await browser.newContext({ viewport: { width, height: 900 }, bypassCSP: true });
        const page = await context.newPage();
        page.on("console", (message) => message.type() === "error" && found.push(message.text()));
        page.on("pageerror", ({ message }) => found.push(message));
        await page.goto(String(pathToFileURL(join(folder, name))));
        await page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true");
        for (const colours of ["light", "dark"]) {
          await page.evaluate(`document.documentElement.dataset.theme = "${colours}"`);
          const pale: readonly string[] = await page.evaluate(PALE);
          found.push(...pale.map((text) => `${width} ${colours}: ${text}`));
        }
        await page.evaluate(`document.documentElement.dataset.theme = "${theme}"`);
        await page.addScriptTag({ path: AXE });
        const faults: readonly string[] = await page.evaluate(AXE_FAULTS);
        found.push(...faults.map((fault) => `${width} ${theme}: ${fault}`));
        const levels: readonly number[] = await page.evaluate(LEVELS);
        if (!levels.every((level, k) => (k === 0 ? level === 1 : level > 1 && level <= levels[k - 1]! + 1)))
          found.push(`${width}: headings go ${levels.join(", ")}`);
        const wider: number = await page.evaluate("document.documentElement.scrollWidth - innerWidth");
        if (wider > 0) found.push(`${width}: the page is ${wider} px wider than the window`);
        await context.close();
      }
      expect(found).toEqual([]);
    },
    PATIENCE,
  );

  it(
    "findings.html is whole without scripts, switches its theme with them, and saves all findings as CSV",
    async () => {
      const address = String(pathToFileURL(join(folder, "findings.html")));
      const still = await browser.newContext({ javaScriptEnabled: false });
      const bare = await still.newPage();
      await bare.goto(address);
      expect(await bare.locator(".told").count()).toBe(7);
      await still.close();

      const context = await browser.newContext({ acceptDownloads: true });
      const page = await context.newPage();
      await page.goto(address);
      await page.locator("#theme").click();
      expect(await page.evaluate("document.documentElement.dataset.theme")).toBe("dark");
      const started = page.waitForEvent("download");
      await page.locator("a.save").click();
      const download = await started;
      expect(download.suggestedFilename()).toBe("transfer-image-emoji-vgg.csv");
      const text = readFileSync((await download.path()) ?? "", "utf8");
      expect(text.trim().split("\r\n")).toHaveLength(8);
      await context.close();
    },
    PATIENCE,
  );
});
