// One column of a row group as the Parquet library writes it, byte for byte, but told what repeats: most columns say
// the same for every unit of a map, and the library would compare, hash and count each row of them by itself.

import type { ColumnChunk, SchemaElement } from "hyparquet";
import type { ColumnSource, ParquetWriter } from "hyparquet-writer";
import { writeColumn } from "hyparquet-writer/src/column.js";
import { writeDataPageV2 } from "hyparquet-writer/src/datapage.js";
import { writeDictionaryPage } from "hyparquet-writer/src/dictionary.js";
import { type Coded, codesOf, isWorthCoding } from "./column-codes.ts";
import { statisticsOf } from "./column-statistics.ts";

type Encoder = Parameters<typeof writeColumn>[0]["column"];
type PageData = Parameters<typeof writeColumn>[0]["pageData"];
type Written = ReturnType<typeof writeColumn>;

/** A page of the library's default size; more needs several pages and is the library's business. */
const PAGE_BYTES = 1_048_576;

function encoderOf(parquet: ParquetWriter, element: SchemaElement, root: SchemaElement, source: ColumnSource): Encoder {
  return {
    columnName: source.name,
    element,
    schemaPath: [root, element],
    codec: parquet.codec,
    compressors: { SNAPPY: parquet.compressors.SNAPPY },
    stats: true,
    pageSize: PAGE_BYTES,
    columnIndex: false,
    offsetIndex: true,
    ...(source.encoding ? { encoding: source.encoding } : {}),
  };
}

/** 1 where there is a value, which in a typed array is everywhere; a required column has no levels. */
function pageOf({ data, nullable }: ColumnSource): PageData {
  const definitionLevels = nullable ? new Array<number>(data.length).fill(1) : [];
  if (nullable && Array.isArray(data))
    for (let row = 0; row < data.length; row++) if (data[row] === null) definitionLevels[row] = 0;
  return { values: data, definitionLevels, repetitionLevels: [], maxDefinitionLevel: nullable ? 1 : 0 };
}

/** What the library says of a chunk that has one page. */
function chunkOf(
  { element, codec, columnName }: Encoder,
  { codes, dictionary }: Partial<Coded>,
  data: ColumnSource["data"],
  place: { readonly start: number; readonly dataPage: number; readonly end: number; readonly uncompressed: number },
): ColumnChunk {
  const { type } = element;
  if (type === undefined) throw new Error(`column ${columnName} has no type`);
  const coded = codes !== undefined;
  const encoding = coded ? "RLE_DICTIONARY" : "PLAIN";
  return {
    meta_data: {
      type,
      encodings: coded ? ["PLAIN", encoding] : [encoding],
      path_in_schema: [columnName],
      codec,
      num_values: BigInt(data.length),
      total_compressed_size: BigInt(place.end - place.start),
      total_uncompressed_size: BigInt(place.uncompressed),
      data_page_offset: BigInt(place.dataPage),
      ...(coded ? { dictionary_page_offset: BigInt(place.start) } : {}),
      statistics: statisticsOf(dictionary ?? data, data, type),
      encoding_stats: [
        ...(coded ? [{ page_type: "DICTIONARY_PAGE", encoding: "PLAIN", count: 1 } as const] : []),
        { page_type: "DATA_PAGE_V2", encoding, count: 1 },
      ],
    },
    file_offset: BigInt(place.start),
  };
}

function writeChunk(parquet: ParquetWriter, encoder: Encoder, source: ColumnSource): Written {
  const { writer } = parquet;
  const { data } = source;
  const page = pageOf(source);
  const { type } = encoder.element;
  // flags have an encoding of their own and little to compare
  if (type === "BOOLEAN") return writeColumn({ writer, column: encoder, pageData: page });
  const isText = type === "BYTE_ARRAY";
  const forced = source.encoding === "RLE_DICTIONARY";
  const coded =
    forced || (source.encoding === undefined && isWorthCoding(data, type)) ? codesOf(data, type) : undefined;
  const codes = coded && (forced || coded.pays) ? coded.codes : undefined;
  const valueBytes = codes ? 4 : isText ? undefined : 8;
  // plain text is rare here: one named part among many
  if (valueBytes === undefined || valueBytes * data.length >= PAGE_BYTES)
    return writeColumn({ writer, column: encoder, pageData: page });
  const start = writer.offset;
  let uncompressed = 0;
  if (codes) uncompressed += writeDictionaryPage(writer, encoder, [...(coded?.dictionary ?? [])]);
  const dataPage = writer.offset;
  const encoding = codes ? "RLE_DICTIONARY" : "PLAIN";
  uncompressed += writeDataPageV2({ writer, column: encoder, encoding, pageData: { ...page, values: codes ?? data } });
  const place = { start, dataPage, end: writer.offset, uncompressed };
  return { chunk: chunkOf(encoder, codes && coded ? coded : {}, data, place) };
}

/** Appends the columns, all of one length, as a row group: the bytes are those of `parquet.write`. */
export function writeRowGroup(parquet: ParquetWriter, sources: readonly ColumnSource[]): void {
  const [root, ...elements] = parquet.schema;
  const start = parquet.writer.offset;
  const columns: ColumnChunk[] = [];
  let bytes = 0n;
  for (const [index, source] of sources.entries()) {
    const element = elements[index];
    if (!root || !element) throw new Error(`column ${source.name} is not in the schema`);
    const written = writeChunk(parquet, encoderOf(parquet, element, root, source), source);
    columns.push(written.chunk);
    bytes += written.chunk.meta_data?.total_uncompressed_size ?? 0n;
    parquet.pendingIndexes.push(written);
  }
  const rows = BigInt(sources[0]?.data.length ?? 0);
  parquet.num_rows += rows;
  parquet.row_groups.push({
    columns,
    total_byte_size: bytes,
    num_rows: rows,
    total_compressed_size: BigInt(parquet.writer.offset - start),
  });
  void parquet.writer.flush?.();
}
