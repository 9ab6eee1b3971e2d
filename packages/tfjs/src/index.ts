export * from "./backend.ts";
export type { BackendName } from "./backend-name.ts";
export { fromGraphModel, type GraphModelOptions, type GraphNetwork } from "./graph-model.ts";
export { fromLayersModel, type LayersModelOptions, type LayersNetwork } from "./layers-model.ts";
export * from "./model-files.ts";
export { type Network, openSavedNetwork } from "./network.ts";
export type { NetworkNode, NetworkPort, NetworkShape, NetworkWeight } from "./network-names.ts";
export type { TensorFlow } from "./tensorflow.ts";
