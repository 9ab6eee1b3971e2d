// What the lab runs on, in a browser with and without shared memory, whose only graphics adapter is software.

import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  findChromium,
  NO_BROWSER,
  type OpenPage,
  openPage,
} from "../../../../packages/distill/fixtures/browser/chromium.ts";
import type {} from "../../fixtures/engine/page.ts";
import { trialNetwork } from "./engine-trial.ts";

const executable = findChromium();
const root = fileURLToPath(new URL("../../fixtures/engine/", import.meta.url));
let open: OpenPage;

describe.skipIf(executable === undefined)(
  executable === undefined ? `the lab's engine (skipped: ${NO_BROWSER})` : "the lab's engine",
  () => {
    beforeAll(async () => {
      open = await openPage(executable ?? "", { root, ready: "enginePage", workers: "es" });
    });

    it("is WebAssembly at once, and says why it stays so where the adapter is software", async () => {
      const state = await open.isolated.evaluate(() => globalThis.enginePage.start("auto"));
      expect(state).toMatchObject({ provider: "wasm", isolated: true, name: expect.stringMatching(/, wasm$/) });
      const told = await open.isolated.evaluate(() => globalThis.enginePage.told("WebGPU", 20));
      expect(told).toMatchObject({
        provider: "wasm",
        notes: [
          expect.stringMatching(/^WebGPU: (the only adapter is a program|this browser).*the processor computes$/),
        ],
      });
      expect(open.requests.filter((name) => /\.(jspi|asyncify)/.test(name))).toEqual([]);
    });

    it("runs on one thread where memory cannot be shared, and can be started again", async () => {
      const network = [...trialNetwork()];
      for (const provider of ["wasm", "wasm"] as const) {
        const state = await open.page.evaluate((wish) => globalThis.enginePage.start(wish), provider);
        expect(state).toMatchObject({ provider: "wasm", isolated: false, threads: 1 });
        const layers = await open.page.evaluate((bytes) => globalThis.enginePage.layersOf(bytes), network);
        expect(layers).toBeGreaterThan(10);
      }
    });

    it("changes over to WebGPU when asked for it and the map is the same", async (context) => {
      const before = await open.isolated.evaluate(() => globalThis.enginePage.start("webgpu"));
      expect(before.provider).toBe("wasm");
      const told = await open.isolated.evaluate(() => globalThis.enginePage.told("WebGPU", 100));
      if ("notes" in told && told.notes.some((note) => /this browser/.test(note))) context.skip(told.notes.join());
      expect(told).toMatchObject({
        provider: "webgpu",
        lanes: 1,
        notes: [expect.stringMatching(/^WebGPU: one map as on the processor \(\S+ nats apart, .*\); it computes$/)],
      });
    }, 120_000);

    it("goes back to WebAssembly when the device is lost", async (context) => {
      const told = await open.isolated.evaluate(() => globalThis.enginePage.told("it computes", 0));
      if (!("notes" in told)) context.skip("WebGPU does not run here");
      const session = await open.isolated.context().browser()?.newBrowserCDPSession();
      await session?.send("Browser.crashGpuProcess");
      const after = await open.isolated.evaluate(() => globalThis.enginePage.told("it ended", 30));
      expect(after).toMatchObject({
        provider: "wasm",
        notes: [expect.stringMatching(/it computes$/), expect.stringMatching(/^WebGPU: it ended; the processor/)],
      });
    });
  },
);

afterAll(async () => {
  await open?.close();
});
