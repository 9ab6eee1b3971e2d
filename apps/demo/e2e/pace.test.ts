// How soon a visitor sees something, and that the page is never stuck meanwhile.

import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { firstMap, holds, wholeMaps } from "./maps.ts";
import { openSite, type Site, SKIPPED } from "./site.ts";

/** Milliseconds that the main thread may be busy at a stretch. */
const LONGEST = 50;
/** Goals of 3 s and 0.3 s, on a machine that does nothing else. */
const [FIRST_MAP, KEYSTROKE] = [10_000, 3000];

const WATCH = `globalThis.longTasks = [];
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) longTasks.push([Math.round(startTime), Math.round(duration)]);
  }).observe({ type: "longtask", buffered: true });`;

async function longTasks(page: Page): Promise<readonly (readonly [at: number, duration: number])[]> {
  return (await page.evaluate("longTasks")) as readonly (readonly [number, number])[];
}

const WORDS = " and warm";

async function typing(page: Page): Promise<void> {
  await wholeMaps(page);
  await page.locator("textarea").last().focus();
  await page.keyboard.press("Control+End");
  await page.keyboard.type(WORDS, { delay: 90 });
  await wholeMaps(page);
}

describe.skipIf(SKIPPED !== undefined)(`the pace (skipped where ${SKIPPED ?? "there is no browser"})`, () => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite();
  });
  afterAll(() => site.close());

  it("the first map of the embedded network comes soon after it is chosen", async () => {
    const { page, context } = await site.visit("");
    await page.locator("details.engine").waitFor();
    const before = performance.now();
    await page.locator("nav a[href='#/images']").click();
    await firstMap(page);
    const took = performance.now() - before;
    console.log(`first map after ${Math.round(took)} ms`);
    expect(took).toBeLessThan(FIRST_MAP);
    await context.close();
  });

  it("words are shaded anew soon after a key", async () => {
    const { page, context } = await site.visit("sentences?passes=8&text=a%20good%20film%20and%20a%20long%20one");
    await wholeMaps(page);
    await page.locator("textarea").focus();
    await page.keyboard.press("Control+End");
    const times: number[] = [];
    for (const key of "sxy") {
      await page.evaluate(`(() => {
        const text = document.querySelector("textarea").value + "${key}";
        const start = performance.now();
        globalThis.took = undefined;
        const look = () => {
          const shown = [...document.querySelectorAll(".card .words .text")].some((p) => p.textContent === text);
          if (shown) globalThis.took = performance.now() - start;
          else requestAnimationFrame(look);
        };
        look();
      })()`);
      await page.keyboard.type(key);
      await holds(page, "globalThis.took !== undefined");
      times.push(Math.round((await page.evaluate("took")) as number));
      await wholeMaps(page);
    }
    console.log(`shaded words after ${times.join(", ")} ms`);
    expect(Math.min(...times)).toBeLessThan(KEYSTROKE);
    await context.close();
  });

  it.each([
    ["images", wholeMaps],
    ["clouds", wholeMaps],
    ["sentences", typing],
    ["questions", typing],
  ])("%s: the page is never stuck", async (view, walk) => {
    const tries: string[] = [];
    for (const _ of ["first", "again, as the machine may have been busy"]) {
      const { page, context } = await site.visit(view, WATCH);
      await walk(page);
      const long = (await longTasks(page)).filter(([, duration]) => duration > LONGEST);
      await context.close();
      tries.push(long.map(([at, duration]) => `${duration} ms at ${at}`).join(", "));
      if (long.length === 0) return;
    }
    throw new Error(
      `main thread of ${view}: expected at most ${LONGEST} ms at a stretch; got ${tries.join(" | then ")}`,
    );
  });
});
