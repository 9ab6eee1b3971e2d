export * from "./adapter-contract.ts";
export * from "./allclose.ts";
export * from "./check-gradient.ts";
export * from "./closed-form-layer.ts";
export * from "./linear-layer.ts";
export * from "./pooled-layer.ts";
export * from "./quadratic-layer.ts";
export * from "./synthetic-matrix.ts";
