export * from "./backend.ts";
export * from "./graph-model.ts";
export * from "./layers-model.ts";
export type { TensorFlow } from "./tensorflow.ts";
