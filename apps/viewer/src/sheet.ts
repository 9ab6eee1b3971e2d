// The numbers behind a figure as a table of text: CSV.

export type SheetCell = string | number | null;

export interface Sheet {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly SheetCell[])[];
}

/** A cell of RFC 4180; a text that a spreadsheet would take for a formula gets an apostrophe. */
function cellText(cell: SheetCell): string {
  if (cell === null) return "";
  if (typeof cell === "number") return Number.isFinite(cell) ? String(cell) : "";
  const text = /^[=+@\t\r-]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The sheet as CSV, lines ending as RFC 4180 says, numbers in full, an empty cell where there is none. */
export function csvText({ columns, rows }: Sheet): string {
  return [columns, ...rows].map((row) => `${row.map(cellText).join(",")}\r\n`).join("");
}

/** Numbers of a cell in full, for its tag: the figure shows them rounded. */
export function exact(...numbers: readonly (number | null)[]): string {
  return ` data-numbers="${numbers.map((number) => number ?? "").join(" ")}"`;
}

/** What `exact` wrote. */
export function exactNumbers(text: string): (number | null)[] {
  return text.split(" ").map((one) => (one === "" ? null : Number(one)));
}

/** A name for a file, of whatever stands over a figure. */
export function fileName(...parts: readonly string[]): string {
  const slug = parts
    .join(" ")
    .normalize("NFKD")
    .replaceAll(/[^A-Za-z0-9]+/g, "-")
    .replaceAll(/^-+|-+$/g, "")
    .toLowerCase();
  return slug.slice(0, 120) || "stillpoint";
}
