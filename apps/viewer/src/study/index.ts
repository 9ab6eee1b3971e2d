export * from "./claim.ts";
export * from "./finding-forest.ts";
export * from "./static-page.ts";
export * from "./study-page.ts";
export * from "./told-number.ts";
