// Masks as they come: a folder of pictures, or the annotation that they are drawn from.

import { existsSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { annotatedMasks, type PictureFiles, readCocoRegions, readCubBoxes, readVocBoxes } from "@stillpoint/preprocess";
import { folderFiles } from "./folder-files.ts";
import { pictureFolder } from "./picture-folder.ts";
import { readTextFile } from "./text-file.ts";

/**
 * A folder of masks, COCO's instances (a JSON file), a folder of Pascal VOC's or ILSVRC's XML, or CUB's `bounding_boxes.txt` with
 * `images.txt` beside it. Throws `INPUT`.
 */
export async function maskFiles(path: string): Promise<PictureFiles> {
  const isFile = existsSync(path) && statSync(path).isFile();
  if (isFile && /\.json$/i.test(path)) return annotatedMasks(path, readCocoRegions(readTextFile(path, "--masks")));
  if (isFile && /\.txt$/i.test(path)) {
    const images = join(dirname(path), "images.txt");
    return annotatedMasks(path, readCubBoxes(readTextFile(path, "--masks"), readTextFile(images, "--masks")));
  }
  if (isFile || !existsSync(path)) return pictureFolder(path);
  const files = folderFiles(path, { what: "masks", option: "--masks" });
  if (!files.names.some((name) => /\.xml$/i.test(name))) return pictureFolder(path);
  return annotatedMasks(path, await readVocBoxes(files));
}
