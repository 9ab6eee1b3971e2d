export * from "./browser.ts";
export * from "./web-runtime.ts";
