// What the name of a file says.

/** The path without the ending of its file. */
export function stemOf(path: string): string {
  return path.replace(/\.[^./]+$/, "");
}

/** The path of a picture that is saved as PNG. */
export function asPng(path: string): string {
  return `${stemOf(path)}.png`;
}
