// The page's service worker: keeps one build whole, so that the page opens without its host, and gives every answer the
// headers threads need, on hosts that send none.
//
// A build is in charge until no window shows it; the next one is fetched meanwhile. Never sooner: a worker that takes over
// lets pages wait until the one before is idle, which browsers may take half a minute for.

import { KeptFiles, OtherBuild } from "./kept-files.ts";
import type { KeepAll } from "./messages.ts";
import type { SiteFile, SiteManifest } from "./site-manifest.ts";
import type { WorkerScope } from "./worker-scope.ts";

/** Put in by the build. */
declare const SITE: SiteManifest;
declare const self: WorkerScope;

const kept: KeptFiles = new KeptFiles(SITE, self.registration.scope);

self.addEventListener("install", (event) => event.waitUntil(keepFirst()));
self.addEventListener("activate", (event) => event.waitUntil(forgetOthers()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const file = request.method === "GET" ? kept.fileAt(request.url) : undefined;
  if (file !== undefined) event.respondWith(request.mode === "navigate" ? page(file) : part(file));
});
self.addEventListener("message", (event) => {
  const message = event.data as KeepAll;
  if (message.build === SITE.build) event.waitUntil(keepAll(message));
});

/** What the page needs to come up and measure. */
async function keepFirst(): Promise<void> {
  for (const file of SITE.files) if (file.when === "start") await kept.keep(file);
}

/** A still newer build may be on its way; then its turn at this comes. */
async function forgetOthers(): Promise<void> {
  if (self.registration.installing === null && self.registration.waiting === null) await kept.forgetOthers();
}

async function keepAll({ isControlled, seen, sparing }: KeepAll): Promise<void> {
  if (!isControlled) await self.clients.claim();
  const first = seen.flatMap((address) => kept.fileAt(address) ?? []);
  const rest = SITE.files.filter(({ when }) => when === "start" || (when === "idle" && !sparing));
  for (const file of new Set([...first, ...rest])) {
    try {
      await kept.keep(file);
    } catch {
      // No host, no room, or another build: the next visit goes on.
      break;
    }
  }
  // Workers' requests are not among those the page knows of, but what they fetched the browser may still hold.
  for (const file of SITE.files) if (file.when === "use") await kept.keepIfHeld(file);
}

async function page(file: SiteFile): Promise<Response> {
  try {
    return await kept.get(file);
  } catch (error) {
    if (!(error instanceof OtherBuild)) return Response.error();
    // The browser has thrown away what was kept, and the host has moved on: this build is over.
    await self.registration.unregister();
    return again();
  }
}

/** A refresh by header would stay where it is at an address with `#`. */
function again(): Response {
  const page = "<!doctype html><script>location.reload()</script>";
  return new Response(page, { headers: { "content-type": "text/html; charset=utf-8" } });
}

async function part(file: SiteFile): Promise<Response> {
  try {
    return await kept.get(file);
  } catch (error) {
    if (!(error instanceof OtherBuild)) return Response.error();
    const why = `${file.path}: the host has a newer version of this page; load the page again`;
    return new Response(why, { status: 409, headers: { "content-type": "text/plain; charset=utf-8" } });
  }
}
