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
export * from "./parquet.ts";
export type { PictureMap, ReportPicture } from "./picture.ts";
export * from "./report.ts";
export * from "./schema.ts";
export type { MeasuredMap, Shard, ShardExclusion } from "./shard.ts";
export type { ByteSink } from "./table-file.ts";
