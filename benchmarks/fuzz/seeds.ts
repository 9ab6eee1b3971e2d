// Files that are whole, in forms that need a library to write.

import { encodePng } from "@stillpoint/image";
import { mergeShards, writeShard } from "@stillpoint/report";
import sharp, { type Sharp } from "sharp";

const SIDE = 12;

/** The same small picture in every format that is read. */
export async function pictureSeeds(): Promise<Uint8Array[]> {
  const bytes = Uint8Array.from({ length: SIDE * SIDE * 3 }, (_, k) => (k * 37) % 256);
  const picture = (): Sharp => sharp(bytes, { raw: { width: SIDE, height: SIDE, channels: 3 } });
  const written = await Promise.all([
    picture().png().toBuffer(),
    picture().png({ palette: true, colours: 8 }).toBuffer(),
    picture().toColourspace("rgb16").png().toBuffer(),
    picture().withMetadata({ orientation: 6 }).jpeg().toBuffer(),
    picture().gif().toBuffer(),
    picture().webp({ lossless: true }).toBuffer(),
    picture().tiff({ compression: "lzw" }).toBuffer(),
  ]);
  return [encodePng({ height: SIDE, width: SIDE, channels: 3, bytes }), ...written.map((one) => new Uint8Array(one))];
}

/** A job's measurements as a run leaves them. */
export function shardSeed(): Uint8Array {
  const entropies = Float64Array.of(-3.25, -2, Math.PI);
  const key = { task: "image/own", layer: "fc1", seed: 2, role: "distilled", step: 38, sample: "cat-1" } as const;
  return writeShard({
    job: "0003/fc1/2/distilled/38",
    exclusions: [{ sample: "cow-3", reason: "no background unit" }],
    maps: [
      {
        measurement: {
          key,
          map: {
            recipe: "limit",
            entropies,
            standardErrors: entropies.map((_, k) => k / 7),
            meanEntropy: -1,
            referenceDistortion: 0.125,
            distortion: 0.5,
            nonLinearity: 1.01,
            passes: 32,
            unitsAtBound: 1,
            monteCarloError: 0.031,
            stop: "closed-form",
          },
        },
        units: Array.from(entropies, (_, k) => ({ label: `patch ${k}`, region: k < 1 ? "foreground" : "background" })),
      },
    ],
  });
}

/** entropies.parquet of two jobs. */
export async function mergedSeed(): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  await mergeShards(
    ["a", "b"].map((name) => ({ name, bytes: shardSeed() })),
    (chunk) => chunks.push(chunk),
  );
  return new Uint8Array(Buffer.concat(chunks));
}
