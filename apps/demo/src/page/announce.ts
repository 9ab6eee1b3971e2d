// What a screen reader is told: one live region for the whole page.

let place: HTMLElement | undefined;

/** The element that is read aloud. */
export function announceIn(element: HTMLElement | null): void {
  place = element ?? undefined;
}

export function announce(text: string): void {
  if (place !== undefined) place.textContent = text;
}
