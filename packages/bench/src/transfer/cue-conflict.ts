// One emoji's shape filled with another's texture.

import type { Emoji } from "@stillpoint/datasets";

/** Opaque from here on. */
const OPAQUE = 128;

/**
 * The shape's outline, alpha and label with the texture's inside: the middle half of the texture's opaque pixels, laid side by
 * side from the upper left. Where that piece is transparent itself its mean colour stands.
 */
export function texturedEmoji(shape: Emoji, texture: Emoji): Emoji {
  const piece = middleOf(texture);
  const rgba = shape.rgba.slice();
  for (let y = 0; y < shape.size; y++)
    for (let x = 0; x < shape.size; x++) {
      const from = 3 * ((y % piece.side) * piece.side + (x % piece.side));
      for (let c = 0; c < 3; c++) rgba[4 * (y * shape.size + x) + c] = piece.rgb[from + c]!;
    }
  return { ...shape, name: `${shape.name} in ${texture.name}`, rgba };
}

function middleOf({ size, rgba }: Emoji): { readonly side: number; readonly rgb: Uint8Array } {
  const opaque = (k: number): boolean => rgba[4 * k + 3]! >= OPAQUE;
  const places = Array.from({ length: size * size }, (_, k) => k).filter(opaque);
  const centre = (of: (k: number) => number): number =>
    Math.round(places.reduce((sum, k) => sum + of(k), 0) / Math.max(1, places.length));
  const side = Math.max(1, Math.floor(size / 2));
  const within = (middle: number): number => Math.min(Math.max(middle - Math.floor(side / 2), 0), size - side);
  const [top, left] = [within(centre((k) => Math.floor(k / size))), within(centre((k) => k % size))];
  const piece = Array.from({ length: side * side }, (_, k) => (top + Math.floor(k / side)) * size + left + (k % side));
  const inside = piece.filter(opaque);
  const known = inside.length > 0 ? inside : places;
  const average = [0, 1, 2].map((c) => known.reduce((sum, k) => sum + rgba[4 * k + c]!, 0) / Math.max(1, known.length));
  const rgb = Uint8Array.from({ length: 3 * side * side }, (_, k) => {
    const from = piece[Math.floor(k / 3)]!;
    return Math.round(opaque(from) ? rgba[4 * from + (k % 3)]! : average[k % 3]!);
  });
  return { side, rgb };
}
