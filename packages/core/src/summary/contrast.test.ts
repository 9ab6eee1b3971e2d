import { expect, it } from "vitest";
import { hashed, syntheticTask } from "../../fixtures/synthetic-task.ts";
import type { Role } from "../contract.ts";
import { contrasts } from "./contrast.ts";
import { measuredNetworks } from "./measured-network.ts";

it("a teacher is given the mean spread over scratch seeds, every other network that of its own seed", () => {
  // Scratch maps of seed k spread 1 + k times as far as all others: 1, 2, 3, mean 2.
  const data = syntheticTask({
    roles: ["teacher", "distilled", "scratch", "placebo"],
    entropy: ({ role, seed, sample, unit }) => (role === "scratch" ? 1 + seed : 1) * hashed(sample, unit),
  });
  const all = contrasts(measuredNetworks(data).networks, data.samples, "sample", "scratch");
  const factor = (role: Role, seed: number): number =>
    all.find(({ network: { run } }) => run.role === role && run.seed === seed)!.factor;
  for (const seed of [0, 1, 2]) {
    expect(factor("teacher", seed)).toBeCloseTo(2, 12);
    expect(factor("distilled", seed)).toBeCloseTo(1 + seed, 12);
    expect(factor("placebo", seed)).toBeCloseTo(1 + seed, 12);
    expect(factor("scratch", seed)).toBe(1);
  }
  const lone = measuredNetworks(data).networks.filter(({ run }) => run.role !== "scratch" || run.seed > 0);
  expect(contrasts(lone, data.samples, "sample", "scratch")[3]!.factor).toBeCloseTo(2.5, 12);
});
