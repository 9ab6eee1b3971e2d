// A picture held as the bytes it is decoded to: its numbers, four times as many bytes, are made again when it is measured.

import type { Look, UnitInput } from "@stillpoint/core";
import {
  bytesFromPixels,
  drawMask,
  drawPicture,
  type Grid,
  type ImageFile,
  type ImageSample,
  imageTensor,
  type Normalisation,
  pixelsFromBytes,
} from "@stillpoint/image";
import { topFolder } from "../file-names.ts";
import type { ShownSample } from "../fitted-samples.ts";
import { bytesOf, type Layout, type PictureInput } from "./picture-input.ts";

/** How a network takes a picture. */
export interface PictureForm {
  readonly normalisation: Normalisation;
  readonly grid: Grid;
  /** The network's image input. */
  readonly input: string;
  readonly layout: Layout;
  /** What the input takes; normalised pixels unless given. */
  readonly type?: PictureInput["type"];
  /** How the perturbed tensor lies; as the input does unless given. */
  readonly perturbedLayout?: Layout;
}

/** A picture with its mask, and which of its pixels each unit has. */
export interface HeldPicture {
  readonly id: string;
  readonly file: Pick<ImageFile, "height" | "width" | "channels" | "bytes">;
  readonly mask: ImageSample["mask"];
  readonly units: UnitInput["units"];
  readonly unitOf: UnitInput["unitOf"];
}

/** The sample of a picture. Its `input` is made each time it is asked for. */
export function heldSample(picture: HeldPicture, form: PictureForm): ShownSample {
  const { id, file, units } = picture;
  const { height, width } = file;
  const unitOf = { data: picture.unitOf.data, shape: unitShape(picture, form) };
  return {
    info: { id, group: topFolder(id) ?? "all", units },
    get input(): UnitInput {
      const pixels = pixelsFromBytes(file, form.normalisation);
      const tensor = imageTensor({ pixels, height, width }, form.layout);
      const { type = "float32" } = form;
      return { inputs: { [form.input]: type === "float32" ? tensor : bytesOf(tensor, type) }, unitOf, units };
    },
    look: lookOf(picture, form),
  };
}

/** `[1, H, W]` where channels of the perturbed tensor come first, `[H, W, 1]` where last. */
function unitShape({ file }: HeldPicture, { layout, perturbedLayout = layout }: PictureForm): readonly number[] {
  const { height, width } = file;
  return perturbedLayout === "channels-first" ? [1, height, width] : [height, width, 1];
}

function lookOf({ id, file, mask }: HeldPicture, { grid, normalisation }: PictureForm): Look {
  const { height, width } = file;
  const title = id.split("/").at(-1) ?? id;
  const [rows, cols] = grid === "pixel" ? [height, width] : grid;
  return {
    title,
    layout: { kind: "grid", rows, cols },
    picture: () =>
      drawPicture(bytesFromPixels(pixelsFromBytes(file, normalisation), height, width, normalisation), title),
    annotation: () => drawMask(mask, height, width, `object mask of ${title}`),
  };
}
