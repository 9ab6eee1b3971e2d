// What a view shows, read as a visitor gets it: its cards, and the JSON file it saves.

import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { PATIENCE } from "./site.ts";

/** One map of the saved file. */
export interface SavedMap {
  readonly title: string;
  readonly role?: string;
  readonly step?: number;
  readonly entropies: readonly number[];
  readonly passes: number;
  readonly of: number;
}

export interface Saved {
  readonly sample?: { readonly id: string };
  readonly layer: string;
  readonly maps: readonly SavedMap[];
}

/** Until the first map is on the page. */
export async function firstMap(page: Page): Promise<void> {
  const map = page.locator(".card .state:has-text('passes')").first();
  const shown = await Promise.race([
    map.waitFor().then(() => true),
    page
      .locator(".error")
      .first()
      .waitFor()
      .then(() => false),
  ]).catch(() => false);
  if (!shown)
    throw new Error(`page: expected a map; got ${(await page.locator("main").textContent())?.slice(0, 3000)}`);
}

/** Until every map is whole. */
export async function wholeMaps(page: Page): Promise<void> {
  await firstMap(page);
  await holds(
    page,
    `(() => {
      const cards = [...document.querySelectorAll(".card")];
      return cards.length > 0 && cards.every((card) =>
        card.ariaBusy !== "true" && (/passes/.test(card.textContent) || card.querySelector(".error")));
    })()`,
  );
}

/** Until a script's value is true; the page's policy forbids Playwright's own way for one that is text. */
export async function holds(page: Page, script: string): Promise<void> {
  const end = performance.now() + PATIENCE;
  while ((await page.evaluate(script)) !== true) {
    if (performance.now() > end) throw new Error(`page: expected ${script}; got something else for ${PATIENCE} ms`);
    await page.waitForTimeout(50);
  }
}

/** The file behind the button JSON. */
export async function saved(page: Page): Promise<Saved> {
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.locator(".export button", { hasText: "JSON" }).click(),
  ]);
  return JSON.parse(readFileSync(await download.path(), "utf8"));
}

/** The largest difference; Infinity where the numbers are not as many. Nats. */
export function farthest(one: readonly number[], other: readonly number[]): number {
  if (one.length === 0 || one.length !== other.length) return Number.POSITIVE_INFINITY;
  return Math.max(...one.map((value, k) => Math.abs(value - (other[k] ?? Number.NaN))));
}

/** Drops files where the page takes them. */
export async function drop(page: Page, files: Parameters<Page["setInputFiles"]>[1]): Promise<void> {
  await page.locator(".drop input[type=file]").first().setInputFiles(files);
}
