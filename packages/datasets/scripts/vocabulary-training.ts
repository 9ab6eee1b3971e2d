// Trains WordPiece pieces by merging the most frequent neighbours (byte-pair encoding over characters, Sennrich et al.
// 2016). Ties go to the piece that sorts first, so the same texts give the same vocabulary.

export interface VocabularyPlan {
  /** Number of pieces, special tokens included. */
  readonly size: number;
  /** First pieces, numbers 0, 1, ... */
  readonly special: readonly string[];
  /** Whole words that must be one piece each, whatever the texts hold. */
  readonly words: readonly string[];
}

/** Lower case, without accents, punctuation apart: what BERT's normaliser and splitter do to Latin text. */
export function wordsOf(text: string): string[] {
  const plain = text
    .normalize("NFD")
    .replace(/\p{Mn}/gu, "")
    .toLowerCase();
  return plain.match(/[\p{P}$+<=>^`|~]|[^\s\p{P}$+<=>^`|~]+/gu) ?? [];
}

interface Word {
  pieces: string[];
  readonly count: number;
}

/** The vocabulary in the order of its numbers. Throws where the fixed pieces alone exceed the size. */
export function trainVocabulary(texts: Iterable<string>, plan: VocabularyPlan): string[] {
  const counts = new Map<string, number>();
  for (const text of texts) for (const word of wordsOf(text)) counts.set(word, (counts.get(word) ?? 0) + 1);
  const vocabulary = new Set([...plan.special, ...alphabet(counts.keys()), ...plan.words]);
  if (vocabulary.size > plan.size)
    throw new Error(`vocabulary: expected room for ${vocabulary.size} fixed pieces; got ${plan.size}`);
  const words = [...counts].map(([word, count]): Word => ({ pieces: split(word), count }));
  const pairs = new Pairs(words);
  while (vocabulary.size < plan.size) {
    const best = pairs.best();
    if (best === undefined) break;
    vocabulary.add(joined(best[0], best[1]));
    pairs.merge(best);
  }
  return [...vocabulary];
}

const split = (word: string): string[] => [...word].map((letter, k) => (k === 0 ? letter : `##${letter}`));

const joined = (left: string, right: string): string => left + right.slice(2);

/** Every printable ASCII character as a word's beginning, letters and digits within words too, and whatever else occurs. */
function alphabet(words: Iterable<string>): string[] {
  const pieces = new Set<string>();
  for (let code = 33; code < 127; code++) {
    const letter = String.fromCharCode(code).toLowerCase();
    pieces.add(letter);
    if (/[a-z0-9]/.test(letter)) pieces.add(`##${letter}`);
  }
  for (const word of words) for (const piece of split(word)) pieces.add(piece);
  return [...pieces].sort((a, b) => (a < b ? -1 : 1));
}

type Pair = readonly [left: string, right: string];

/** How often each two pieces are neighbours, and in which words. */
class Pairs {
  readonly #counts = new Map<string, number>();
  readonly #places = new Map<string, Set<Word>>();

  constructor(words: readonly Word[]) {
    for (const word of words) this.#count(word, 1);
  }

  best(): Pair | undefined {
    let best: string | undefined;
    let most = 1;
    for (const [pair, count] of this.#counts)
      if (count > most || (count === most && best !== undefined && pair < best)) {
        best = pair;
        most = count;
      }
    if (best === undefined) return undefined;
    const [left = "", right = ""] = best.split(" ");
    return [left, right];
  }

  merge([left, right]: Pair): void {
    for (const word of [...(this.#places.get(`${left} ${right}`) ?? [])]) {
      this.#count(word, -1);
      const merged: string[] = [];
      for (let k = 0; k < word.pieces.length; k++) {
        const piece = word.pieces[k]!;
        if (piece === left && word.pieces[k + 1] === right) {
          merged.push(joined(left, right));
          k++;
        } else merged.push(piece);
      }
      word.pieces = merged;
      this.#count(word, 1);
    }
  }

  #count(word: Word, sign: 1 | -1): void {
    for (let k = 1; k < word.pieces.length; k++) {
      const pair = `${word.pieces[k - 1]} ${word.pieces[k]}`;
      const count = (this.#counts.get(pair) ?? 0) + sign * word.count;
      if (count > 0) this.#counts.set(pair, count);
      else this.#counts.delete(pair);
      const places = this.#places.get(pair) ?? new Set();
      if (sign > 0) places.add(word);
      else places.delete(word);
      this.#places.set(pair, places);
    }
  }
}
