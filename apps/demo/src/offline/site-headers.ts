// What every answer says beside its content, from `stillpoint demo` and from the page's own service worker.

/**
 * Nothing leaves the browser: addresses of other hosts are refused by the browser itself. WebAssembly may be compiled,
 * text may not; attributes of fragments carry styles.
 */
export const SITE_POLICY: string = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self' blob:",
  "connect-src 'self' blob: data:",
  "img-src 'self' blob: data:",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self' data:",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

/** Memory is shared between threads only in a page that shares nothing with other origins: the first three. */
export const SITE_HEADERS: Readonly<Record<string, string>> = {
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
  "cross-origin-resource-policy": "same-origin",
  "content-security-policy": SITE_POLICY,
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
};
