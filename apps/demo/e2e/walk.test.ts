// A visitor's way through the views of the embedded run.

import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { farthest, firstMap, holds, saved, wholeMaps } from "./maps.ts";
import { openSite, type Site, SKIPPED } from "./site.ts";

/** Nats. */
const SAME = 0.001;

interface Golden {
  readonly sample: string;
  readonly layer: string;
  readonly role: string;
  readonly step: number;
  readonly entropies: readonly number[];
}

const goldens: Readonly<Record<string, Golden>> = JSON.parse(
  readFileSync(new URL("../fixtures/entropies.json", import.meta.url), "utf8"),
);

/** Whether everything of the first load is kept. */
const KEPT = `(async () => {
  const { files } = await (await fetch("site.json")).json();
  const kept = await Promise.all((await caches.keys()).map(async (name) => (await (await caches.open(name)).keys()).length));
  return kept.reduce((sum, count) => sum + count, 0) >= files.filter(({ when }) => when !== "use").length;
})()`;

/** Another layer, and Stop before anything of it is measured. */
const STOPPED_AT_ONCE = `(async () => {
  const label = [...document.querySelectorAll("label.field")].find((field) => field.textContent.startsWith("Layer"));
  const select = label.querySelector("select");
  select.selectedIndex = (select.selectedIndex + 1) % select.options.length;
  select.dispatchEvent(new Event("change", { bubbles: true }));
  const button = document.querySelector(".progress button");
  while (button.disabled) await new Promise((resolve) => setTimeout(resolve));
  button.click();
  await new Promise((resolve) => setTimeout(resolve, 300));
})()`;

/** Stops as soon as there is a map, within the page: on a busy machine the test may be slower than the lab. */
const STOPPED_SOON = `(async () => {
  const measured = () => [...document.querySelectorAll(".card .state")].some(({ textContent }) => /passes/.test(textContent));
  while (!measured()) await new Promise((resolve) => requestAnimationFrame(resolve));
  document.querySelector(".progress button").click();
})()`;

/** What stands in the third column when the caption first speaks of a blurred cell, before answers come. */
const BLURRED_AT_FIRST = `(async () => {
  const caption = document.querySelector(".deletion caption");
  while (!caption.textContent.includes("1 cell blurred")) await new Promise((resolve) => requestAnimationFrame(resolve));
  return [...document.querySelectorAll(".deletion tbody td:nth-child(3)")].map(({ textContent }) => textContent);
})()`;

/** Whether every network has answered to the blurred picture. */
const ANSWERED = `[...document.querySelectorAll(".deletion tbody td")].every(({ textContent }) => !textContent.includes("…"))`;

/** Keeps what the page asks of its lab. */
const CALLS_KEPT = `
  globalThis.calls = [];
  const { postMessage } = Worker.prototype;
  Worker.prototype.postMessage = function (message, ...rest) {
    if (message.call !== undefined) calls.push(message);
    return postMessage.call(this, message, ...rest);
  };`;

describe.skipIf(SKIPPED !== undefined)(`the embedded run (skipped where ${SKIPPED ?? "there is no browser"})`, () => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite();
  });
  afterAll(() => site.close());

  it.each(Object.keys(goldens))("%s: maps come, are Node's, and nothing leaves the site", async (view) => {
    const { page, context, faults, abroad } = await site.visit(
      `${view}?sample=${encodeURIComponent(goldens[view]!.sample)}`,
    );
    await wholeMaps(page);
    const { role, entropies, layer } = goldens[view]!;
    const card = page.locator(`.card[data-role=${role}] figcaption b`);
    const title = (await card.textContent()) ?? "";
    const file = await saved(page);
    expect(file.layer).toBe(layer);
    expect(file.maps.length).toBe(await page.locator(".card").count());
    const map = file.maps.find((each) => each.title.startsWith(title));
    expect(map).toMatchObject({ step: goldens[view]!.step });
    expect(farthest(map?.entropies ?? [], entropies)).toBeLessThanOrEqual(SAME);
    expect(await page.locator(".card .error").count()).toBe(0);
    expect([faults, abroad]).toEqual([[], []]);
    await context.close();
  });

  it.each([
    ["", "Stillpoint"],
    ["own", "Your networks"],
    ["runs", "Finished runs"],
    ["no-such-view", "Stillpoint"],
  ])("%j opens", async (view, title) => {
    const { page, context, faults, abroad } = await site.visitKept(view);
    await page.locator("h1").waitFor();
    await page.locator("details.engine").waitFor();
    expect(await page.title()).toContain(title);
    expect([faults, abroad]).toEqual([[], []]);
    await context.close();
  });

  it("says what networks run on, and why a graphics processor is not used", async () => {
    const { page, context, faults } = await site.visit("");
    await page.locator("details.engine summary", { hasText: "Runs on" }).click();
    await page.locator("details.engine p", { hasText: /^WebGPU: .*the processor computes/ }).waitFor();
    expect(faults).toEqual([]);
    await context.close();
  });

  it("Stop ends a long map, what is measured stays, and nothing runs on", async () => {
    const { page, context, faults } = await site.visit("images?passes=512");
    await Promise.all([firstMap(page), page.evaluate(STOPPED_SOON)]);
    const states = page.locator(".card .state");
    const before = await states.allTextContents();
    expect(before.some((state) => /[^0-9](8|16|32|64|128|256) passes/.test(state))).toBe(true);
    expect(await page.locator(".card[aria-busy=true]").count()).toBe(0);
    await page.waitForTimeout(1500);
    expect(await states.allTextContents()).toEqual(before);
    // The lab is free: another measurement comes at once.
    await page.locator("label:has-text('Passes') input").fill("3");
    await wholeMaps(page);
    expect(await states.first().textContent()).toMatch(/ 8 passes$/);
    expect(faults).toEqual([]);
    await context.close();
  });

  it("maps of another layer are said to be of before when they are stopped at, and are no file of this one", async () => {
    const { page, context, faults } = await site.visit("images?passes=8");
    await wholeMaps(page);
    await page.evaluate(STOPPED_AT_ONCE);
    const states = await page.locator(".card .state").allTextContents();
    expect(states.filter((state) => !state.endsWith("of what was shown before"))).toEqual([]);
    await page.locator(".export button", { hasText: "JSON" }).click();
    await page.locator(".export small", { hasText: "nothing is measured yet" }).waitFor();
    expect(faults).toEqual([]);
    await context.close();
  });

  it("the deletion test shows no answer to other cells than it says", async () => {
    const { page, context, faults } = await site.visit("images?passes=8");
    await wholeMaps(page);
    await holds(page, ANSWERED);
    const [blurred] = await Promise.all([
      page.evaluate(BLURRED_AT_FIRST) as Promise<readonly string[]>,
      page.locator(".deletion canvas").click({ position: { x: 40, y: 40 } }),
    ]);
    expect(new Set(blurred)).toEqual(new Set(["…"]));
    await holds(page, ANSWERED);
    expect(await page.locator(".deletion caption").textContent()).toBe("Answers with 1 cell blurred");
    expect(faults).toEqual([]);
    await context.close();
  });

  it("what a view opened is forgotten when it is left", async () => {
    const { page, context, faults } = await site.visit("images?passes=8", CALLS_KEPT);
    await wholeMaps(page);
    await page.evaluate("location.hash = '#/runs'");
    await holds(page, "calls.filter(({ call }) => call === 'forget').flatMap(({ ask }) => ask.networks).length === 5");
    const [opened, samples] = await Promise.all([
      page.evaluate("calls.filter(({ call }) => call === 'open').length"),
      page.evaluate("calls.filter(({ call }) => call === 'forget').flatMap(({ ask }) => ask.samples).length"),
    ]);
    expect([opened, faults]).toEqual([5, []]);
    // The picture that was measured, and the one whose cells are blurred.
    expect(samples).toBeGreaterThanOrEqual(2);
    await context.close();
  });

  it.each([
    ["images", "step=0&b=0.8&passes=8&noise=0.02&grid=6"],
    ["sentences", "passes=8&scale=raw&text=A%20truly%20good%20film%2C%20not%20dull%20at%20all"],
  ])("a link brings %s back: choices and numbers", async (view, choices) => {
    const first = await site.visit(`${view}?${choices}`);
    await wholeMaps(first.page);
    const shown = "[...document.querySelectorAll('.panel output, .panel select, textarea')].map((e) => e.value)";
    const one = [await first.page.evaluate(shown), await saved(first.page)];
    await first.page.waitForTimeout(500);
    const address = (await first.page.evaluate("location.hash")) as string;
    expect(address).toContain("passes=8");
    const second = await site.beside(first, address.replace(/^#\//, ""));
    await wholeMaps(second.page);
    expect([await second.page.evaluate(shown), await saved(second.page)]).toEqual(one);
    expect([first.faults, second.faults]).toEqual([[], []]);
    await first.context.close();
  });

  it("works offline after the first load", async () => {
    const { page, context, faults, abroad } = await site.visitKept("");
    await page.locator("details.engine").waitFor();
    await holds(page, "navigator.serviceWorker.controller !== null");
    await holds(page, KEPT);
    await context.setOffline(true);
    await page.goto(`${site.address}#/images`);
    await page.reload();
    await wholeMaps(page);
    expect(await page.locator(".card .error").count()).toBe(0);
    expect([faults, abroad]).toEqual([[], []]);
    await context.close();
  });
});
