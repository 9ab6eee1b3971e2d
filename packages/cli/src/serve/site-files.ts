// The files of a static site on disk. Only what is listed here is ever served or copied: no address can lead elsewhere.

import { createHash } from "node:crypto";
import { existsSync, readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import { StillpointError } from "@stillpoint/core";
import { contentType } from "@stillpoint/demo";

export type Encoding = "br" | "gzip";

/** Fast enough to be waited for: 0.4 seconds for ONNX Runtime, a fifth of its 14 MB. */
const BROTLI_QUALITY = 4;
/** Below this, headers outweigh what is saved. */
const SMALL = 1024;
const COMPRESSIBLE = /^text\/|json$|^image\/svg|^application\/wasm/;

/** One file of the site. What is read and made of it is kept: a site is a few dozen files. */
export class SiteFile {
  /** Below the site's folder, with `/`. */
  readonly path: string;
  readonly type: string;
  readonly #place: string;
  readonly #bodies: Map<Encoding | "plain", Promise<Buffer>> = new Map();
  #tag: Promise<string> | undefined;

  constructor(folder: string, path: string) {
    this.path = path;
    this.type = contentType(path);
    this.#place = join(folder, path);
  }

  /** Whether its name changes with its contents, as the build names all under assets/. */
  get isNamedByContents(): boolean {
    return /^assets\/.+-[\w-]{8}\.\w+$/.test(this.path);
  }

  get isCompressible(): boolean {
    return COMPRESSIBLE.test(this.type.replace(/;.*/, ""));
  }

  /** Its bytes, compressed where that is asked for. Throws `STORAGE` for one that is gone. */
  body(encoding: Encoding | "plain"): Promise<Buffer> {
    const kept = this.#bodies.get(encoding);
    if (kept !== undefined) return kept;
    const made = this.#make(encoding);
    this.#bodies.set(encoding, made);
    // A failure is told to whoever asked, and tried again by the next.
    made.catch(() => this.#bodies.delete(encoding));
    return made;
  }

  /** What a browser holds its copy against; weak, because it is one for all encodings. */
  tag(): Promise<string> {
    this.#tag ??= this.body("plain").then(
      (bytes) => `W/"${createHash("sha256").update(bytes).digest("base64url").slice(0, 22)}"`,
    );
    return this.#tag;
  }

  /** The best of what a browser takes; small and compressed files go as they are. */
  async encodingFor(accepted: string): Promise<Encoding | "plain"> {
    if (!this.isCompressible || (await this.body("plain")).length < SMALL) return "plain";
    const taken = accepted.split(",").flatMap((one) => {
      const [name = "", ...parameters] = one.split(";").map((part) => part.trim().toLowerCase());
      return parameters.some((part) => /^q=0(\.0*)?$/.test(part)) ? [] : [name];
    });
    if (taken.includes("br")) return "br";
    return taken.includes("gzip") ? "gzip" : "plain";
  }

  async #make(encoding: Encoding | "plain"): Promise<Buffer> {
    if (encoding === "plain") {
      try {
        return await readFile(this.#place);
      } catch (cause) {
        throw new StillpointError(
          "STORAGE",
          `${this.path}: expected a file that can be read; got none; install again`,
          { cause },
        );
      }
    }
    const bytes = await this.body("plain");
    if (encoding === "gzip") return promisify(gzip)(bytes);
    return promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } });
  }
}

/** All files below a folder, by path. Throws `STORAGE` where there is no site. */
export function siteFiles(folder: string): ReadonlyMap<string, SiteFile> {
  if (!existsSync(join(folder, "index.html")))
    throw new StillpointError(
      "STORAGE",
      `demo: expected the built app in ${folder}; got no index.html; install @stillpoint/demo again, or in the repository run pnpm build`,
    );
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll(sep, "/"));
  return new Map(paths.sort().map((path) => [path, new SiteFile(folder, path)]));
}
