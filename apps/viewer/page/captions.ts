// Captions of maps that stay where they are: a canvas may be in the reader's hand.

/** Takes the captions out of fresh markup of the same maps. */
export function freshCaptions(maps: Element, markup: string): void {
  const fresh = document.createElement("div");
  fresh.innerHTML = markup;
  const figures = fresh.querySelectorAll("figure");
  maps.querySelectorAll("figure").forEach((figure, index) => {
    for (const name of ["figcaption", "p"]) {
      const [old, next] = [figure.querySelector(name), figures[index]?.querySelector(name)];
      if (old && next) old.innerHTML = next.innerHTML;
    }
  });
}
