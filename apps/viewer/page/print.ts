// Print shows what is folded away.

export function startPrinting(): void {
  const opened = new Set<HTMLDetailsElement>();
  addEventListener("beforeprint", () => {
    // but for lists of digests, which nobody reads on paper
    for (const fold of document.querySelectorAll<HTMLDetailsElement>("details:not([open], .again .fold)")) {
      fold.open = true;
      opened.add(fold);
    }
  });
  addEventListener("afterprint", () => {
    for (const fold of opened) fold.open = false;
    opened.clear();
  });
}
