// The page of a report in a browser: what axe finds, what reads on paper and on a phone, what can be saved.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { toReport, toReportHtml, toReportJson } from "@stillpoint/report";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findChromium, NO_BROWSER } from "../../../packages/distill/fixtures/browser/chromium.ts";
import { syntheticBenchmark, syntheticLayouts } from "../../../packages/report/fixtures/synthetic-report.ts";
import { AXE_FAULTS, LEVELS, PALE } from "./page-faults.ts";

const executablePath = findChromium();
const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
/** Milliseconds that anything may take on a busy machine. */
const PATIENCE = 300_000;

/** One task a layout. */
const SHOWN = ["image/emoji-vgg@fc1", "pointcloud/furniture-pointnet@pooled", "qa/factbook-transformer@encoder.2"];

const WINDOWS = [
  { width: 1280, theme: "light" },
  { width: 390, theme: "dark" },
] as const;

describe.skipIf(executablePath === undefined)(`the page of a report (skipped where ${NO_BROWSER})`, () => {
  let browser: Browser;
  const folder = mkdtempSync(join(tmpdir(), "stillpoint-report-"));
  const file = join(folder, "report.html");
  const json = join(folder, "other.json");
  const whole = syntheticBenchmark();
  const shown = [...SHOWN, "pointcloud/furniture-pointnet-control@pooled"];
  const input = { ...whole, tasks: whole.tasks.filter(({ id }) => shown.includes(id)) };
  const report = toReport(input);

  beforeAll(async () => {
    writeFileSync(file, toReportHtml({ report, pictures: syntheticLayouts() }));
    writeFileSync(json, toReportJson({ ...input, tasks: input.tasks.slice(1), seeds: [0] }));
    browser = await chromium.launch({
      executablePath: executablePath ?? "",
      args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"],
    });
  }, PATIENCE);
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const faults: string[] = [];
  async function open(hash = "", width = 1280): Promise<Page> {
    const context = await browser.newContext({
      viewport: { width, height: 900 },
      reducedMotion: "reduce",
      bypassCSP: true,
      acceptDownloads: true,
    });
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE);
    page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
    page.on("pageerror", ({ message }) => faults.push(message));
    await page.goto(`${pathToFileURL(file)}${hash}`);
    return page;
  }
  const anchor = (id: string): string => `#task-${id.replaceAll(/[^A-Za-z0-9]+/g, "-")}`;

  const places = ["", ...SHOWN.map(anchor)];

  it.each(places)(
    "%s shows axe nothing serious, reads at 4.5 : 1, by day and by night, wide and on a phone, with one title",
    async (hash) => {
      const found: string[] = [];
      for (const { width, theme } of WINDOWS) {
        const page = await open(hash, width);
        if (hash === "") await page.locator(".beside input").setInputFiles(json);
        await page.evaluate("for (const fold of document.querySelectorAll('details:not(.notices)')) fold.open = true");
        for (const colours of ["light", "dark"]) {
          await page.evaluate(`document.documentElement.dataset.theme = "${colours}"`);
          const pale: readonly string[] = await page.evaluate(PALE);
          found.push(...pale.map((text) => `${width} ${colours}: ${text}`));
        }
        await page.evaluate(`document.documentElement.dataset.theme = "${theme}"`);
        // Axe walks through what is hidden, too.
        await page.evaluate("for (const task of document.querySelectorAll('section.task:not(.shown)')) task.remove()");
        await page.addScriptTag({ path: AXE });
        const violations: readonly string[] = await page.evaluate(AXE_FAULTS);
        found.push(...violations.map((fault) => `${width} ${theme}: ${fault}`));
        const levels: readonly number[] = await page.evaluate(LEVELS);
        const isStair = levels.every((level, k) => (k === 0 ? level === 1 : level > 1 && level <= levels[k - 1]! + 1));
        if (!isStair || levels.length === 0) found.push(`${width}: headings go ${levels.join(", ")}`);
        if ((await page.locator("h1").count()) !== 1) found.push(`${width}: more than one title`);
        const wider: number = await page.evaluate("document.documentElement.scrollWidth - innerWidth");
        if (wider > 0) found.push(`${width}: the page is ${wider} px wider than the window`);
        await page.context().close();
      }
      expect([...found, ...faults]).toEqual([]);
    },
    PATIENCE,
  );

  it(
    "saves every number of the large table in full, and figures as pictures that are not empty",
    async () => {
      const page = await open();
      const menu = page.locator("#glance .saves").first();
      await menu.locator("summary").click();
      const save = async (name: RegExp): Promise<Buffer> => {
        const [download] = await Promise.all([
          page.waitForEvent("download"),
          menu.getByRole("button", { name }).click(),
        ]);
        return readFileSync(await download.path());
      };
      const csv = (await save(/^CSV/)).toString("utf8");
      for (const { hypotheses } of report.tasks)
        for (const { difference } of hypotheses)
          for (const number of [difference.mean, difference.low, difference.high])
            if (number !== null) expect(csv).toContain(String(number));
      expect(csv.trim().split("\r\n")).toHaveLength(report.tasks.length + 1);
      const png = await save(/^PNG/);
      expect([...png.subarray(1, 4)]).toEqual([..."PNG"].map((letter) => letter.charCodeAt(0)));
      expect(png.length).toBeGreaterThan(20_000);
      await page.context().close();
    },
    PATIENCE,
  );

  it(
    "comes back to sample, seed, step, order and search by its address alone",
    async () => {
      const first = await open(`${anchor("image/emoji-vgg@fc1")}/sample-2/60?sort=part&find=disc`);
      const chosen = first.locator(".shown .chip[aria-pressed=true]");
      expect(await chosen.textContent()).toContain("disc 3");
      expect(await first.locator(".shown output").textContent()).toBe("60");
      await first.locator(".shown .find").fill("disc 2");
      await first.locator(".shown .chip").first().click();
      await first.locator(".shown .sort").selectOption("-background");
      const address = await first.evaluate("location.hash");
      const second = await open(String(address));
      expect(await second.locator(".shown .find").inputValue()).toBe("disc 2");
      expect(await second.locator(".shown .sort").inputValue()).toBe("-background");
      expect(await second.locator(".shown .chip[aria-pressed=true]").textContent()).toContain("disc 2");
      expect(await second.locator(".shown output").textContent()).toBe("60");
      for (const page of [first, second]) await page.context().close();
    },
    PATIENCE,
  );

  it(
    "leads from cell to cell by key, and tells what stands there",
    async () => {
      const page = await open();
      await page.locator('.cross td[tabindex="0"]').focus();
      await page.keyboard.press("ArrowRight");
      await page.keyboard.press("ArrowDown");
      expect(await page.locator(".said").textContent()).toMatch(
        /layer pooled, background points: distilled minus scratch/,
      );
      await page.keyboard.press("Enter");
      await page.locator("section.task.shown").waitFor();
      await page.context().close();
    },
    PATIENCE,
  );

  it(
    "holds another report beside this one, and says of a foreign file that it is none",
    async () => {
      const page = await open();
      await page.locator(".beside input").setInputFiles(json);
      await page.locator(".both tbody tr").first().waitFor();
      expect(await page.locator(".both tbody tr").count()).toBe(report.tasks.length);
      expect(await page.locator(".both").textContent()).toContain("only in A");
      await page.locator(".beside input").setInputFiles(AXE);
      await page.locator(".told", { hasText: "is no report of Stillpoint" }).waitFor();
      expect(await page.locator(".both").count()).toBe(0);
      await page.context().close();
    },
    PATIENCE,
  );
});
