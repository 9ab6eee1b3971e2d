// Numbers of 16 bits.

/** The number that 16 bits of IEEE 754's binary16 stand for. */
export function ofHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** Half of the distance between neighbouring float16 numbers at `value`: what rounding may have moved it by. */
export function halfRounding(value: number): number {
  return 2 ** (Math.max(-14, Math.floor(Math.log2(Math.abs(value)))) - 11);
}

/** Whether a number is one that float16 has. */
export function isHalf(value: number): boolean {
  if (value === 0) return true;
  const step = 2 * halfRounding(value);
  return Math.abs(value) <= 65_504 && Number.isInteger(value / step);
}
