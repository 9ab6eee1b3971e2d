// On a phone a task is a page of titles: what comes after the samples is folded until it is asked for.

/** Folds the later blocks of a section where the screen is narrow; the reader opens them. */
export function foldIfNarrow(section: HTMLElement): void {
  if (!matchMedia("(max-width: 690px)").matches) return;
  for (const block of section.querySelectorAll<HTMLDetailsElement>("details.block")) block.open = false;
}
