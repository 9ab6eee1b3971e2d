import { describe, expect, it } from "vitest";
import { readObjectMasks } from "./object-mask.ts";

/** A disc whose levels fall to its edge, as people who mark an object disagree there. */
function disc(...levels: readonly number[]) {
  const size = 24;
  const bytes = Uint8Array.from({ length: size * size }, (_, p) => {
    const far = Math.hypot((p % size) - 11.5, Math.floor(p / size) - 11.5);
    return levels[Math.min(levels.length - 1, Math.max(0, Math.floor(far) - 5))]!;
  });
  return { path: "a.png", height: size, width: size, channels: 1, bytes };
}

const marked = (file: ReturnType<typeof disc>): number =>
  readObjectMasks("masks", [file]).masks[0]!.mask.reduce((sum, value) => sum + value, 0);

describe("masks that several people made", () => {
  it("are object where most of them say so, by fifths and by thirds", () => {
    for (const [levels, most] of [
      [
        [255, 204, 153, 102, 51, 0],
        [255, 255, 255, 0, 0, 0],
      ],
      [
        [255, 170, 85, 0],
        [255, 255, 0, 0],
      ],
    ] as const) {
      const { masks, notes } = readObjectMasks("masks", [disc(...levels)]);
      expect(masks[0]?.border).toBeUndefined();
      expect(notes).toEqual([expect.stringMatching(/object from 128 on, which most of those who marked it do$/)]);
      expect(marked(disc(...levels))).toBe(marked(disc(...most)));
    }
  });

  it("are not taken for label ids, nor label ids for them", () => {
    const { masks, notes } = readObjectMasks("masks", [disc(15, 15, 15, 7, 255, 0)]);
    expect(notes[0]).toContain("label ids 0, 7, 15, 255");
    expect(masks[0]?.border?.some((value) => value === 1)).toBe(true);
  });
});
