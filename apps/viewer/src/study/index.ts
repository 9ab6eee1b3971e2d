export { escapeHtml } from "../escape.ts";
export { plain } from "../number.ts";
export { roleClass, roleName } from "../role.ts";
export { foldout, numberTable } from "../table.ts";
export * from "./claim.ts";
export * from "./finding-forest.ts";
export * from "./static-page.ts";
export * from "./study-page.ts";
export * from "./told-number.ts";
