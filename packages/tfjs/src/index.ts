export * from "./backend.ts";
export type { BackendName } from "./backend-name.ts";
export * from "./graph-model.ts";
export * from "./layers-model.ts";
export type { TensorFlow } from "./tensorflow.ts";
