// What a screen reader is told: one live region for the whole page.

let place: HTMLElement | undefined;

/** The element that is read aloud. */
export function announceIn(element: HTMLElement | null): void {
  place = element ?? undefined;
}

/** The same words twice are two announcements: a space at the end tells them apart, and is not read. */
export function announce(text: string): void {
  if (place !== undefined) place.textContent = place.textContent === text ? `${text}\u00a0` : text;
}
