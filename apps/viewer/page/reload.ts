// Reloading: the reader asks for it, and comes back to the same place.

/** Whether the page was reloaded: the browser then finds the place by itself. */
export function isReload(): boolean {
  const [entry] = performance.getEntriesByType("navigation");
  return entry instanceof PerformanceNavigationTiming && entry.type === "reload";
}

/** Makes the button of an unfinished report work. */
export function startReload(): void {
  document.querySelector(".reload")?.addEventListener("click", () => location.reload());
}
