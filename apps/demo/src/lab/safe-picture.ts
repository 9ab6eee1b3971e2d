// Drawings of others, made harmless: an SVG inside <img> runs no script and loads nothing.

import { escapeHtml, type PictureView } from "@stillpoint/viewer/parts";

/** The picture with its fragments as images; what is no SVG is left out. */
export function safePicture({ picture, mask, ...rest }: PictureView): PictureView {
  const [drawn, annotated] = [asImage(picture, rest.title), asImage(mask, `annotation of ${rest.title}`)];
  return {
    ...rest,
    ...(drawn === undefined ? {} : { picture: drawn }),
    ...(annotated === undefined ? {} : { mask: annotated }),
  };
}

/** An `<img>` of an SVG fragment; undefined for anything else. */
export function asImage(fragment: string | undefined, title: string): string | undefined {
  if (fragment === undefined || !/^\s*<svg[\s>]/i.test(fragment)) return undefined;
  const whole = /^\s*<svg[^>]*\bxmlns=/i.test(fragment)
    ? fragment
    : fragment.replace(/<svg/i, '<svg xmlns="http://www.w3.org/2000/svg"');
  return `<img alt="${escapeHtml(title)}" src="data:image/svg+xml,${encodeURIComponent(whole)}">`;
}
