export * from "./agreement.ts";
export * from "./copies.ts";
export * from "./feature-model.ts";
export * from "./network.ts";
export * from "./opener.ts";
export type { Feeds, SessionOptions } from "./protocol.ts";
export * from "./rows.ts";
export * from "./runtime.ts";
export * from "./training-session.ts";
