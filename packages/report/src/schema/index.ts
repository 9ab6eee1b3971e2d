export * from "./misfit.ts";
export * from "./report-schema.ts";
