// What is asked of a page in a browser, as programs that run there.

/** Levels of the headings that are shown, in order. */
export const LEVELS: string =
  '[...document.querySelectorAll("h1, h2, h3, h4, h5, h6")].filter((head) => head.checkVisibility())' +
  ".map((head) => Number(head.ariaLevel ?? head.tagName.slice(1)))";

/** Texts that are shown with less than 4.5 : 1 against what lies behind them, in SVG too, which axe leaves out. */
export const PALE: string = `(() => {
  const parse = (text) => (text.match(/[\\d.]+/g) ?? []).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((v) => v / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)).reduce((sum, v, k) => sum + v * [0.2126, 0.7152, 0.0722][k], 0);
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const rgba = parse(getComputedStyle(at).backgroundColor);
      if (rgba.length === 3 || rgba[3] === 1) return rgba;
    }
    return [255, 255, 255];
  };
  // a number in the cell of a table of colours lies on that cell
  const cell = (element) => element.matches("svg .cell") ? parse(element.previousElementSibling.getAttribute("fill")) : undefined;
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!node.data.trim() || !element.checkVisibility() || element.closest("script, style, .unseen, option, title")) continue;
    const style = getComputedStyle(element);
    const ink = parse(element.closest("svg") ? style.fill : style.color);
    const [a, b] = [light(ink), light(cell(element) ?? behind(element.closest("svg") ?? element))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 4.5) found.push(node.data.trim().slice(0, 40) + " in " + element.className + ": " + ratio.toFixed(2));
  }
  return [...new Set(found)].slice(0, 8);
})()`;

/** What axe calls serious or critical, where axe was added to the page; contrast, its slowest rule, is what `PALE` asks for. */
export const AXE_FAULTS: string = `axe.run({ rules: { "color-contrast": { enabled: false } } }).then(({ violations }) => violations
  .filter(({ impact }) => impact === "serious" || impact === "critical")
  .flatMap(({ id, impact, nodes }) => nodes.slice(0, 3).map(({ target, failureSummary }) => impact + " " + id + " at " + target + ": " + failureSummary)))`;
