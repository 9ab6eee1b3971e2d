import { type Browser, chromium } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Started, start } from "../../../../packages/cli/fixtures/process.ts";
import { findChromium, NO_BROWSER } from "../../../../packages/distill/fixtures/browser/chromium.ts";

const executablePath = findChromium();

describe.skipIf(executablePath === undefined)(`the site from stillpoint demo (skipped where ${NO_BROWSER})`, () => {
  let served: Started;
  let browser: Browser;
  let address: string;

  beforeAll(async () => {
    served = start("demo", "--json");
    const said = new Promise<string>((resolve) => served.child.stdout.once("data", (chunk) => resolve(String(chunk))));
    address = JSON.parse(await said).address;
    browser = await chromium.launch({
      ...(executablePath === undefined ? {} : { executablePath }),
      args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"],
    });
  });
  afterAll(async () => {
    await browser.close();
    served.child.kill("SIGINT");
    await served.end;
  });

  it("may have threads on the first visit, computes, and breaks no rule of its policy", async () => {
    const page = await browser.newPage();
    const said: string[] = [];
    page.on("console", (message) => message.type() === "error" && said.push(message.text()));
    page.on("pageerror", ({ message }) => said.push(message));
    await page.goto(address);
    expect(await page.evaluate("crossOriginIsolated")).toBe(true);
    const lab = [...(await (await fetch(`${address}site.json`)).text()).matchAll(/assets\/worker-[\w-]+\.js/g)][0]?.[0];
    const engine = await page.evaluate(
      (script) =>
        new Promise((resolve) => {
          const worker = new Worker(script, { type: "module" });
          worker.onmessage = ({ data }) => resolve(data.answer ?? data.error);
          worker.onerror = ({ message }) => resolve(message);
          worker.postMessage({ id: 1, call: "start", ask: { provider: "wasm" } });
        }),
      `${address}${lab}`,
    );
    expect(engine).toMatchObject({ provider: "wasm", isolated: true });
    expect(said).toEqual([]);
  });

  it("lets no request leave for another host", async () => {
    const page = await browser.newPage();
    await page.goto(address);
    const reached = await page.evaluate(async () => {
      const other = "http://localhost:1/";
      const refused: string[] = [];
      document.addEventListener("securitypolicyviolation", ({ effectiveDirective }) =>
        refused.push(effectiveDirective),
      );
      const byFetch = await fetch(other, { mode: "no-cors" }).then(
        () => "answered",
        (error: Error) => error.message,
      );
      const image = new Image();
      const failed = new Promise((resolve) => image.addEventListener("error", resolve));
      image.src = `${other}a.png`;
      await failed;
      return [byFetch, ...new Set(refused)];
    });
    expect(reached).toEqual(["Failed to fetch", "connect-src", "img-src"]);
  });
});
