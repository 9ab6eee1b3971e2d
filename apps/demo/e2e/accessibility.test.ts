import { createRequire } from "node:module";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findChromium, NO_BROWSER } from "../../../packages/distill/fixtures/browser/chromium.ts";
import { SHOWN_VIEWS, type SiteInBrowser, siteInBrowser } from "./opened-views.ts";
import { AXE_FAULTS, LEVELS, PALE } from "./page-faults.ts";

const executablePath = findChromium();
const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const WINDOWS = [
  { colorScheme: "light", viewport: { width: 1280, height: 900 } },
  { colorScheme: "dark", viewport: { width: 390, height: 844 } },
] as const;

describe.skipIf(executablePath === undefined)(`every view (skipped where ${NO_BROWSER})`, () => {
  let site: SiteInBrowser;
  /** One visitor goes through all views. */
  let page: Page | undefined;
  beforeAll(async () => {
    site = await siteInBrowser(executablePath ?? "", "--networks", "cnn", "--roles", "none");
  }, 120_000);
  afterAll(() => site.close());

  for (const view of SHOWN_VIEWS) {
    it(`shows axe nothing serious on ${view.name} and has headings in order, by day and by night, desktop and phone`, async () => {
      const found: string[] = [];
      // Maps of few passes look as those of many.
      const few = { ...view, address: `${view.address}?passes=8` };
      // The page's policy lets no script in but its own.
      if (page === undefined) {
        page = (await site.open(few, { ...WINDOWS[0], bypassCSP: true })).page;
        await page.addScriptTag({ path: AXE });
      } else {
        await page.setViewportSize(WINDOWS[0].viewport);
        await site.go(page, few);
      }
      for (const { viewport, colorScheme } of WINDOWS) {
        await page.setViewportSize(viewport);
        await page.emulateMedia({ colorScheme });
        for (const theme of ["light", "dark"]) {
          await page.evaluate(`document.documentElement.dataset.theme = "${theme}"`);
          const pale: readonly string[] = await page.evaluate(PALE);
          found.push(...pale.map((text) => `${viewport.width} ${theme}: ${text}`));
        }
        await page.evaluate(`document.documentElement.dataset.theme = "${colorScheme}"`);
        const violations: readonly string[] = await page.evaluate(AXE_FAULTS);
        found.push(...violations.map((fault) => `${viewport.width} ${colorScheme}: ${fault}`));
        const levels: readonly number[] = await page.evaluate(LEVELS);
        const isStair = levels.every((level, k) => (k === 0 ? level === 1 : level > 1 && level <= levels[k - 1]! + 1));
        if (!isStair || levels.length === 0) found.push(`${viewport.width}: headings go ${levels.join(", ")}`);
        const wider: number = await page.evaluate("document.documentElement.scrollWidth - innerWidth");
        if (wider > 0) found.push(`${viewport.width}: the page is ${wider} px wider than the window`);
      }
      expect(found).toEqual([]);
    }, 120_000);
  }
});
