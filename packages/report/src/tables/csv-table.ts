// CSV as pandas and spreadsheets write it, record by record: no text of the whole file is made.

import { ID, isRead, LABEL, LOGIT, LOGITS } from "./column-names.ts";
import { type ColumnTable, someOf, type TableColumn, tableFault } from "./column-table.ts";

const [NEWLINE, RETURN, QUOTE] = [10, 13, 34];
const SEPARATORS = [",", "\t", ";"] as const;
const FRACTION = /^[+-]?\d*\.\d+(e[+-]?\d+)?$/i;
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/**
 * The table of a CSV with a header: columns `id` and `label` as texts, every other one as numbers; beside columns called
 * `logit_0` and so on, others are passed over. Separated by commas, or by
 * tabs or semicolons where the header has no comma; quotes as RFC 4180; empty lines at the end are passed over.
 *
 * @throws StillpointError INPUT naming file, line and column: no header, a name twice or none, a row of another length, a text
 * that is no number
 */
export function readCsvTable(bytes: Uint8Array, place: string): ColumnTable {
  ensureText(bytes, place);
  const records = recordsOf(bytes, place);
  const head = records.next().value;
  if (head === undefined) throw tableFault(place, "a header and rows", "no line", "write the table again");
  const separator = SEPARATORS.find((one) => head.text.includes(one)) ?? ",";
  const names = fieldsOf(head.text.replace(/^\uFEFF/, ""), separator).map((name) => name.trim());
  ensureNames(names, place);
  const read = names.map(isRead(names));
  const texts = names.map((name): string[] | undefined => (ID.test(name) || LABEL.test(name) ? [] : undefined));
  const numbers = names.map((): number[] => []);
  const lines: number[] = [];
  for (const { text, line } of records) {
    const fields = fieldsOf(text, separator);
    if (fields.length !== names.length)
      throw tableFault(
        `${place}, line ${line}`,
        `${names.length} fields as the header has`,
        `${fields.length}`,
        "quote texts that hold the separator",
      );
    lines.push(line);
    for (const [k, field] of fields.entries()) {
      const own = texts[k];
      if (own !== undefined) own.push(field.trim());
      else if (read[k]) numbers[k]?.push(numberAt(field, place, line, names[k] ?? ""));
    }
  }
  if (lines.length === 0) throw tableFault(place, "rows below its header", "none", "write the table again");
  const columns = names.flatMap((name, k): readonly TableColumn[] => {
    const own = texts[k];
    if (own !== undefined) return [{ kind: "texts", name, values: own }];
    if (!read[k]) return [];
    return [{ kind: "numbers", name, values: Float64Array.from(numbers[k] ?? []), width: 1, float16: false }];
  });
  return { place, rows: lines.length, columns, rowName: (row) => `line ${lines[row]}` };
}

/** What people take for a table by its ending, by its first bytes. */
function ensureText(bytes: Uint8Array, place: string): void {
  const [first, second] = bytes;
  if (first === 0x1f && second === 0x8b) throw tableFault(place, "a table as text", "a gzip file", "unpack it");
  if (first === 0x50 && second === 0x4b)
    throw tableFault(place, "a table as text", "a zip or spreadsheet file", "save the sheet as CSV UTF-8");
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff))
    throw tableFault(place, "UTF-8", "UTF-16", "save it as CSV UTF-8");
  if (bytes.includes(RETURN) && !bytes.includes(NEWLINE))
    throw tableFault(place, "lines that end in a newline", "lines that end in returns alone", "save it anew");
}

function ensureNames(names: readonly string[], place: string): void {
  const nameless = names.findIndex((name) => name === "" || /^unnamed: \d+$/i.test(name));
  if (nameless !== -1)
    throw tableFault(
      `${place}, line 1`,
      "a name for every column",
      `none in column ${nameless + 1}`,
      "where pandas wrote its index there, write index_label='id' if it names the samples, or index=False",
    );
  const twin = names.find((name, k) => names.indexOf(name) < k);
  if (twin !== undefined)
    throw tableFault(`${place}, line 1`, "each column once", `${twin} twice`, "rename one of the two");
  // A row of data in the header's place has numbers with fractions, which no class is called.
  const header = names.some((name) => ID.test(name) || LABEL.test(name) || LOGIT.test(name) || LOGITS.test(name));
  if (names.every((name) => NUMBER.test(name)) || (!header && names.some((name) => FRACTION.test(name))))
    throw tableFault(
      `${place}, line 1`,
      "a header with names",
      `numbers (${someOf(names, 3)})`,
      "write a line such as id,label,logit_0,logit_1 before the rows",
    );
}

function numberAt(field: string, place: string, line: number, column: string): number {
  const text = field.trim();
  if (NUMBER.test(text)) return Number(text);
  throw tableFault(
    `${place}, line ${line}, column ${column}`,
    "a finite number",
    text === "" ? "nothing" : text.slice(0, 40),
    remedyOf(text, column),
  );
}

function remedyOf(text: string, column: string): string {
  if (/^[+-]?\d+,\d+$/.test(text)) return "write decimals with a point";
  if (/^[[(]/.test(text)) return "write one column for each class, logit_0, logit_1, ...";
  return column === "" || /logit/i.test(column)
    ? "take the sample's logits again"
    : "name texts id or label, leave others out";
}

interface CsvRecord {
  readonly text: string;
  /** Its first line, counted from 1. */
  readonly line: number;
}

/** Lines of a table; within quotes a line goes on. */
function* recordsOf(bytes: Uint8Array, place: string): Generator<CsvRecord, undefined> {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  let [start, first, line, quoted] = [0, 1, 1, false];
  for (let at = 0; at <= bytes.length; at++) {
    const byte = bytes[at];
    if (byte === QUOTE) quoted = !quoted;
    if (byte === NEWLINE) line += 1;
    if (at < bytes.length && (byte !== NEWLINE || quoted)) continue;
    if (at === bytes.length && quoted)
      throw tableFault(`${place}, line ${first}`, "a quote that ends", "the end of the file", "close it");
    const end = bytes[at - 1] === RETURN ? at - 1 : at;
    if (end > start) yield { text: decoded(decoder, bytes.subarray(start, end), place, first), line: first };
    [start, first] = [at + 1, line];
  }
}

function decoded(decoder: InstanceType<typeof TextDecoder>, bytes: Uint8Array, place: string, line: number): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw tableFault(`${place}, line ${line}`, "UTF-8", "other bytes", "save it as UTF-8");
  }
}

function fieldsOf(text: string, separator: string): string[] {
  if (!text.includes('"')) return text.split(separator);
  const fields: string[] = [];
  for (let at = 0; at <= text.length; ) {
    if (text[at] === '"') {
      let end = at + 1;
      while (end < text.length && (text[end] !== '"' || text[end + 1] === '"')) end += text[end] === '"' ? 2 : 1;
      const next = text.indexOf(separator, end);
      const until = next === -1 ? text.length : next;
      fields.push(text.slice(at + 1, end).replaceAll('""', '"') + text.slice(end + 1, until).trim());
      at = until + 1;
    } else {
      const next = text.indexOf(separator, at);
      const until = next === -1 ? text.length : next;
      fields.push(text.slice(at, until));
      at = until + 1;
    }
  }
  return fields;
}
