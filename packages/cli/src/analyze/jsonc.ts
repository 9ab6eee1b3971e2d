// JSON as people write it: with comments and commas at ends, but never a name twice.

interface Scope {
  /** Names so far; undefined in a list. */
  readonly names: Set<string> | undefined;
}

/** No config is as deep; what is might not come back from being read. */
const DEEPEST = 64;

/** Strings, comments, punctuation, and what is between them. */
const TOKENS = /"(?:[^"\\\n]|\\.)*"|\/\/[^\n]*|\/\*[\s\S]*?\*\/|[{}[\],:]|[^\s"{}[\],:/]+|\s+|./g;

/** The value of a JSON text that may hold comments and a comma behind the last entry. Throws `SyntaxError`, also for a name given twice in an object, whose first value would be lost. */
export function parseJsonc(text: string): unknown {
  let plain = "";
  const scopes: Scope[] = [];
  // Where a comma stands that nothing but space and comments follow so far.
  let comma: number | undefined;
  let before = "";
  for (const [token] of text.replace(/^\uFEFF/, "").matchAll(TOKENS)) {
    if (/^\s/.test(token) || /^\/[/*]/.test(token)) {
      plain += token.replace(/[^\n]/g, " ");
      continue;
    }
    if ((token === "}" || token === "]") && comma !== undefined) {
      plain = `${plain.slice(0, comma)} ${plain.slice(comma + 1)}`;
    }
    comma = token === "," && !"[{,:".includes(before) ? plain.length : undefined;
    if (scopes.length > DEEPEST) throw new SyntaxError(`more than ${DEEPEST} brackets within each other`);
    if (token === "{" || token === "[") scopes.push({ names: token === "{" ? new Set() : undefined });
    if (token === "}" || token === "]") scopes.pop();
    if (token === ":" && before.startsWith('"')) claim(scopes.at(-1)?.names, before);
    before = token;
    plain += token;
  }
  return JSON.parse(plain);
}

function claim(names: Set<string> | undefined, key: string): void {
  const name: unknown = JSON.parse(key);
  if (typeof name !== "string") return;
  if (names?.has(name)) throw new SyntaxError(`${key} twice`);
  names?.add(name);
}
