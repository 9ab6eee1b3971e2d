// What was done to samples, without the options of the command that would change it: a page has none of them.

/** `25 % are clutter; --clutter changes the share` without what stands behind the semicolon. */
export function plainNote(note: string): string {
  return note.replace(/(;|, as) --[a-z].*$/, "");
}
