import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { findChromium, NO_BROWSER } from "../../../../packages/distill/fixtures/browser/chromium.ts";
import { type PlainHost, plainHost } from "../../fixtures/plain-host.ts";
import { partOf } from "../../scripts/budget.ts";
import { finishSite } from "../../vite/finish-site.ts";
import { BUILD_META, type SiteManifest } from "../offline/site-manifest.ts";

const BUILT: string = fileURLToPath(new URL("../../dist/site/", import.meta.url));
const executablePath = findChromium();
/** The file that differs between the two builds. */
const CHANGED = "icon.svg";

describe.skipIf(executablePath === undefined)(`the site without its host (skipped where ${NO_BROWSER})`, () => {
  let folders: string;
  let [first, second]: SiteManifest[] = [];
  let browser: Browser;
  let host: PlainHost;
  let context: BrowserContext;

  beforeAll(async () => {
    folders = mkdtempSync(join(tmpdir(), "stillpoint-site-"));
    first = JSON.parse(readFileSync(join(BUILT, "site.json"), "utf8"));
    cpSync(BUILT, join(folders, "second"), { recursive: true });
    writeFileSync(join(folders, "second", CHANGED), '<svg xmlns="http://www.w3.org/2000/svg"/>');
    second = await finishSite(join(folders, "second"));
    browser = await chromium.launch({
      ...(executablePath === undefined ? {} : { executablePath }),
      args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"],
    });
  });
  afterAll(async () => {
    await browser.close();
    rmSync(folders, { recursive: true, force: true });
  });
  beforeEach(async () => {
    host = await plainHost(BUILT);
    context = await browser.newContext();
  });
  afterEach(async () => {
    await context.close();
    await host.close();
  });

  const buildOf = (page: Page): Promise<string> =>
    page.evaluate((name) => document.querySelector<HTMLMetaElement>(`meta[name="${name}"]`)?.content ?? "", BUILD_META);
  /** Addresses of what the browser keeps. */
  const keptOf = (page: Page): Promise<string[]> =>
    page.evaluate(async () => {
      const all = await Promise.all((await caches.keys()).map(async (name) => (await caches.open(name)).keys()));
      return all.flat().map(({ url }) => url);
    });
  const entry = (site: SiteManifest, path: string): string =>
    `${host.address}${path}?${site.files.find((file) => file.path === path)?.digest}`;
  const wanted = (site: SiteManifest): string[] =>
    site.files.filter(({ when }) => when !== "use").map(({ path }) => entry(site, path));

  async function keptWhole(page: Page, site: SiteManifest): Promise<void> {
    await expect.poll(async () => new Set(await keptOf(page)), { timeout: 30_000 }).toEqual(new Set(wanted(site)));
    await page.waitForFunction("navigator.serviceWorker.controller !== null");
  }
  async function waits(page: Page): Promise<void> {
    const waiting = async (): Promise<boolean> =>
      page.evaluate(async () => {
        const registration = await navigator.serviceWorker.getRegistration();
        await registration?.update();
        return registration?.waiting != null;
      });
    await expect.poll(waiting, { timeout: 30_000 }).toBe(true);
  }
  /** What a lab in a worker of its own says of its engine. */
  const engineOf = (page: Page): Promise<unknown> =>
    page.evaluate(
      (address) =>
        new Promise((resolve) => {
          const lab = new Worker(address, { type: "module" });
          lab.onmessage = ({ data }) => resolve(data.answer ?? data.error);
          lab.onerror = ({ message }) => resolve(message);
          lab.postMessage({ id: 1, call: "start", ask: { provider: "wasm" } });
        }),
      host.address + first?.files.find(({ path }) => /^assets\/worker-/.test(path))?.path,
    );

  it("opens and computes after one visit, from a folder of a host that sends no headers", async () => {
    const page = await context.newPage();
    await page.goto(`${host.address}#state`);
    expect(await page.evaluate("crossOriginIsolated")).toBe(false);
    await keptWhole(page, first!);
    const runtime = first!.files.find(({ path, when }) => path.endsWith(".wasm") && when === "start")!;
    // A private window keeps no file of this size, and yet all lanes and the service worker have it from one request.
    expect(host.requests.filter((path) => path === runtime.path)).toHaveLength(1);
    expect(host.requests.filter((path) => /webgpu|asyncify/.test(path))).toEqual([]);
    await host.close();
    await context.setOffline(true);
    await page.reload();
    expect(await buildOf(page)).toBe(first!.build);
    expect(await page.evaluate("document.getElementById('app').childElementCount")).toBeGreaterThan(0);
    expect(await page.evaluate("location.hash")).toBe("#state");
    // The worker gives the headers that the host does not.
    expect(await page.evaluate("crossOriginIsolated")).toBe(true);
    expect(await engineOf(page)).toMatchObject({ provider: "wasm", isolated: true });
  });

  it("stays of one build while a newer one waits, and is of the newer one once no window shows the old", async () => {
    const page = await context.newPage();
    await page.goto(host.address);
    await keptWhole(page, first!);
    host.replace(join(folders, "second"));
    const icon = (from: Page): Promise<number> =>
      from.evaluate(async (path) => (await (await fetch(path)).text()).length, CHANGED);
    const before = await icon(page);
    await page.reload();
    await waits(page);
    await page.reload();
    expect([await buildOf(page), await icon(page)]).toEqual([first!.build, before]);
    // A window that shows nothing of the site, so that the browser stays open.
    const next = await context.newPage();
    await page.close();
    await next.waitForTimeout(2000);
    // Workers change when the one before is idle; asking again and again would keep it busy.
    const opened = async (): Promise<string> => {
      await next.goto(host.address);
      const build = await buildOf(next);
      await next.goto("about:blank");
      return build;
    };
    await expect.poll(opened, { timeout: 50_000, interval: 5000 }).toBe(second!.build);
    await next.goto(host.address);
    expect(await icon(next)).toBeLessThan(before);
    // What only the old build needed is gone.
    await keptWhole(next, second!);
  });

  it("refuses a file of another build in words, and never hands it to the page", async () => {
    const page = await context.newPage();
    await page.goto(host.address);
    await keptWhole(page, first!);
    host.replace(join(folders, "second"));
    const said = await page.evaluate(
      async ([kept, path]) => {
        for (const name of await caches.keys()) await (await caches.open(name)).delete(kept!);
        const answer = await fetch(path!);
        return [answer.status, await answer.text()];
      },
      [entry(first!, CHANGED), CHANGED],
    );
    expect(said).toEqual([409, expect.stringMatching(/^icon\.svg: the host has a newer version of this page; load/)]);
  });

  it("comes from the host again where the browser threw everything away", async () => {
    const page = await context.newPage();
    await page.goto(host.address);
    await keptWhole(page, first!);
    host.replace(join(folders, "second"));
    await page.evaluate(async () => {
      for (const name of await caches.keys()) await caches.delete(name);
    });
    await page.reload();
    await expect.poll(() => buildOf(page).catch(() => ""), { timeout: 30_000 }).toBe(second!.build);
  });

  it("works online where service workers are refused, and says nothing of it", async () => {
    const page = await context.newPage();
    await page.addInitScript(() => {
      navigator.serviceWorker.register = () => Promise.reject(new DOMException("denied", "SecurityError"));
    });
    const said: string[] = [];
    page.on("console", (message) => message.type() === "error" && said.push(message.text()));
    page.on("pageerror", ({ message }) => said.push(message));
    await page.goto(host.address);
    await page.waitForTimeout(3000);
    expect(await buildOf(page)).toBe(first!.build);
    expect(await engineOf(page)).toMatchObject({ provider: "wasm", isolated: false });
    expect(said).toEqual([]);
    // Nobody but the page has asked: the budget must count all of it.
    const listed = new Map(first!.files.map((file) => [file.path, file]));
    expect(host.requests.filter((path) => partOf(listed.get(path) ?? { path, when: "use" }) === undefined)).toEqual([]);
  });
});
