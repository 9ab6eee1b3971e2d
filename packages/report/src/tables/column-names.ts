// What columns are called, in every kind of file.

export const LOGIT: RegExp = /^logits?[_.]?(\d+)$/i;
export const LOGITS: RegExp = /^logits$/i;
export const ID: RegExp = /^ids?$/i;
export const LABEL: RegExp = /^labels?$/i;

/** Which columns of a table are read: where logits are named as such, they, ids and labels; otherwise all. */
export function isRead(names: readonly string[]): (name: string) => boolean {
  if (!names.some((name) => LOGIT.test(name) || LOGITS.test(name))) return () => true;
  return (name) => [LOGIT, LOGITS, ID, LABEL].some((pattern) => pattern.test(name));
}
