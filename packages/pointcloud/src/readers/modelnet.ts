// ModelNet40 as HDF5 batches, the form PointNet's authors prepared.

import { ensure, StillpointError } from "@stillpoint/core";
import { type Dataset, File, type Group } from "jsfive";
import { checkPoints } from "../sample.ts";

export interface LabelledClouds {
  /** `[S, N, 3]` */
  readonly points: Float32Array;
  readonly shape: readonly [clouds: number, points: number, coordinates: number];
  /** `[S]` class indices. */
  readonly labels: Int32Array;
}

/**
 * The clouds of one HDF5 file: datasets `data` `[S, N, 3]` and `label` `[S]` or `[S, 1]`.
 *
 * Throws `INPUT` naming the file for bytes that are no HDF5 file, a missing dataset, shapes that do not fit together
 * and a label that is no whole number from 0; what `checkPoints` throws for a cloud with NaN, named by its index.
 */
export function readModelNet(bytes: Uint8Array, file = "hdf5"): LabelledClouds {
  try {
    return cloudsOf(open(bytes, file), file);
  } catch (cause) {
    if (cause instanceof StillpointError) throw cause;
    // The reader throws whatever it met: range errors, texts, numbers.
    const reason = cause instanceof Error ? cause.message : String(cause);
    const message = `${file}: expected a whole HDF5 file; got one that cannot be read (${reason.slice(0, 80)}); fetch the file again`;
    throw new StillpointError("INPUT", message, { cause });
  }
}

function cloudsOf(root: Group, file: string): LabelledClouds {
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
  const points = Float32Array.from(data.value, Number);
  const labels = Float64Array.from(label.value, Number);
  ensure(
    points.length === clouds * count * 3 && labels.length === clouds,
    "INPUT",
    () =>
      `${file}: expected ${clouds * count * 3} coordinates and ${clouds} labels; got ${points.length} and ${labels.length}; fetch the file again`,
  );
  for (let k = 0; k < clouds; k++)
    checkPoints(`${file}, cloud ${k}`, points.subarray(3 * k * count, 3 * (k + 1) * count));
  const bad = labels.findIndex((value) => !(Number.isInteger(value) && value >= 0));
  ensure(
    bad < 0,
    "INPUT",
    () => `${file}, label ${bad}: expected a whole number from 0; got ${labels[bad]}; mend the file`,
  );
  return { points, shape: [clouds, count, 3], labels: Int32Array.from(labels) };
}

function open(bytes: Uint8Array, file: string): Group {
  try {
    return new File(Uint8Array.from(bytes).buffer, file);
  } catch (cause) {
    const message = `${file}: expected an HDF5 file; got ${bytes.length} bytes of something else; check the path`;
    throw new StillpointError("INPUT", message, { cause });
  }
}

function datasetOf(root: Group, name: string, file: string): Dataset {
  ensure(
    root.keys.includes(name),
    "INPUT",
    () =>
      `${file}: expected datasets "data" and "label"; got ${root.keys.join(", ") || "none"}; is this a ModelNet40 batch?`,
  );
  const found = root.get(name);
  ensure(
    "shape" in found,
    "INPUT",
    () => `${file}, ${name}: expected a dataset; got a group; is this a ModelNet40 batch?`,
  );
  return found;
}
