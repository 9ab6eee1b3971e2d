// ModelNet40 and ShapeNetPart as HDF5 batches, the form PointNet's authors prepared.

import { ensure, StillpointError } from "@stillpoint/core";
import { checkPoints } from "../sample.ts";
import { datasetAt, type Hdf5Dataset } from "./hdf5/dataset.ts";
import { type Hdf5File, hdf5Start, openHdf5 } from "./hdf5/group.ts";

export interface LabelledClouds {
  /** `[S, N, 3]` */
  readonly points: Float32Array;
  readonly shape: readonly [clouds: number, points: number, coordinates: number];
  /** `[S]` class indices. */
  readonly labels: Int32Array;
  /** `[S * N]` the part each point belongs to, as ShapeNetPart numbers them; absent where the file has none. */
  readonly parts?: Int32Array;
}

/**
 * The clouds of one HDF5 file, old format or latest, plain or with gzip, lzf, shuffle and fletcher32: datasets `data`
 * `[S, N, 3]`, `label` `[S]` or `[S, 1]` and, as in ShapeNetPart, `pid` `[S, N]`.
 *
 * Throws `INPUT` naming the file for bytes that are no HDF5 file, a missing dataset, shapes that do not fit together
 * and a label or part that is no whole number from 0; what `checkPoints` throws for a cloud with NaN, named by its index.
 */
export function readModelNet(bytes: Uint8Array, file = "hdf5"): LabelledClouds {
  const start = hdf5Start(bytes);
  ensure(
    start >= 0,
    "INPUT",
    () => `${file}: expected an HDF5 file; got ${bytes.length} bytes of something else; check the path`,
  );
  const root = within(file, () => openHdf5(bytes, start));
  const data = datasetOf(root, "data", file);
  const label = datasetOf(root, "label", file);
  const [clouds = 0, count = 0, coordinates = 0] = data.shape;
  ensure(
    data.shape.length === 3 && coordinates === 3 && clouds > 0,
    "INPUT",
    () => `${file}, data: expected shape [S, N, 3]; got [${data.shape}]; write x, y, z of S clouds of N points`,
  );
  ensure(
    label.shape[0] === clouds && label.shape.slice(1).every((size) => size === 1),
    "INPUT",
    () =>
      `${file}, label: expected shape [${clouds}, 1] for [${data.shape}] of data; got [${label.shape}]; write one label a cloud`,
  );
  const points = Float32Array.from(within(`${file}, data`, data.read));
  const labels = within(`${file}, label`, label.read);
  ensure(
    points.length === clouds * count * 3 && labels.length === clouds,
    "INPUT",
    () =>
      `${file}: expected ${clouds * count * 3} coordinates and ${clouds} labels; got ${points.length} and ${labels.length}; fetch the file again`,
  );
  for (let k = 0; k < clouds; k++)
    checkPoints(`${file}, cloud ${k}`, points.subarray(3 * k * count, 3 * (k + 1) * count));
  const parts = root.objects.has("pid") ? partsOf(datasetOf(root, "pid", file), [clouds, count], file) : undefined;
  return {
    points,
    shape: [clouds, count, 3],
    labels: wholeNumbers(labels, `${file}, label`),
    ...(parts === undefined ? {} : { parts }),
  };
}

function partsOf({ shape, read }: Hdf5Dataset, [clouds, count]: readonly [number, number], file: string): Int32Array {
  ensure(
    shape.length === 2 && shape[0] === clouds && shape[1] === count,
    "INPUT",
    () =>
      `${file}, pid: expected shape [${clouds}, ${count}], a part for every point of data; got [${shape}]; write the parts anew`,
  );
  return wholeNumbers(within(`${file}, pid`, read), `${file}, pid`);
}

function wholeNumbers(values: ArrayLike<number>, subject: string): Int32Array {
  const found = Int32Array.from(values);
  const bad = found.findIndex((value, k) => !(value === values[k] && value >= 0));
  ensure(
    bad < 0,
    "INPUT",
    () => `${subject} ${bad}: expected a whole number from 0; got ${values[bad]}; mend the file`,
  );
  return found;
}

/** Puts the file's name before what the reader says. */
function within<T>(file: string, run: () => T): T {
  try {
    return run();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const known = cause instanceof StillpointError;
    const message = known ? reason : `expected a whole HDF5 file; got ${reason.slice(0, 80)}; fetch the file again`;
    throw new StillpointError("INPUT", `${file}: ${message}`, { cause });
  }
}

function datasetOf({ file: bytes, objects }: Hdf5File, name: string, file: string): Hdf5Dataset {
  const address = objects.get(name);
  ensure(
    address !== undefined,
    "INPUT",
    () =>
      `${file}: expected datasets "data" and "label"; got ${[...objects.keys()].join(", ") || "none"}; is this a batch of ModelNet40 or ShapeNetPart?`,
  );
  const found = within(`${file}, ${name}`, () => datasetAt(bytes, address));
  ensure(
    found !== undefined,
    "INPUT",
    () => `${file}, ${name}: expected a dataset; got a group; is this a batch of ModelNet40 or ShapeNetPart?`,
  );
  return found;
}
