import { createRequire } from "node:module";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findChromium, NO_BROWSER } from "../../../packages/distill/fixtures/browser/chromium.ts";
import { SHOWN_VIEWS, type SiteInBrowser, siteInBrowser } from "./opened-views.ts";

const executablePath = findChromium();
const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const WINDOWS = [
  { colorScheme: "light", viewport: { width: 1280, height: 900 } },
  { colorScheme: "dark", viewport: { width: 390, height: 844 } },
] as const;

/** Levels of the headings that are shown, in their order. */
const LEVELS =
  '[...document.querySelectorAll("h1, h2, h3, h4, h5, h6")].filter((head) => head.checkVisibility())' +
  ".map((head) => Number(head.ariaLevel ?? head.tagName.slice(1)))";

interface Violation {
  readonly id: string;
  readonly impact: string | null;
  readonly nodes: readonly { readonly target: readonly unknown[]; readonly failureSummary?: string }[];
}

describe.skipIf(executablePath === undefined)(`every view (skipped where ${NO_BROWSER})`, () => {
  let site: SiteInBrowser;
  beforeAll(async () => {
    site = await siteInBrowser(executablePath ?? "");
  }, 120_000);
  afterAll(() => site.close());

  for (const view of SHOWN_VIEWS) {
    it(`shows axe nothing serious on ${view.name} and has headings in order, by day and by night, desktop and phone`, async () => {
      const found: string[] = [];
      // Maps of few passes look as those of many.
      const few = { ...view, address: `${view.address}?passes=8` };
      // The page's policy lets no script in but its own.
      const { page, context } = await site.open(few, { ...WINDOWS[0], bypassCSP: true });
      await page.addScriptTag({ path: AXE });
      for (const { viewport, colorScheme } of WINDOWS) {
        await page.setViewportSize(viewport);
        await page.emulateMedia({ colorScheme });
        for (const theme of ["light", "dark"]) {
          await page.evaluate(`document.documentElement.dataset.theme = "${theme}"`);
          const violations: readonly Violation[] = await page.evaluate(
            "axe.run().then(({ violations }) => violations)",
          );
          for (const { id, impact, nodes } of violations) {
            if (impact !== "serious" && impact !== "critical" && process.env.AXE_ALL === undefined) continue;
            for (const { target, failureSummary } of nodes.slice(0, 4))
              found.push(`${viewport.width} ${theme}: ${impact} ${id} at ${target}: ${failureSummary}`);
          }
        }
        const levels: readonly number[] = await page.evaluate(LEVELS);
        const isStair = levels.every((level, k) => (k === 0 ? level === 1 : level > 1 && level <= levels[k - 1]! + 1));
        if (!isStair || levels.length === 0) found.push(`${viewport.width}: headings go ${levels.join(", ")}`);
        const wider: number = await page.evaluate("document.documentElement.scrollWidth - innerWidth");
        if (wider > 0) found.push(`${viewport.width}: the page is ${wider} px wider than the window`);
      }
      await context.close();
      expect(found).toEqual([]);
    }, 120_000);
  }
});
