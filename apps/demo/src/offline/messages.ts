// What the page says to its service worker.

/** The page is up and the browser has time: keep everything. */
export interface KeepAll {
  readonly kind: "keep-all";
  /** The build of the page that asks. */
  readonly build: string;
  /** Whether a service worker answers its requests already. */
  readonly isControlled: boolean;
  /** Addresses the page has asked for so far; they come first. */
  readonly seen: readonly string[];
  /** Whether the reader wants to save data: then only what was asked for is kept. */
  readonly sparing: boolean;
}
