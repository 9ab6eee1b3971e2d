export * from "./answer-agreement.ts";
