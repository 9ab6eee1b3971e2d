// Files that the page has fetched already, handed to its service worker: browsers keep no file of ONNX Runtime's size in
// a private window, and some hosts forbid it, so that each would be sent twice.

const CACHE = "stillpoint handed";

/** Hands over the answer of `address` unless the service worker has it. Never throws: it can be fetched again. */
export async function handOver(address: string, content: Blob): Promise<void> {
  try {
    // The service worker's names add a digest behind `?`.
    if ((await caches.match(address, { ignoreSearch: true })) !== undefined) return;
    await (await caches.open(CACHE)).put(address, new Response(content));
  } catch {
    // No storage here.
  }
}

/** Takes what was handed over; it is gone then. */
export async function takeHanded(address: string): Promise<Response | undefined> {
  const cache = await caches.open(CACHE);
  const handed = await cache.match(address);
  if (handed !== undefined) await cache.delete(address);
  return handed;
}

/** Forgets what nobody took. Never throws. */
export async function forgetHanded(): Promise<void> {
  try {
    await caches.delete(CACHE);
  } catch {
    // Nothing was kept.
  }
}
