// A figure of the page as a PNG: its markup under the page's own styles, drawn by the browser.

const SHARPNESS = 2;
/** Pixels of a side that every browser can draw. */
const LONGEST = 8192;

/** The styles of the page with the colours of its theme, whichever way that was chosen. */
function styles(): string {
  return [...document.querySelectorAll("style")].map(({ textContent }) => textContent ?? "").join("\n");
}

function theme(): string {
  const chosen = document.documentElement.dataset.theme;
  return chosen ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
}

/** What was painted, as images: a copied canvas is empty. */
function withPainted(element: Element, copy: Element): void {
  const painted = [...element.querySelectorAll("canvas")];
  [...copy.querySelectorAll("canvas")].forEach((canvas, index) => {
    const from = painted[index];
    if (!from || from.width === 0) return;
    const image = document.createElement("img");
    image.src = from.toDataURL();
    image.className = canvas.className;
    image.style.width = `${from.clientWidth}px`;
    image.style.height = `${from.clientHeight}px`;
    canvas.replaceWith(image);
  });
}

/** The copy within copies of what it lies in, so that the styles find it; they take no room themselves. */
function housed(element: Element, copy: Element): Element {
  let inner = copy;
  for (
    let around = element.parentElement;
    around && around !== document.documentElement;
    around = around.parentElement
  ) {
    const shell = document.createElement(around.localName === "body" ? "div" : around.localName);
    shell.className = around.className;
    for (const [name, value] of Object.entries(around.dataset)) shell.dataset[name] = value;
    shell.style.display = "contents";
    shell.append(inner);
    inner = shell;
  }
  return inner;
}

/** The PNG of an element as it is shown now, twice as sharp. Rejects where the browser cannot draw it. */
export async function portrait(element: HTMLElement): Promise<Blob> {
  const box = element.getBoundingClientRect();
  const width = Math.ceil(Math.max(box.width, element.scrollWidth));
  const height = Math.ceil(Math.max(box.height, element.scrollHeight));
  const copy = element.cloneNode(true);
  if (!(copy instanceof HTMLElement)) throw new Error("no element");
  withPainted(element, copy);
  copy.style.width = `${width}px`;
  copy.style.margin = "0";
  const { font, color, fontVariantNumeric, backgroundColor } = getComputedStyle(document.body);
  const ground = document.createElement("div");
  Object.assign(ground.style, { font, color, fontVariantNumeric });
  ground.append(housed(element, copy));

  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  // as wide as the window, so that styles for narrow ones stay away
  svg.setAttribute("width", String(Math.max(innerWidth, width)));
  svg.setAttribute("height", String(height));
  svg.dataset.theme = theme();
  const style = document.createElementNS("http://www.w3.org/2000/svg", "style");
  style.textContent = styles();
  const foreign = document.createElementNS("http://www.w3.org/2000/svg", "foreignObject");
  foreign.setAttribute("width", String(width));
  foreign.setAttribute("height", String(height));
  foreign.append(ground);
  svg.append(style, foreign);

  const image = new Image();
  image.src = `data:image/svg+xml,${encodeURIComponent(new XMLSerializer().serializeToString(svg))}`;
  await image.decode();
  const scale = Math.min(SHARPNESS, LONGEST / Math.max(width, height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(scale * width);
  canvas.height = Math.round(scale * height);
  const context = canvas.getContext("2d");
  if (!context) throw new Error("no canvas");
  context.scale(scale, scale);
  context.fillStyle = backgroundColor;
  context.fillRect(0, 0, width, height);
  context.drawImage(image, 0, 0);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no picture"))), "image/png");
  });
}
