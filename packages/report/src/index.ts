export { type ReportHtmlInput, toReportHtml } from "./html.ts";
export * from "./json.ts";
export type {
  GridLayout,
  PictureLayout,
  PointsLayout,
  TextBlock,
  TextSegment,
  WordsLayout,
} from "./layout.ts";
export * from "./merge.ts";
export type { PictureMap, ReportPicture } from "./picture.ts";
export * from "./report.ts";
export type { ReportRun } from "./run-record.ts";
export * from "./schema.ts";
export type { MeasuredMap, Shard, ShardExclusion } from "./shard.ts";
export { readMerged, readShard, writeShard } from "./shard-file.ts";
export type { ByteSink } from "./table-file.ts";
