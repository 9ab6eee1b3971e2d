export type { CountedMap, CountedMaps } from "./counted-columns.ts";
export {
  FINDINGS_SCHEMA,
  type Findings,
  type FindingsRun,
  findingsJson,
  findingsJsonSchema,
  findingsSchema,
  parseFindings,
} from "./findings/findings.ts";
export { findingsHtml } from "./findings/findings-html.ts";
export { findingsMarkdown } from "./findings/findings-markdown.ts";
export { type ReportHtmlInput, toReportHtml } from "./html.ts";
export * from "./json.ts";
export * from "./merge.ts";
export type { PictureMap, ReportPicture } from "./picture.ts";
export * from "./report.ts";
export type { ReportRun } from "./run-record.ts";
export * from "./schema/report-schema.ts";
export type { MeasuredMap, Shard, ShardExclusion } from "./shard.ts";
export { readMerged, readShard, writeShard } from "./shard-file.ts";
export { parseRun, type RunSource } from "./statement/run-source.ts";
export * from "./statement/statement.ts";
export { parseStatement, statementJson, statementJsonSchema, statementSchema } from "./statement/statement-file.ts";
export { statementHtml } from "./statement/statement-html.ts";
export { statementMarkdown } from "./statement/statement-markdown.ts";
export { type StatementOptions, statementOf } from "./statement/statement-of.ts";
export type { ByteSink } from "./table-file.ts";
