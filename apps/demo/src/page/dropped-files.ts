// Files of a drop, those in folders too.

import type { NamedFile } from "../lab/protocol.ts";

/**
 * Every file below what was dropped, by its path; the browser forgets the drop when this returns. Hidden files and
 * folders are left out, and so is what cannot be read: whoever needs it says that it is missing.
 */
export async function droppedFiles({ items, files }: DataTransfer): Promise<NamedFile[]> {
  const entries = [...items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  if (entries.length === 0) return [...files].map((file) => ({ name: file.name, content: file }));
  const found = await Promise.all(entries.map((entry) => filesBelow(entry)));
  return found.flat();
}

/** Files of an input that takes a folder, by their paths. */
export function pickedFiles(files: FileList | null): NamedFile[] {
  const named = [...(files ?? [])].map((file) => ({ name: file.webkitRelativePath || file.name, content: file }));
  return named.filter(({ name }) => !name.split("/").some(isHidden));
}

function isHidden(name: string): boolean {
  return name.startsWith(".");
}

async function filesBelow(entry: FileSystemEntry, folder = ""): Promise<NamedFile[]> {
  const name = `${folder}${entry.name}`;
  if (isHidden(entry.name)) return [];
  if (isFile(entry)) {
    const content = await new Promise<File | undefined>((resolve) => entry.file(resolve, () => resolve(undefined)));
    return content === undefined ? [] : [{ name, content }];
  }
  if (!isFolder(entry)) return [];
  const reader = entry.createReader();
  const found: NamedFile[] = [];
  // A reader gives at most a hundred entries at a time; asked for one by one, thousands leave the page awake.
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve) => reader.readEntries(resolve, () => resolve([])));
    if (some.length === 0) return found;
    for (const each of some) found.push(...(await filesBelow(each, `${name}/`)));
  }
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}
