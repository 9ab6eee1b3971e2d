// Files that operating systems and archivers leave among a user's own.

/** Whether a path below a folder is one of these, or lies in such a folder: `._a.jpg`, `.DS_Store`, `__MACOSX/a.jpg`. */
export function isHidden(path: string): boolean {
  return path.split(/[\\/]/).some((part) => part.startsWith(".") || LEFT_BEHIND.has(part.toLowerCase()));
}

const LEFT_BEHIND: ReadonlySet<string> = new Set(["__macosx", "thumbs.db", "desktop.ini"]);
