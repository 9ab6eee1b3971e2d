export {
  FINDINGS_SCHEMA,
  type Findings,
  type FindingsRun,
  findingsJsonSchema,
  findingsSchema,
  parseFindings,
} from "../findings/findings.ts";
export * from "./misfit.ts";
export * from "./report-schema.ts";
