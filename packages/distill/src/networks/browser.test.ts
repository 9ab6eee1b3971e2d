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
      expect(open.requests.filter((name) => name.includes(".asyncify"))).toEqual([]);
      expect(open.requests.filter((name) => name.includes(".jspi"))).not.toEqual([]);
    }, 180_000);

    it("refuses broken models, closed runtimes and workers that do not exist", async () => {
      const [broken, late, after, lost, empty] = await open.page.evaluate(() => globalThis.sixMaps.refusals());
      expect(broken).toMatch(/ONNX Runtime: /);
      expect(late).toMatch(/expected an open one; got one that was closed/);
      expect(after).toMatch(/expected an open one; got one that was closed/);
      expect(lost).toMatch(/worker: expected a Web Worker with ONNX Runtime; got: /);
      expect(empty).toMatch(/worker: expected a Web Worker with ONNX Runtime; got: .*wasm/);
    });

    // ONNX Runtime cuts some convolutions and products up by the number of threads, which moves the last bits: a network of
    // each kind, as six of them take a minute and use the same kernels.
    it.each(["convNet", "dgcnn", "textTransformer"])(
      "%s has the same map on one thread and on two, within 1e-5 nats, and the same bytes on two again",
      async (name) => {
        const measured = (threads: number) =>
          open.isolated.evaluate(
            ({ family, count }) => globalThis.sixMaps.measure(family, { workers: 1, threads: count }),
            {
              family: name,
              count: threads,
            },
          );
        const [one, two, again] = [await measured(1), await measured(2), await measured(2)];
        const apart = one.entropies.map((entropy, unit) => Math.abs(entropy - two.entropies[unit]!));
        expect(Math.max(...apart)).toBeLessThan(1e-5);
        expect(again.entropies).toEqual(two.entropies);
      },
    );

    it("sums updates of repeated indices to the same integers in 100 runs on two threads", async () => {
      expect(await open.isolated.evaluate(() => globalThis.sixMaps.sums(2))).toEqual({ wrong: 0, threads: 2 });
    });

    it("runs inside a worker of the page, with threads where it is isolated", async () => {
      const [plain, threaded] = [
        await open.page.evaluate(() => globalThis.sixMaps.nested("textTransformer", 1)),
        await open.isolated.evaluate(() => globalThis.sixMaps.nested("textTransformer", 2)),
      ];
      expect(plain).toHaveLength(20);
      expect(threaded).toEqual(plain);
    });

    it("says in one sentence that memory does not suffice, and goes on", async () => {
      const little = expect.stringMatching(
        /^StillpointError: memory: expected enough .*; got too little .*; use fewer/,
      );
      expect(await open.page.evaluate(() => globalThis.sixMaps.exhausted())).toEqual([little, "1024", little]);
    });

    it("refuses threads where memory cannot be shared, and counts that are none", async () => {
      const refused = (options: Parameters<(typeof globalThis.sixMaps)["refused"]>[0]) =>
        open.page.evaluate((given) => globalThis.sixMaps.refused(given), options);
      expect(await refused({ workers: 1, threads: 2 })).toMatch(
        /RUNTIME|threads: expected 1 on a page that is not cross-origin isolated; got 2; .*Cross-Origin-Opener-Policy/,
      );
      expect(await refused({ workers: 1, threads: 2, provider: "webgpu" })).toMatch(
        /threads: expected 1 with .*webgpu/,
      );
      expect(await refused({ threads: 0 })).toMatch(/threads: expected an integer >= 1; got 0/);
    });
  },
);

afterAll(async () => {
  await open?.close();
  await runtime.close();
});
