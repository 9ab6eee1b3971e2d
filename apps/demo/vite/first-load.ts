// Which files a page asks for before anybody does anything, read off the built texts.

/** Names in quotes or backticks, and whether an `import(…)` asks for them, which waits until it is called. */
const NAMED = /(import\(\s*)?["'`](?:[./]*\/)?((?:[\w.-]+\/)*[\w.-]+\.(?:m?js|css|wasm|svg|webmanifest))["'`]/g;
/** Vite's list of what later imports need. */
const LATER = /\b\w+\.f\s*\|\|\s*\(\w+\.f\s*=\s*\[[^\]]*\]\)/g;

/** Files that `text` names and its reader asks for at once; `names` are all there are, by the last part of their path. */
export function askedFor(text: string, names: ReadonlyMap<string, string>): string[] {
  const found = [...text.replaceAll(LATER, "").matchAll(NAMED)].flatMap(([, later, named = ""]) => {
    const path = names.get(named.slice(named.lastIndexOf("/") + 1));
    return later === undefined && path !== undefined ? [path] : [];
  });
  return [...new Set(found)];
}

/** Everything reached from `from`, itself included, without going into what `passedOver` matches. */
export function firstLoad(from: string, texts: ReadonlyMap<string, string>, passedOver: RegExp): ReadonlySet<string> {
  const names = new Map([...texts.keys()].map((path) => [path.slice(path.lastIndexOf("/") + 1), path]));
  const reached = new Set<string>();
  const waiting = [from];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (reached.has(path) || passedOver.test(path)) continue;
    reached.add(path);
    waiting.push(...askedFor(texts.get(path) ?? "", names));
  }
  return reached;
}
