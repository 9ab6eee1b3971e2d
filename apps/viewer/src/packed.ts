// What the makers and readers of a page's data need of its form.

export { type PackedMap, packedMap, unpackedMap } from "./packed-map.ts";
export { type PackedLook, type PackedPicture, type PackedPictures, unpackedPictures } from "./packed-picture.ts";
