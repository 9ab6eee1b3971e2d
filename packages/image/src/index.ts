export * from "./adapter.ts";
export * from "./bytes.ts";
export * from "./colour-map.ts";
export * from "./draw.ts";
export * from "./folder.ts";
export * from "./grid.ts";
export * from "./modality.ts";
export * from "./png.ts";
export type { ImageSample } from "./sample.ts";
