// What is wrong with a command line, in the grammar of all errors: commander says only what it stumbled over.

type Words = readonly string[];

/** What commander says, and how that reads here. */
const SENTENCES: readonly (readonly [said: RegExp, sentence: (words: Words) => string])[] = [
  [
    /^option '(?:-\w, )?(--[\w-]+).*?' argument '(.*)' is invalid\. Allowed choices are (.*)\.$/s,
    ([flag, got, choices]) => `${flag}: expected one of ${choices}; got ${got}`,
  ],
  [
    /^option '(?:-\w, )?(--[\w-]+).*?' argument '(.*)' is invalid\. (expected .*)$/s,
    ([flag, got, expected]) => `${flag}: ${expected}; got ${got}`,
  ],
  [/^option '(?:-\w, )?(--[\w-]+).*?' argument missing$/, ([flag]) => `${flag}: expected a value; got none`],
  [/^required option '(?:-\w, )?(--[\w-]+).*?' not specified$/, ([flag]) => `${flag}: expected a value; got none`],
  [/^missing required argument '(.*)'$/, ([name]) => `${name}: expected one on the command line; got none`],
  [/^unknown option '(.*)'(.*)$/s, ([flag, hint]) => `options: expected those of the command; got ${flag}${hint}`],
  [/^unknown command '(.*)'(.*)$/s, ([name, hint]) => `command: expected one of stillpoint's; got ${name}${hint}`],
  [
    /^too many arguments(?: for '(.*)')?\. Expected (\d+) arguments? but got (\d+)\.$/,
    ([command = "stillpoint", expected, got]) =>
      `${command}: expected ${expected} argument${expected === "1" ? "" : "s"}; got ${got}`,
  ],
];

/** `text` as commander writes it (`error: ...`), in one sentence: subject, what was expected, what came, what to do. */
export function commandLineMessage(text: string): string {
  const said = text
    .replace(/^error: /, "")
    .trim()
    .replaceAll(/\s*\n\s*/g, " ");
  for (const [pattern, sentence] of SENTENCES) {
    const found = pattern.exec(said);
    if (found !== null) return `${sentence(found.slice(1))}; --help shows what fits`;
  }
  return `command line: expected what --help shows; got ${said}; correct it`;
}
