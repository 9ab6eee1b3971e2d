// The numbers in a file's name, each with the words around it.

/** A number in a name. */
export interface NameNumber {
  /** The words right before it, in lower case: of `global_step=10` `global` and `step`. */
  readonly words: readonly string[];
  /** As it is written. */
  readonly text: string;
  /** Undefined where it is no whole number. */
  readonly value: bigint | undefined;
  /** Written like a day, a time behind a day, or a clock's seconds or milliseconds. */
  readonly isMoment: boolean;
  /** The word written behind it, as in `100_steps`. */
  readonly behind: string | undefined;
}

const DAY = /((?:19|20)\d{2})([-_.]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?!\d)/y;
/** Only right behind a day. */
const TIME = /[T_ -]?((?:[01]\d|2[0-3]))([-:_.]?)([0-5]\d)(?:\2([0-5]\d))?(?!\d)/y;
/** Seconds or milliseconds since 1970, of the years 2001 to 2286. */
const CLOCK = /^[1-9]\d{9}(?:\d{3})?$/;
const VERSION = /\d+(?:\.\d+){2,}/y;
const DECIMAL = /\d+(?:\.\d+(?:[eE][+-]?\d+)?|[eE][+-]\d+)(?!\d)/y;
const WHOLE = /\d+/y;
/** `50k` and `1.5M` are thousands and millions. */
const SCALE = /[kKM](?![A-Za-z])/y;

interface Piece {
  readonly from: number;
  readonly to: number;
  readonly value: bigint | undefined;
  readonly isMoment: boolean;
}

/** Every number of a name, in order. `12.5` and `1e-3` are numbers that are not whole, `2026-11-27` is one number. */
export function numbersIn(name: string): NameNumber[] {
  const pieces: Piece[] = [];
  for (let at = 0; at < name.length; ) {
    const digit = name.slice(at).search(/\d/);
    if (digit < 0) break;
    const piece = pieceAt(name, at + digit, wordsOf(name.slice(at, at + digit)).at(-1));
    pieces.push(piece);
    at = piece.to;
  }
  return pieces.map(({ from, to, value, isMoment }, k) => {
    const before = name.slice(pieces[k - 1]?.to ?? 0, from);
    const after = name.slice(to, pieces[k + 1]?.from);
    return {
      words: wordsOf(before.slice(before.lastIndexOf("/") + 1)),
      text: name.slice(from, to),
      value,
      isMoment,
      behind: wordBehind(after, k === pieces.length - 1),
    };
  });
}

function pieceAt(name: string, from: number, word: string | undefined): Piece {
  const match = (pattern: RegExp, at: number): RegExpExecArray | null => {
    pattern.lastIndex = at;
    return pattern.exec(name);
  };
  // `step_20001231` is a step.
  const day = word !== undefined && /^(step|iter|epoch)/.test(word) ? null : match(DAY, from);
  if (day !== null) {
    const behind = from + day[0].length;
    const digits = `${day[1]}${day[3]}${day[4]}`;
    const time = match(TIME, behind);
    // Six digits behind a day without separators may be a padded step: those stay a number of their own.
    if (time === null || time[2] === "") return { from, to: behind, value: BigInt(digits), isMoment: true };
    const clock = `${time[1]}${time[3]}${time[4] ?? "00"}`;
    return { from, to: behind + time[0].length, value: BigInt(digits + clock), isMoment: true };
  }
  const version = match(VERSION, from);
  if (version !== null) return { from, to: from + version[0].length, value: undefined, isMoment: false };
  const found = match(DECIMAL, from) ?? match(WHOLE, from);
  const text = found?.[0] ?? "";
  const to = from + text.length;
  const scale = match(SCALE, to)?.[0];
  if (scale !== undefined) {
    const scaled = Number(text) * (scale === "M" ? 1e6 : 1e3);
    return { from, to: to + 1, value: Number.isSafeInteger(scaled) ? BigInt(scaled) : undefined, isMoment: false };
  }
  const isWhole = /^\d+$/.test(text);
  return { from, to, value: isWhole ? BigInt(text) : undefined, isMoment: isWhole && CLOCK.test(text) };
}

/** In lower case, `globalStep` as two. */
function wordsOf(text: string): string[] {
  return (text.match(/[A-Z]?[a-z]+|[A-Z]+/g) ?? []).map((word) => word.toLowerCase());
}

/** A single word between two numbers speaks of the second. */
function wordBehind(gap: string, isLast: boolean): string | undefined {
  const word = /^[-_ ]?([A-Za-z]+)/.exec(gap)?.[1]?.toLowerCase();
  return isLast || wordsOf(gap).length > 1 ? word : undefined;
}
