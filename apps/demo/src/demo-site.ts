// Where the built site lies, for whoever serves or copies it.

/**
 * The folder of the static site, with a `/` at its end: index.html, sw.js, site.json and what they name. In Node a `file:`
 * address. It exists once the package is built, as it is when installed.
 */
export const demoSite: URL = new URL("./site/", import.meta.url);
