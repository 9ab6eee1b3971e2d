// Makes the page work without its host after the first visit, where the browser lets it; where not, nothing is missing.

import { forgetHanded } from "../offline/handed-files.ts";
import type { KeepAll } from "../offline/messages.ts";
import { BUILD_META } from "../offline/site-manifest.ts";

/**
 * Registers the service worker once the browser is idle. To be called when the engine is up: what it fetched need not be
 * fetched again. Never throws; without it the page works online.
 */
export function keepOffline(): void {
  // Private windows and pages over http have none; `vite dev` builds none.
  if (!import.meta.env.PROD || !("serviceWorker" in navigator)) return;
  const start = (): void => whenIdle(() => void register().catch(forgetHanded));
  if (document.readyState === "complete") start();
  else addEventListener("load", start, { once: true });
}

async function register(): Promise<void> {
  const workers = navigator.serviceWorker;
  await workers.register("./sw.js", { updateViaCache: "none" });
  const { active } = await workers.ready;
  whenIdle(() => active?.postMessage(keepAll()));
}

function keepAll(): KeepAll {
  const build = document.querySelector<HTMLMetaElement>(`meta[name="${BUILD_META}"]`)?.content ?? "";
  const seen = performance.getEntriesByType("resource").map(({ name }) => name);
  const sparing = "connection" in navigator && Object(navigator.connection).saveData === true;
  const isControlled = navigator.serviceWorker.controller !== null;
  return { kind: "keep-all", build, isControlled, seen, sparing };
}

/** Safari has no idle callbacks. */
function whenIdle(work: () => void): void {
  if ("requestIdleCallback" in globalThis) requestIdleCallback(() => work(), { timeout: 10_000 });
  else setTimeout(work, 2000);
}
