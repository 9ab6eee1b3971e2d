// One installed @iconify-json package: names and code points to SVG documents.

import { readFile } from "node:fs/promises";
import { join } from "node:path";

/** Fields used of an icon and of the set's defaults. */
interface Icon {
  readonly body: string;
  readonly width?: number;
  readonly height?: number;
  readonly left?: number;
  readonly top?: number;
}

interface IconFile {
  readonly icons: Readonly<Record<string, Icon>>;
  readonly aliases?: Readonly<Record<string, { readonly parent: string }>>;
  readonly width?: number;
  readonly height?: number;
}

interface InfoFile {
  readonly name: string;
  readonly author: { readonly name: string; readonly url: string };
  readonly license: { readonly spdx: string; readonly url: string };
}

export interface IconSet {
  readonly style: string;
  readonly version: string;
  readonly title: string;
  readonly author: { readonly name: string; readonly url: string };
  readonly license: { readonly spdx: string; readonly url: string };
  /** Icon name of an emoji, by code points where the set lists them, else by name; undefined where it has none. */
  find(codes: string, name: string): string | undefined;
  svg(icon: string, pixels: number): string;
}

/** Letters and digits of a name: `Woman’s Hat` -> `womanshat`. */
export const keyOf = (name: string): string =>
  name
    .toLowerCase()
    .normalize("NFD")
    .replace(/[^a-z0-9]/g, "");

const json = async <T>(file: string): Promise<T> => JSON.parse(await readFile(file, "utf8")) as T;

export async function openIconSet(
  folder: string,
  style: string,
  renamed: Readonly<Record<string, string>> = {},
): Promise<IconSet> {
  const root = join(folder, "node_modules", "@iconify-json", style);
  const file = await json<IconFile>(join(root, "icons.json"));
  const chars = await json<Record<string, string>>(join(root, "chars.json"));
  const info = await json<InfoFile>(join(root, "info.json"));
  const { version } = await json<{ version: string }>(join(root, "package.json"));
  const byKey = new Map<string, string>();
  for (const name of [...Object.keys(file.icons), ...Object.keys(file.aliases ?? {})])
    if (!byKey.has(keyOf(name))) byKey.set(keyOf(name), name);

  const find = (codes: string, name: string): string | undefined => {
    const code = codes.toLowerCase().replaceAll(" ", "-");
    const key = keyOf(name);
    return chars[code] ?? chars[code.replaceAll("-fe0f", "")] ?? byKey.get(renamed[key] ?? key);
  };
  const svg = (name: string, pixels: number): string => {
    const icon = file.icons[name] ?? file.icons[file.aliases?.[name]?.parent ?? ""];
    if (icon === undefined) throw new Error(`${style}: expected an icon named ${name}; got none`);
    const width = icon.width ?? file.width ?? 16;
    const height = icon.height ?? file.height ?? 16;
    const box = `${icon.left ?? 0} ${icon.top ?? 0} ${width} ${height}`;
    return `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="${pixels}" height="${pixels}" viewBox="${box}">${icon.body}</svg>`;
  };
  return { style, version, title: info.name, author: info.author, license: info.license, find, svg };
}
