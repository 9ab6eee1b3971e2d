// Point clouds from Blobs, as they are annotated or among as much clutter as one likes.

import { readPly, readXyz, upsample } from "@stillpoint/pointcloud";
import {
  type Files,
  type FittedNetwork,
  type FittedSamples,
  fitClouds,
  readPointAnnotation,
  textLists,
} from "@stillpoint/preprocess";
import type { FitChoices } from "./choices.ts";
import { type ShapeFiles, shapeFiles, shapeId, xyzBytes } from "./cloud-files.ts";
import type { Source } from "./protocol.ts";

/** What clutter is taken from where nothing else was dropped. */
const EMBEDDED = "the embedded run";

export interface FittedCloud extends FittedSamples {
  /** Ids of all shapes that there are to choose from. */
  readonly shapes: readonly string[];
}

/**
 * The chosen shape alone. Its regions are those given or, without them and wherever a share of clutter is asked for,
 * clutter around its own points; a share of 0 leaves it alone. Throws what `fitClouds` throws.
 */
export async function fitShapes(
  network: FittedNetwork,
  { clouds, masks, others, which = 0 }: Source & { readonly kind: "clouds" },
  { clutter, scale }: FitChoices,
): Promise<FittedCloud> {
  const given = await shapeFiles(clouds, masks);
  const lists = textLists(given.shapes);
  const shapes = given.shapes.names
    .filter((name) => !lists.includes(name))
    .map(shapeId)
    .sort();
  const chosen = shapes[Math.max(0, Math.min(shapes.length - 1, which))];
  const only = chosen === undefined ? [] : [chosen];
  if (clutter === undefined && given.regions !== undefined) {
    return { ...(await fitClouds(network, { clouds: given.shapes, masks: given.regions, scale, only })), shapes };
  }
  const filled = new Map<string, string>();
  const own = objectsOf(given, filled);
  const elsewhere = clutter !== 0 && shapes.length === 1 && others !== undefined && others.clouds.length > 0;
  const sources = elsewhere ? objectsOf(await shapeFiles(others.clouds, others.masks), new Map()) : undefined;
  const clutterFrom = sources && { ...sources, place: EMBEDDED };
  const fitted = await fitClouds(network, {
    clouds: own,
    only,
    // Clutter brings its own scale.
    ...(clutter === 0 ? { alone: true, scale } : { clutter, clutterFrom }),
  });
  const note = filled.get(chosen ?? "");
  return { ...fitted, shapes, notes: note === undefined ? fitted.notes : [...fitted.notes, note] };
}

/**
 * The shapes without what their regions call background. The network takes as many points as before, so those of the
 * shape get company from between them: what was done goes into `filled` by the shape's id.
 */
function objectsOf({ shapes, regions }: ShapeFiles, filled: Map<string, string>): Files {
  if (regions === undefined) return shapes;
  const annotated = new Map(
    shapes.names
      .filter((name) => !/\.(off|obj)$/i.test(name) && regions.names.includes(`${shapeId(name)}.txt`))
      .map((name) => [`${shapeId(name)}.xyz`, name]),
  );
  const whole = shapes.names.filter((name) => ![...annotated.values()].includes(name));
  return {
    place: shapes.place,
    names: [...annotated.keys(), ...whole],
    read: async (name) => {
      const file = annotated.get(name);
      if (file === undefined) return shapes.read(name);
      const { own, points } = await objectOf(shapes, regions, file);
      const count = points.length - own.length;
      const note = `its ${own.length / 3} own points, and in the place of its background ${count / 3} more between them`;
      if (count > 0) filled.set(shapeId(name), note);
      return xyzBytes(points);
    },
  };
}

async function objectOf(
  shapes: Files,
  masks: Files,
  name: string,
): Promise<{ readonly own: Float32Array; readonly points: Float32Array }> {
  const place = `${shapes.place}/${name}`;
  const bytes = await shapes.read(name);
  const points = /\.ply$/i.test(name)
    ? readPly(bytes, place).vertices
    : readXyz(new TextDecoder().decode(bytes), place).points;
  const id = shapeId(name);
  const { regions } = await readPointAnnotation(masks, id);
  const own = points.filter((_, k) => regions[Math.floor(k / 3)] === "foreground");
  const key = { seed: 0, sample: id, purpose: "upsample", pass: 0 };
  return { own, points: upsample(own, points.length / 3, key) };
}
