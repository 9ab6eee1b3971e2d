export * from "./report-schema.ts";
