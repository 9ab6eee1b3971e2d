// TEMPORARY until the real one.
import type { ViewName, ViewPack } from "./view-pack.ts";

export async function readPack(view: ViewName): Promise<ViewPack> {
  const response = await fetch(`pack/${view}/pack.json`);
  return (await response.json()) as ViewPack;
}

export async function readPackFile(view: ViewName, path: string): Promise<Blob> {
  return (await fetch(`pack/${view}/${path}`)).blob();
}
