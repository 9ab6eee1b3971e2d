// The networks of the embedded run at one moment of training, in the order of the story.

import { roleName } from "@stillpoint/viewer/parts";
import type { PackedNetwork } from "../pack/view-pack.ts";
import type { ComparedNetwork } from "../parts/compare.tsx";
import type { PagePack } from "./use-pack.ts";

/** Distilled and scratch first, whose difference is the question; the controls beside them. */
const SHOWN = [
  "distilled",
  "scratch",
  "teacher",
  "self-distilled",
  "placebo",
  "null",
  "null-order",
  "more-data",
] as const;

export interface ShownNetwork extends ComparedNetwork {
  readonly packed: PackedNetwork;
}

export function packedNetworks(open: PagePack, step: number): ShownNetwork[] {
  return SHOWN.flatMap((role) => {
    const packed = open.networkAt(role, step);
    if (packed === undefined) return [];
    const note = role === "teacher" ? "trained on more data" : `step ${packed.step}`;
    return [
      {
        id: `${role}@${packed.step}`,
        role,
        step: packed.step,
        title: roleName(role),
        note,
        packed,
        key: () => open.key(packed),
      },
    ];
  });
}

/** Steps at which distilled and scratch can be compared, ascending. */
export function packedSteps({ pack }: Pick<PagePack, "pack">): number[] {
  const of = (role: string): number[] =>
    pack.networks.filter((network) => network.role === role).map(({ step }) => step);
  const scratch = new Set(of("scratch"));
  return of("distilled")
    .filter((step) => scratch.has(step))
    .sort((a, b) => a - b);
}
