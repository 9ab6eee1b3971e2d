// Files of builds in the browser's cache, each under the digest of its contents: what two builds share is kept once, and
// a build is never handed another's file.

import { contentType } from "./content-type.ts";
import { takeHanded } from "./handed-files.ts";
import { SITE_HEADERS } from "./site-headers.ts";
import { BUILD_META, type SiteFile, type SiteManifest } from "./site-manifest.ts";

/** A file from the host, and why it could not be kept where it could not. */
interface Come {
  readonly response: Response;
  readonly unkept?: unknown;
}

export class KeptFiles {
  readonly #site: SiteManifest;
  readonly #files: ReadonlyMap<string, SiteFile>;
  /** Address of the site's folder. */
  readonly #scope: string;
  /** On their way, so that a file asked for twice is fetched once. */
  readonly #coming: Map<string, Promise<Come>> = new Map();

  constructor(site: SiteManifest, scope: string) {
    this.#site = site;
    this.#files = new Map(site.files.map((file) => [file.path, file]));
    this.#scope = scope;
  }

  /** The build's file at an address, whatever stands behind `?` and `#`; undefined for one that is none of its. */
  fileAt(address: string): SiteFile | undefined {
    const { origin, pathname } = new URL(address);
    const path = decoded(origin + pathname);
    const scope = decoded(this.#scope);
    if (path === undefined || scope === undefined || !path.startsWith(scope)) return undefined;
    return this.#files.get(path.slice(scope.length) || "index.html");
  }

  /**
   * From the cache, else from the host, and then kept if there is room. Rejects where the host cannot be reached or has
   * another build.
   */
  async get(file: SiteFile): Promise<Response> {
    // A full or forbidden storage is no reason to answer nothing.
    return (await this.#kept(file).catch(() => undefined)) ?? (await this.#comes(file)).response;
  }

  /** Keeps a file unless it is kept; rejects where it cannot be had or there is no room for it. */
  async keep(file: SiteFile): Promise<void> {
    if ((await this.#kept(file)) !== undefined) return;
    const { unkept } = await this.#comes(file);
    if (unkept !== undefined) throw unkept;
  }

  /** Keeps a file that the browser happens to hold from an earlier request, and asks no host. */
  async keepIfHeld(file: SiteFile): Promise<void> {
    if ((await this.#kept(file)) === undefined) await this.#fetched(file, "only-if-cached").catch(() => undefined);
  }

  /** Forgets files of other builds. */
  async forgetOthers(): Promise<void> {
    const cache = await this.#cache();
    const ours = new Set(this.#site.files.map((file) => this.#key(file)));
    for (const { url } of await cache.keys()) if (!ours.has(url)) await cache.delete(url);
  }

  async #kept(file: SiteFile): Promise<Response | undefined> {
    return (await this.#cache()).match(this.#key(file));
  }

  async #comes(file: SiteFile): Promise<Come> {
    const earlier = this.#coming.get(file.path);
    if (earlier !== undefined) return copyOf(await earlier);
    // Names under assets/ change with their contents, so that what the page has just fetched is the right one.
    const held = file.path.startsWith("assets/");
    const again = (): Promise<Come> => this.#fetched(file, "no-cache");
    const come = held ? this.#fetched(file, "force-cache").catch(again) : again();
    this.#coming.set(file.path, come);
    try {
      return copyOf(await come);
    } finally {
      this.#coming.delete(file.path);
    }
  }

  async #fetched(file: SiteFile, cache: RequestCache): Promise<Come> {
    const address = this.#scope + (file.path === "index.html" ? "" : file.path);
    const answer =
      (await takeHanded(address).catch(() => undefined)) ?? (await fetch(address, { cache, mode: "same-origin" }));
    if (!answer.ok) throw new Error(`${file.path}: expected an answer; got ${answer.status}`);
    const bytes = await answer.arrayBuffer();
    if (!(await this.#isOurs(file, bytes)))
      throw new OtherBuild(`${file.path}: expected that of build ${this.#site.build.slice(0, 12)}; got another`);
    const headers = { "content-type": contentType(file.path), "content-length": String(bytes.byteLength) };
    const response = new Response(bytes, { headers: { ...SITE_HEADERS, ...headers } });
    try {
      await (await this.#cache()).put(this.#key(file), response.clone());
      return { response };
    } catch (unkept) {
      return { response, unkept };
    }
  }

  /** Hosts may add to a page, so that the page is known by the build it names. */
  async #isOurs(file: SiteFile, bytes: ArrayBuffer): Promise<boolean> {
    if (file.path === "index.html") return namesBuild(new TextDecoder().decode(bytes), this.#site.build);
    const digest = await crypto.subtle.digest("SHA-256", bytes);
    return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("") === file.digest;
  }

  #key({ path, digest }: SiteFile): string {
    return `${this.#scope}${path}?${digest}`;
  }

  #cache(): Promise<Cache> {
    return caches.open(`stillpoint ${this.#scope}`);
  }
}

/** Each reader takes a body of its own. */
function copyOf({ response, ...rest }: Come): Come {
  return { response: response.clone(), ...rest };
}

/** The host has another build than the one that asks. */
export class OtherBuild extends Error {}

/** Whether a page says that it is of a build. */
export function namesBuild(page: string, build: string): boolean {
  return new RegExp(`<meta[^>]*name="${BUILD_META}"[^>]*>`).exec(page)?.[0].includes(`"${build}"`) ?? false;
}

function decoded(address: string): string | undefined {
  try {
    return decodeURI(address);
  } catch {
    return undefined;
  }
}
