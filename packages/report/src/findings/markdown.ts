// Pieces of Markdown (GitHub's) in which texts of strangers stay texts.

/** Characters that mean something within a line. */
const MARKS = /[\\`*_{}[\]<>#|~&]/g;

/** A text as one line of Markdown that shows it. */
export function markdownText(text: string): string {
  return text
    .replaceAll(/\s+/g, " ")
    .trim()
    .replace(MARKS, (mark) => (mark === "<" ? "&lt;" : mark === "&" ? "&amp;" : `\\${mark}`))
    .replace(/^([-+])(?=\s)/, "\\$1")
    .replace(/^(\d+)([.)])(?=\s)/, "$1\\$2")
    .replaceAll(/(https?|ftp):/gi, "$1&#58;")
    .replaceAll(/www\./gi, "www&#46;");
}

/** A table; cells are ready Markdown. "" without rows. */
export function markdownTable(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return "";
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |\n`;
  return line(heads) + line(heads.map(() => "---")) + rows.map(line).join("");
}

/** Parts with a blank line between them, empty ones left out, a line break at the end. */
export function markdownParts(parts: readonly string[]): string {
  return `${parts
    .map((part) => part.trim())
    .filter(Boolean)
    .join("\n\n")}\n`;
}
