export * from "./adapter.ts";
export * from "./mesh.ts";
export * from "./neighbours.ts";
export * from "./normalise.ts";
export * from "./readers/obj.ts";
export * from "./sample.ts";
export * from "./subsample.ts";
