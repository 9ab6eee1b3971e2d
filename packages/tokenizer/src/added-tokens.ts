// Tokens that are cut out of a text before anything else, such as [MASK].

/** The fields of an added token that say where it is found. */
export interface AddedToken {
  readonly id: number;
  readonly content: string;
  /** Found only where no word character stands beside it. */
  readonly single_word?: boolean;
  /** Takes white space on its left, or right, with it. */
  readonly lstrip?: boolean;
  readonly rstrip?: boolean;
  /** Looked for after normalisation; the contrary of `special` unless said otherwise. */
  readonly normalized?: boolean;
  readonly special?: boolean;
}

/** A stretch of a text, an added token or text between two of them. */
export interface Section {
  readonly start: number;
  readonly end: number;
  readonly added?: AddedToken;
}

const WORD_CHARACTER = /[\p{L}\p{N}\p{M}_]/u;

/** Cuts a text at added tokens, leftmost first and longest of those; what each is found by is its map key. */
export function splitAdded(text: string, added: ReadonlyMap<string, AddedToken>): Section[] {
  const contents = [...added.keys()].filter((content) => content !== "").sort((a, b) => b.length - a.length);
  const firsts = new Set(contents.map((content) => content[0]));
  const sections: Section[] = [];
  let reached = 0;
  for (let place = 0; place < text.length; ) {
    const found = firsts.has(text[place])
      ? contents.find((content) => text.startsWith(content, place) && allowed(text, place, content, added))
      : undefined;
    if (found === undefined) {
      place++;
      continue;
    }
    const token = added.get(found)!;
    const before = text.slice(reached, place);
    const start = token.lstrip ? reached + before.trimEnd().length : place;
    const behind = text.slice(place + found.length);
    const end = place + found.length + (token.rstrip ? behind.length - behind.trimStart().length : 0);
    if (start > reached) sections.push({ start: reached, end: start });
    sections.push({ start, end, added: token });
    reached = end;
    place = end;
  }
  if (reached < text.length) sections.push({ start: reached, end: text.length });
  return sections;
}

function allowed(text: string, place: number, content: string, added: ReadonlyMap<string, AddedToken>): boolean {
  if (!added.get(content)!.single_word) return true;
  const before = [...text.slice(Math.max(0, place - 2), place)].at(-1) ?? "";
  const behind = [...text.slice(place + content.length, place + content.length + 2)][0] ?? "";
  return !WORD_CHARACTER.test(before) && !WORD_CHARACTER.test(behind);
}
