// Content types of the site's files: WebAssembly compiles while it loads, and modules run, only where these are right.

const TEXT: ReadonlyMap<string, string> = new Map(
  Object.entries({
    html: "text/html",
    js: "text/javascript",
    mjs: "text/javascript",
    css: "text/css",
    json: "application/json",
    webmanifest: "application/manifest+json",
    svg: "image/svg+xml",
    txt: "text/plain",
    md: "text/markdown",
  }),
);

const BINARY: ReadonlyMap<string, string> = new Map(
  Object.entries({
    wasm: "application/wasm",
    gz: "application/gzip",
    png: "image/png",
    jpg: "image/jpeg",
    jpeg: "image/jpeg",
    webp: "image/webp",
    woff2: "font/woff2",
  }),
);

/** The content type of a file by the ending of its name; `application/octet-stream` for one of no known ending. */
export function contentType(name: string): string {
  const ending = name.slice(name.lastIndexOf(".") + 1).toLowerCase();
  const text = TEXT.get(ending);
  if (text !== undefined) return `${text}; charset=utf-8`;
  return BINARY.get(ending) ?? "application/octet-stream";
}
