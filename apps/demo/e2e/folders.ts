// Folders as a visitor drops them: real ones, so that the page walks through them itself.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Page } from "playwright-core";

/** Files by their paths in it. */
export type FolderFiles = Readonly<Record<string, string | Uint8Array>>;

export interface TemporaryFolder {
  /** Writes files below it and says where they lie. */
  put(folder: string, files: FolderFiles): string;
  remove(): void;
}

export function temporaryFolder(): TemporaryFolder {
  const root = mkdtempSync(join(tmpdir(), "stillpoint-e2e-"));
  return {
    put: (folder, files) => {
      for (const [name, content] of Object.entries(files)) {
        const path = join(root, folder, name);
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, content);
      }
      return join(root, folder);
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

/** Lets files and folders of this machine fall on the page's place for them, as from a file manager. */
export async function dropPaths(page: Page, ...paths: readonly string[]): Promise<void> {
  const place = page.locator(".drop").first();
  await place.scrollIntoViewIfNeeded();
  const box = await place.boundingBox();
  if (box === null) throw new Error("page: expected a place for files; got none");
  const session = await page.context().newCDPSession(page);
  const at = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  for (const type of ["dragEnter", "dragOver", "drop"] as const)
    await session.send("Input.dispatchDragEvent", {
      type,
      ...at,
      data: { items: [], files: [...paths], dragOperationsMask: 1 },
    });
  await session.detach();
}
