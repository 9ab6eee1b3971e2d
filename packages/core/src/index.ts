export * from "./contract.ts";
export * from "./entropy-map.ts";
export * from "./errors.ts";
export * from "./measurement.ts";
export * from "./task-result.ts";
