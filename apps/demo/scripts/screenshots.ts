// Takes the pictures of the demo under docs/demo/: every view on the embedded run, desktop and phone, once its maps are
// measured. Run by hand after `pnpm build`; takes Chromium.

import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import sharp from "sharp";
import { findChromium, NO_BROWSER } from "../../../packages/distill/fixtures/browser/chromium.ts";
import { SHOWN_VIEWS, siteInBrowser } from "../e2e/opened-views.ts";

const WINDOWS = [
  { name: "desktop", viewport: { width: 1280, height: 900 }, dark: ["clouds", "runs"] },
  { name: "phone", viewport: { width: 390, height: 844 }, dark: ["start", "sentences", "own"] },
];
/** Of a long view, its first screens. */
const SCREENS = 2;
const SETTLE_MILLISECONDS = 400;

const executablePath = findChromium();
if (executablePath === undefined) throw new Error(`screenshots: expected Chromium; got ${NO_BROWSER}; install it`);
const folder = process.argv[2] ?? fileURLToPath(new URL("../../../docs/demo/", import.meta.url));
mkdirSync(folder, { recursive: true });
const site = await siteInBrowser(executablePath);
for (const view of SHOWN_VIEWS) {
  for (const { name, viewport, dark } of WINDOWS) {
    const colorScheme = dark.includes(view.name) ? "dark" : "light";
    const { page, context } = await site.open(view, { viewport, colorScheme });
    const tall: number = await page.evaluate("document.documentElement.scrollHeight");
    // A window as tall as the picture: what sticks to its edge stands where it belongs.
    await page.setViewportSize({ ...viewport, height: Math.min(tall, SCREENS * viewport.height) });
    await page.waitForTimeout(SETTLE_MILLISECONDS);
    const image = await page.screenshot();
    writeFileSync(
      `${folder}/${view.name}-${name}.png`,
      await sharp(image).png({ palette: true, colours: 128 }).toBuffer(),
    );
    await context.close();
  }
}
await site.close();
