// What the path of a file says: its name without ending, its folder.

/** The path without the ending of its file. */
export function stem(path: string): string {
  return path.replace(/\.[^./]+$/, "");
}

/** The first folder of a path, in the notation of any system; undefined for a file in none. */
export function topFolder(path: string): string | undefined {
  const parts = path.split(/[/\\]/);
  return parts.length > 1 ? parts[0] : undefined;
}
