// What a build of the site is made of: site.json, and the service worker's own copy of it.

export const SITE_SCHEMA = "stillpoint.site/1";

/**
 * When a file is fetched: `start` with the page, `idle` when nothing else is to do, `use` only where this browser needs
 * it, such as the build of ONNX Runtime for graphics processors.
 */
export type FetchedWhen = "start" | "idle" | "use";

export interface SiteFile {
  /** Below the site's folder, with `/`. */
  readonly path: string;
  readonly bytes: number;
  /** SHA-256 of its contents, hexadecimal; index.html's is that of the build. */
  readonly digest: string;
  readonly when: FetchedWhen;
}

export interface SiteManifest {
  readonly schema: typeof SITE_SCHEMA;
  /** Digest of all files: two builds of one digest are one build. */
  readonly build: string;
  /** All but sw.js and site.json; `start` first. */
  readonly files: readonly SiteFile[];
}

/** How index.html names its build, for the worker that may serve it or not. */
export const BUILD_META = "stillpoint-build";
