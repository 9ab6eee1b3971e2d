import { readFileSync } from "node:fs";
import { nodeRuntime } from "@stillpoint/onnx/node";
import { expect, it } from "vitest";
import { run } from "../fixtures/command.ts";
import { ownVersion, versionsOf } from "./versions.ts";

const about = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));

it("the version is the package's, on the command line too", async () => {
  expect(ownVersion()).toBe(about.version);
  expect(await run("--version")).toEqual({ code: 0, out: `${about.version}\n`, error: "" });
});

it("a report says which Stillpoint, Node and runtime made it", async () => {
  await using runtime = nodeRuntime({ workers: 1 });
  expect(versionsOf(runtime)).toEqual({
    stillpoint: about.version,
    node: process.version,
    runtime: expect.stringMatching(/^onnxruntime-node \d+\.\d+\.\d+, cpu$/),
  });
});
