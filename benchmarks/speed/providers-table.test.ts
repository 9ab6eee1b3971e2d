import { describe, expect, it } from "vitest";
import { providersPlan } from "./providers-plan.ts";
import type { ProvidersRow } from "./providers-row.ts";
import { providersMarkdown } from "./providers-table.ts";
import { timing } from "./result.ts";

const row: ProvidersRow = {
  network: "small",
  layer: "fc1",
  units: 4,
  features: 8,
  passes: 32,
  apart: new Map([
    ["webgpu", { entropy: 2e-6, gradient: 3e-7 }],
    ["cuda", { missing: "out of\nmemory | device" }],
  ]),
  times: [{ batch: 16, cpu: timing([4, 6, 5]), others: new Map([["webgpu", timing([2.5])]]) }],
};

describe("providersMarkdown", () => {
  const result = {
    command: "providers",
    date: "2026-01-01",
    machine: { cpu: "a CPU", cores: 2, memoryGiB: 8, platform: "linux x64" },
    device: "a device",
    versions: { node: "20", onnxruntime: "1" },
    rows: [row],
  };
  const lines = providersMarkdown(result, { providers: ["webgpu", "cuda"] }).split("\n");

  it("says how far a provider is from the CPU and how much faster", () => {
    expect(lines).toContain(
      "| small | fc1 | 4 | 8 | 32 | 2.0e-6 | 3.0e-7 | 16 | 5.00 [4.00, 6.00] | 2.50 [2.50, 2.50] | 2.0 |",
    );
  });

  it("keeps a reason in one cell of a table with as many columns as its head", () => {
    const failed = lines.find((line) => line.includes("out of memory"));
    const head = lines.find((line) => line.startsWith("| network"));
    expect(failed).toContain("| out of memory   device |");
    expect(failed?.split("|").length).toBe(head?.split("|").length);
  });
});

describe("providersPlan", () => {
  it("takes the networks and providers it is told", () => {
    const plan = providersPlan(["--provider", "cuda,webgpu", "--networks", "vgg16", "--batch", "4,8"]);
    expect(plan).toMatchObject({
      providers: ["webgpu", "cuda"],
      classics: ["vgg16"],
      teachers: false,
      batches: [4, 8],
    });
  });

  it.each([
    [["--provider", "cpu"], /--provider: expected some of webgpu/],
    [["--networks", "lenet"], /--networks/],
    [["--passes", "7"], /--passes: expected whole numbers of at least 8; got 7/],
    [["--batch", "16,x"], /--batch/],
    [["--rounds", "0"], /--rounds/],
  ])("refuses %j", (args, message) => {
    expect(() => providersPlan(args)).toThrow(message);
  });
});
