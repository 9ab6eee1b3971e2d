export * from "./backends.ts";
export * from "./feature-model.ts";
export * from "./network.ts";
export * from "./pool.ts";
export * from "./protocol.ts";
export * from "./rows.ts";
export * from "./run-once.ts";
export * from "./training-session.ts";
