// Numbers and names as sentences have them.

export function capital(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}

/** Two digits behind the point. */
export function two(value: number): string {
  return value.toFixed(2);
}

/** With its sign. */
export function signed(value: number): string {
  return `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(2)}`;
}

/** Three digits that count. */
export function three(value: number): string {
  return Number(value.toPrecision(3)).toString();
}

/** Of a difference between two shares. */
export function pointsOf(difference: number): string {
  return `${(100 * difference).toFixed(1)} percentage points`;
}

export function percentOf(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
