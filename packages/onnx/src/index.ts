export * from "./agreement.ts";
export * from "./feature-model.ts";
export { firstNonFinite, type NonFinite } from "./first-non-finite.ts";
export * from "./network.ts";
export * from "./opener.ts";
export type { Feeds, SessionOptions } from "./protocol.ts";
export { joinRows } from "./rows.ts";
export * from "./runtime.ts";
export * from "./training-session.ts";
