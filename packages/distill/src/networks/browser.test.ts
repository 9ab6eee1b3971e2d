// The same maps in a browser: distill, core and autodiff as they are, ONNX Runtime as WebAssembly in a Web Worker.

import { nodeRuntime } from "@stillpoint/onnx/node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findChromium, NO_BROWSER, type OpenPage, openPage } from "../../fixtures/browser/chromium.ts";
import { entropiesOf, measuredFamilies } from "../../fixtures/six-maps.ts";

const runtime = nodeRuntime({ workers: 1 });
const executable = findChromium();
let open: OpenPage;

describe.skipIf(executable === undefined)(
  executable === undefined ? `in headless Chromium (skipped: ${NO_BROWSER})` : "in headless Chromium",
  () => {
    beforeAll(async () => {
      open = await openPage(executable ?? "");
    });

    it.each(measuredFamilies.map(({ name }) => name))(
      "%s has the map it has in Node, within 1e-4 nats",
      async (name) => {
        const there = await open.page.evaluate((family) => globalThis.sixMaps.measure(family), name);
        expect(there.runtime).toMatch(/^onnxruntime-web \d+\.\d+\.\d+, wasm$/);
        const here = await entropiesOf(name, runtime);
        expect(there.entropies).toHaveLength(here.length);
        const apart = here.map((entropy, unit) => Math.abs(entropy - there.entropies[unit]!));
        expect(Math.max(...apart)).toBeLessThan(1e-4);
        expect(new Set(here.map((entropy) => entropy.toFixed(3))).size).toBeGreaterThan(1);
      },
    );

    it("has fetched ONNX Runtime's smallest build and no other", () => {
      const wasm = open.requests.filter((name) => name.endsWith(".wasm"));
      expect(new Set(wasm)).toEqual(new Set([expect.stringMatching(/ort-wasm-simd-threaded-[^.]*\.wasm$/)]));
    });

    it("finds WebGPU, by SwiftShader, in agreement with wasm", async (context) => {
      const outcome = await open.page.evaluate(() => globalThis.sixMaps.compare("convNet"));
      if (typeof outcome === "string" && /expected a graphics adapter/.test(outcome)) context.skip(outcome);
      expect(outcome).toMatchObject({ runtime: expect.stringMatching(/, webgpu$/), units: 64 });
      expect(outcome).toHaveProperty("entropy", expect.closeTo(0, 3));
    }, 180_000);

    it("refuses broken models, closed runtimes and workers that do not exist", async () => {
      const [broken, late, after, lost] = await open.page.evaluate(() => globalThis.sixMaps.refusals());
      expect(broken).toMatch(/ONNX Runtime: /);
      expect(late).toMatch(/expected an open one; got one that was closed/);
      expect(after).toMatch(/expected an open one; got one that was closed/);
      expect(lost).toMatch(/worker: expected a Web Worker; got: /);
    });
  },
);

afterAll(async () => {
  await open?.close();
  await runtime.close();
});
