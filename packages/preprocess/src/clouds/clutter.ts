// Background for shapes that bring none: clutter from the user's other shapes.

import { awaitEntry, chanceOf, type OnEntryFault, StillpointError } from "@stillpoint/core";
import { addClutter, normaliseCloud, type PointSample } from "@stillpoint/pointcloud";
import { type CloudFile, type CloudName, inShape } from "./cloud-files.ts";

export interface ClutterWish {
  readonly data: string;
  /** Share of the points that are clutter. */
  readonly clutter: number;
  readonly seed: number;
  /** Other shapes than those of the data, from all of which clutter is drawn. */
  readonly sources?: { readonly place: string; readonly names: readonly CloudName[] } | undefined;
  /** Told of a shape that cannot be read, from which no clutter is drawn then. */
  readonly onFault?: OnEntryFault | undefined;
}

/** Shapes clutter is drawn from, per sample: enough that its pieces differ, few enough to read. */
const SOURCES = 8;

interface Cluttered {
  annotate(file: CloudFile, name: CloudName): Promise<PointSample>;
  readonly rule: string;
  readonly note: string;
}

/**
 * Adds clutter to shapes, from those of other top folders (labels in HDF5 files) or, where there is one at most, from
 * any other shape; from `sources` where they are given. Throws `USAGE` for a share of 0, `INPUT` for a single shape.
 */
export async function clutterAround(
  names: readonly CloudName[],
  { data, clutter: share, seed, sources: elsewhere, onFault }: ClutterWish,
): Promise<Cluttered> {
  if (!(share > 0)) {
    throw new StillpointError(
      "USAGE",
      `--clutter: expected a share above 0; got ${share}; without background there are no knowledge points, so pass for example 0.25, or --masks with regions of your own`,
    );
  }
  if (names.length < 2 && elsewhere === undefined) {
    // Its own fault, where it has one, is the nearer one.
    await names[0]?.read();
    throw new StillpointError(
      "INPUT",
      `data ${data}: expected at least two shapes, to take clutter from others as background; got ${names.length}; add shapes of other classes, or give --masks with regions of the points`,
    );
  }
  const groups = new Set(names.map(({ id, group }) => group ?? id));
  const byGroup = names.some(({ group }) => group !== undefined) && groups.size > 1;
  const groupOf = ({ id, group }: CloudName): string => (byGroup ? (group ?? id) : id);
  const known = new Map<string, Float32Array>();
  const pointsOf = async (name: CloudName): Promise<Float32Array> => {
    const found = known.get(name.id);
    if (found !== undefined) return found;
    const { points: raw } = await name.read();
    const points = inShape(name.id, () => normaliseCloud(raw));
    known.set(name.id, points);
    return points;
  };
  const where =
    elsewhere !== undefined
      ? `of ${elsewhere.place}`
      : byGroup
        ? "of other classes (top folders or labels)"
        : "in other files";
  const percent = Math.round(1000 * share) / 10;
  return {
    annotate: async ({ id, points, parts }, name) => {
      const others = [...(elsewhere?.names ?? names.filter((other) => groupOf(other) !== groupOf(name)))];
      const chance = chanceOf({ seed, sample: id, purpose: "clutter sources", pass: 0 });
      const sources: Float32Array[] = [];
      while (sources.length < SOURCES) {
        const drawn = chance.below(others.length);
        const read = await awaitEntry(() => pointsOf(others[drawn]!), others.length > 1 ? onFault : undefined);
        sources.push(...read);
        // Unread, it is drawn no more; the last one that could be is an error.
        if (read.length === 0) others.splice(drawn, 1);
      }
      const key = { seed, sample: id, purpose: "clutter", pass: 0 };
      return { id, ...inShape(id, () => addClutter(points, sources, { share, key, parts })) };
    },
    rule: `Foreground are the points of the shape itself. Background is clutter, ${percent} % of each cloud's points: pieces of shapes ${where}, rescaled to the shape's density and placed around it without touching it.`,
    note: `${percent} % of each cloud's points are clutter from shapes ${where}, as background; --clutter changes the share, --masks brings your own regions`,
  };
}
