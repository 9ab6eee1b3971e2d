export * from "./backend.ts";
export type { BackendName } from "./backend-name.ts";
export { fromGraphModel, type GraphModelOptions, type GraphNetwork } from "./graph-model.ts";
export { withScopes } from "./graph-scopes.ts";
export { inspectTfjs } from "./inspection.ts";
export { fromLayersModel, type LayersModelOptions, type LayersNetwork } from "./layers-model.ts";
export {
  describeModel,
  isModelJson,
  type ModelDescription,
  type ModelFormat,
  type ReadShard,
  type WeightEntry,
} from "./model-files.ts";
export { openSavedNetwork, type SavedNetwork } from "./network.ts";
export type { NetworkNode, NetworkPort, NetworkShape, NetworkWeight } from "./network-names.ts";
export { ONLY_IDS, shadowModel } from "./shadow-model.ts";
export type { TensorFlow } from "./tensorflow.ts";
export { hasTextMaximum } from "./text-maximum.ts";
export { openTfjsNetwork, type TfjsNetwork } from "./tfjs-network.ts";
