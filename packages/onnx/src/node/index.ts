export * from "./leave.ts";
export * from "./node-runtime.ts";
export * from "./providers.ts";
export * from "./run-once.ts";
