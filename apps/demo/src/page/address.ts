// The address of what is shown: `#/images?sample=cat&b=0.5`, so that a link brings it back.

/** A view and its choices as text; a view reads of them what it knows. */
export interface Address {
  readonly view: string;
  readonly choices: Readonly<Record<string, string>>;
}

/** The start page for whatever is no address. */
export function readAddress(hash: string): Address {
  const [path = "", query = ""] = hash.replace(/^#\/?/, "").split("?", 2);
  return { view: path, choices: Object.fromEntries(new URLSearchParams(query)) };
}

/** Choices at their usual value are left out by whoever asks: `undefined`. */
export function writeAddress(view: string, choices: Readonly<Record<string, string | number | undefined>>): string {
  const given = Object.entries(choices).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)]],
  );
  const query = new URLSearchParams(given).toString();
  return `#/${view}${query === "" ? "" : `?${query}`}`;
}

/** A number of an address within its range, else the usual one. */
export function numberAt(
  choices: Address["choices"],
  name: string,
  { usual, least, most }: { readonly usual: number; readonly least: number; readonly most: number },
): number {
  const written = choices[name]?.trim() ?? "";
  const value = written === "" ? Number.NaN : Number(written);
  return Number.isFinite(value) ? Math.min(most, Math.max(least, value)) : usual;
}

/** One of the given words, else the first. */
export function wordAt<Word extends string>(
  choices: Address["choices"],
  name: string,
  words: readonly [Word, ...Word[]],
): Word {
  return words.find((word) => word === choices[name]) ?? words[0];
}
