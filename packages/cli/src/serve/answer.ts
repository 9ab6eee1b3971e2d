// What a request for the site is answered.

import { SITE_HEADERS } from "@stillpoint/demo";
import type { SiteFile } from "./site-files.ts";

export interface SiteRequest {
  readonly method: string;
  /** As it stands in the request: a path, perhaps with `?`. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

export interface SiteAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Left out of answers to HEAD by whoever sends it. */
  readonly body: Uint8Array;
}

/** Names of this machine for itself. Under another name a page of the internet could read what it must not. */
const OWN_HOSTS = /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d{1,5})?$/i;
const METHODS = ["GET", "HEAD"];

/** The answer to one request; never rejects for what a request says. */
export async function answer(files: ReadonlyMap<string, SiteFile>, request: SiteRequest): Promise<SiteAnswer> {
  const header = (name: string): string => String(request.headers[name] ?? "");
  if (!OWN_HOSTS.test(header("host")))
    return refusal(
      421,
      "host: expected 127.0.0.1 or localhost; got another; open the address that the command printed",
    );
  if (!METHODS.includes(request.method))
    return refusal(405, "method: expected GET or HEAD; got another; this server only gives files", {
      allow: METHODS.join(", "),
    });
  const path = pathOf(request.target);
  if (path === undefined) return refusal(400, "address: expected a path below /; got one that leads elsewhere");
  const file = files.get(path === "" ? "index.html" : path);
  if (file === undefined) return refusal(404, "address: expected a file of the app; got none of that name");
  return given(file, header("if-none-match"), header("accept-encoding"));
}

/** The file's path, or undefined for what is no plain path: `..`, NUL, backslashes and addresses of other hosts. */
export function pathOf(target: string): string | undefined {
  const [raw = ""] = target.split(/[?#]/);
  if (!raw.startsWith("/")) return undefined;
  let path: string;
  try {
    path = decodeURIComponent(raw.slice(1));
  } catch {
    return undefined;
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
  const isPlain = !/[\u0000-\u001f\\]/.test(path) && path.split("/").every((part) => part !== ".." && part !== ".");
  return isPlain ? path : undefined;
}

async function given(file: SiteFile, held: string, accepted: string): Promise<SiteAnswer> {
  const caching = file.isNamedByContents ? "public, max-age=31536000, immutable" : "no-cache";
  const tag = await file.tag();
  const headers = {
    ...SITE_HEADERS,
    "cache-control": caching,
    etag: tag,
    ...(file.isCompressible ? { vary: "accept-encoding" } : {}),
  };
  if (held.split(",").some((one) => one.trim() === tag)) return { status: 304, headers, body: new Uint8Array() };
  const encoding = await file.encodingFor(accepted);
  const body = await file.body(encoding);
  const encoded: Readonly<Record<string, string>> = encoding === "plain" ? {} : { "content-encoding": encoding };
  return {
    status: 200,
    headers: { ...headers, ...encoded, "content-type": file.type, "content-length": String(body.length) },
    body,
  };
}

/** One sentence, in plain text: nothing of what was asked is repeated. */
export function refusal(status: number, text: string, more: Readonly<Record<string, string>> = {}): SiteAnswer {
  const body = new TextEncoder().encode(`${text}\n`);
  const headers = {
    ...SITE_HEADERS,
    ...more,
    "cache-control": "no-store",
    "content-type": "text/plain; charset=utf-8",
    "content-length": String(body.length),
  };
  return { status, headers, body };
}
