// What goes wrong in a browser: one sentence says it, nothing executes, and the page goes on.

import { closeSync, ftruncateSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { drop, firstMap, holds, wholeMaps } from "./maps.ts";
import { openSite, type Site, SKIPPED } from "./site.ts";

const journey = (below: string): Buffer =>
  readFileSync(new URL(`../../../benchmarks/journeys/fixtures/images/${below}`, import.meta.url));
const network = journey("student/seed0/00000200.onnx");
const picture = journey("data/7/1200.png");

/** The same number of bytes with another word in them. */
function renamed(bytes: Buffer, from: string, to: string): Buffer {
  return Buffer.from(bytes.toString("latin1").replaceAll(from, to), "latin1");
}

const file = (name: string, buffer: Buffer) => ({ name, mimeType: "", buffer });
const HOSTILE = "<img src=x onerror=alert(1)>";

/** Drops a report, and one that is none while the first is still read; what is shown in red then. */
const TWO_RUNS = `(async () => {
  const input = document.querySelector(".drop input[type=file]");
  const take = (text) => {
    const files = new DataTransfer();
    files.items.add(new File([text], "report.json"));
    input.files = files.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  };
  take(JSON.stringify("x".repeat(1e7)));
  while (document.querySelector("main .wait button:enabled") === null) await new Promise((resolve) => setTimeout(resolve));
  take("{}");
  for (let k = 0; k < 200 && document.querySelector("main .error") === null; k += 1)
    await new Promise((resolve) => setTimeout(resolve, 50));
  return [...document.querySelectorAll("main .error")].map(({ textContent }) => textContent);
})()`;

/** What is shown in red, each a sentence that ends with what to do. */
async function errors(page: Page): Promise<string[]> {
  await page.locator("main .error").first().waitFor();
  return page.locator("main .error").allTextContents();
}

describe.skipIf(SKIPPED !== undefined)(`faults (skipped where ${SKIPPED ?? "there is no browser"})`, () => {
  let site: Site;
  const folder = mkdtempSync(join(tmpdir(), "stillpoint-e2e-"));
  beforeAll(async () => {
    site = await openSite();
  });
  afterAll(async () => {
    await site.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it("a corrupt picture is refused in a sentence, and the next one is measured", async () => {
    const { page, context, faults } = await site.visit("images?passes=8");
    await wholeMaps(page);
    await drop(page, [file("broken.png", Buffer.concat([picture.subarray(0, 60), Buffer.alloc(40, 7)]))]);
    expect(await errors(page)).toEqual([
      expect.stringMatching(/^picture broken\.png: expected an image file; got one that cannot be decoded .*; remove/),
    ]);
    await page.locator(".chips button").nth(1).click();
    await wholeMaps(page);
    expect(await page.locator("main .error").count()).toBe(0);
    expect(faults).toEqual([]);
    await context.close();
  });

  it("a picture without a mask is measured with one that is said, and can be painted on", async () => {
    const { page, context, faults } = await site.visit("images?passes=8");
    await wholeMaps(page);
    const opaque = await sharp({ create: { width: 60, height: 40, channels: 3, background: "#48a" } })
      .jpeg()
      .toBuffer();
    await drop(page, [file("photo.jpg", opaque)]);
    await page.locator(".note:has-text('No mask came along')").waitFor();
    await wholeMaps(page);
    await page.getByRole("button", { name: "Paint another mask" }).click();
    await page.locator("canvas[aria-label='Paint over the object']").waitFor();
    expect(await page.locator("main .error").count()).toBe(0);
    expect(faults).toEqual([]);
    await context.close();
  });

  it("networks that cannot be measured are each refused in a sentence, and a good one is measured after them", async () => {
    const { page, context, faults } = await site.visit("own?grid=4&passes=8");
    const said = async (files: Parameters<typeof drop>[1]): Promise<string[]> => {
      await drop(page, files);
      const found = await errors(page);
      await page.getByText("Remove everything").click();
      return found;
    };
    expect(await said([file("noise.onnx", Buffer.alloc(2000, 0xa7)), file("p.png", picture)])).toEqual([
      expect.stringMatching(/^model: expected a complete ONNX file .*; got 2000 bytes .*; /),
    ]);
    const external = readFileSync(new URL("../../../packages/autodiff/fixtures/files/external.onnx", import.meta.url));
    const lost = await said([file("lost.onnx", external)]);
    expect(lost).toEqual([expect.stringMatching(/external\.onnx\.data/)]);
    const unknown = await said([file("unknown.onnx", renamed(network, "Relu", "Rulu")), file("p.png", picture)]);
    expect(unknown.join("\n")).toMatch(/Rulu/);
    const huge = join(folder, "huge.onnx");
    const handle = openSync(huge, "w");
    ftruncateSync(handle, 1_100_000_000);
    closeSync(handle);
    expect(await said(huge)).toEqual([
      expect.stringMatching(
        /^network huge\.onnx: expected at most 1\.0 GB.*; got 1\.1 GB; measure it with the command/,
      ),
    ]);
    await drop(page, [file("good.onnx", network), file("p.png", picture)]);
    await wholeMaps(page);
    expect(await page.locator("main .error").count()).toBe(0);
    expect(faults).toEqual([]);
    await context.close();
  });

  it("files dropped while a run is read are told of, whatever the end of the one before", async () => {
    const { page, context, faults } = await site.visit("runs");
    await page.locator(".drop").waitFor();
    const said = await page.evaluate(TWO_RUNS);
    expect(said).toEqual([
      expect.stringMatching(/^report\.json, schema: expected stillpoint\.report\/1; got nothing; /),
    ]);
    expect(faults).toEqual([]);
    await context.close();
  });

  it("names and texts with markup stay text", async () => {
    const { page, context, faults } = await site.visit("own?grid=4&passes=8");
    await drop(page, [file(`${HOSTILE}.onnx`, network), file(`${HOSTILE}.png`, picture)]);
    await wholeMaps(page);
    await drop(page, [file(`${HOSTILE}2.onnx`, Buffer.alloc(9))]);
    expect(await errors(page)).toHaveLength(1);
    expect(await page.locator(".networks b").allTextContents()).toEqual([`${HOSTILE}.onnx`, `${HOSTILE}2.onnx`]);
    expect(await page.locator("img[src=x]").count()).toBe(0);
    await page.goto(`${site.address}#/sentences?passes=8&text=${encodeURIComponent(`a good film ${HOSTILE}`)}`);
    await wholeMaps(page);
    expect(await page.locator(".card .words").first().textContent()).toContain(HOSTILE);
    expect(await page.locator("img[src=x]").count()).toBe(0);
    expect(faults).toEqual([]);
    await context.close();
  });

  it("clouds are measured where WebGL is missing", async () => {
    const { page, context, faults } = await site.visit(
      "clouds?passes=8",
      `const getContext = HTMLCanvasElement.prototype.getContext;
       HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
         return /webgl/.test(kind) ? null : getContext.call(this, kind, ...rest);
       };`,
    );
    await wholeMaps(page);
    expect(await page.locator(".card .error").count()).toBe(0);
    const inked = `[...document.querySelectorAll(".card canvas")].every((canvas) =>
      canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data.some((value) => value > 0))`;
    await holds(page, inked);
    expect(faults).toEqual([]);
    await context.close();
  });

  it("pictures are measured where all storage is refused", async () => {
    const { page, context, faults } = await site.visitKept(
      "images?passes=8",
      `const refuse = () => { throw new DOMException("denied", "SecurityError"); };
       for (const name of ["localStorage", "sessionStorage", "indexedDB", "caches"])
         Object.defineProperty(globalThis, name, { get: refuse });
       navigator.serviceWorker.register = async () => refuse();`,
    );
    await wholeMaps(page);
    await page.locator("header button").click();
    expect(await page.locator(".card .error").count()).toBe(0);
    expect(faults).toEqual([]);
    await context.close();
  });

  it("a lab that dies is said to be gone, and another one measures", async () => {
    const { page, context, faults } = await site.visit("images?passes=128");
    await firstMap(page);
    await page
      .workers()
      .find((worker) => /worker-/.test(worker.url()))
      ?.evaluate("self.close()");
    const again = page.getByRole("button", { name: "Start again" });
    await again.waitFor();
    expect(await page.locator("footer .error").textContent()).toMatch(
      /^lab: expected a worker that runs; got: it ended/,
    );
    expect(await page.locator(".card[aria-busy=true]").count()).toBe(0);
    await page.locator("label:has-text('Passes') input").fill("3");
    await again.click();
    await page.locator("details.engine").waitFor();
    await wholeMaps(page);
    expect(await page.locator("main .error").count()).toBe(0);
    expect(faults).toEqual([]);
    await context.close();
  });

  it("goes on after its tab was put to sleep", async () => {
    const { page, context, faults } = await site.visitKept("images?passes=64");
    await firstMap(page);
    const session = await context.newCDPSession(page);
    await session.send("Page.setWebLifecycleState", { state: "frozen" });
    await new Promise((resolve) => setTimeout(resolve, 1500));
    await session.send("Page.setWebLifecycleState", { state: "active" });
    await wholeMaps(page);
    expect(await page.locator(".card .state").first().textContent()).toMatch(/ 64 passes$/);
    expect(faults).toEqual([]);
    await context.close();
  });
});
