// Progress of long work: a bar with ETA on a terminal, plain lines elsewhere, JSON lines on request.

export type ProgressStyle = "bar" | "lines" | "json" | "quiet";

export interface ProgressOutput {
  readonly style: ProgressStyle;
  readonly columns: number;
  write(text: string): void;
  /** Milliseconds; only differences matter. */
  now(): number;
}

const BAR_WIDTH = 24;
const REDRAW_MS = 100;
const LINE_MS = 10_000;

/** One phase after another, each with a known amount of work. */
export class Progress {
  readonly #output: ProgressOutput;
  #phase = "";
  #total = 0;
  #done = 0;
  #skipped = 0;
  #started = 0;
  #drawn = 0;
  #open = false;

  constructor(output: ProgressOutput) {
    this.#output = output;
  }

  /** Begins a phase of `total` pieces; `skipped` of them were already there and cost no time. */
  start(phase: string, total: number, skipped = 0): void {
    this.finish();
    this.#phase = phase;
    this.#total = total;
    this.#done = skipped;
    this.#skipped = skipped;
    this.#started = this.#output.now();
    this.#drawn = this.#started;
    this.#open = true;
    this.#emit({ event: "phase", phase, total, skipped });
    if (this.#output.style === "lines")
      this.#output.write(`${phase}: ${total}${skipped > 0 ? `, ${skipped} already there` : ""}\n`);
    this.#draw(true);
  }

  /** Reports that `done` pieces of the phase are finished, fractions included. */
  update(done: number): void {
    this.#done = done;
    this.#draw(done >= this.#total);
  }

  /** Adds finished pieces. */
  add(pieces: number): void {
    this.update(this.#done + pieces);
  }

  /** A line of its own. */
  note(text: string): void {
    if (this.#output.style === "json") this.#emit({ event: "note", text });
    else if (this.#output.style !== "quiet") {
      if (this.#open && this.#output.style === "bar") this.#output.write("\r\u001b[K");
      this.#output.write(`${text}\n`);
      this.#draw(true);
    }
  }

  /** Ends the phase. */
  finish(): void {
    if (!this.#open) return;
    this.#open = false;
    const seconds = (this.#output.now() - this.#started) / 1000;
    this.#emit({ event: "phase-done", phase: this.#phase, seconds: round(seconds) });
    const text = `${this.#phase}: ${whole(this.#done)}/${this.#total} in ${duration(seconds)}`;
    if (this.#output.style === "bar") this.#output.write(`\r\u001b[K${text}\n`);
    if (this.#output.style === "lines") this.#output.write(`${text}\n`);
  }

  /** Seconds left at the present rate; NaN before anything is done. */
  get eta(): number {
    const fresh = this.#done - this.#skipped;
    const elapsed = (this.#output.now() - this.#started) / 1000;
    return fresh > 0 ? (elapsed / fresh) * (this.#total - this.#done) : Number.NaN;
  }

  #draw(force: boolean): void {
    const { style } = this.#output;
    if (!this.#open || style === "quiet") return;
    const now = this.#output.now();
    const pause = style === "bar" ? REDRAW_MS : LINE_MS;
    if (now - this.#drawn < pause && !(force && style === "bar")) return;
    this.#drawn = now;
    const share = this.#total > 0 ? Math.min(1, this.#done / this.#total) : 1;
    const eta = Number.isFinite(this.eta) ? `ETA ${duration(this.eta)}` : "";
    if (style === "json") {
      const left = Number.isFinite(this.eta) ? round(this.eta) : null;
      this.#emit({ event: "progress", phase: this.#phase, done: round(this.#done), total: this.#total, eta: left });
      return;
    }
    const text = `${this.#phase} ${whole(this.#done)}/${this.#total} ${Math.floor(share * 100)}% ${eta}`.trimEnd();
    if (style === "lines") this.#output.write(`  ${text}\n`);
    else {
      const filled = Math.round(share * BAR_WIDTH);
      const bar = `${"█".repeat(filled)}${"░".repeat(BAR_WIDTH - filled)}`;
      this.#output.write(`\r\u001b[K${`${bar} ${text}`.slice(0, Math.max(20, this.#output.columns - 1))}`);
    }
  }

  #emit(event: Readonly<Record<string, string | number | null>>): void {
    if (this.#output.style === "json") this.#output.write(`${JSON.stringify(event)}\n`);
  }
}

/** `42 s`, `3 min 05 s`, `1 h 02 min`. */
export function duration(seconds: number): string {
  const total = Math.max(0, Math.round(seconds));
  if (total < 60) return `${total} s`;
  if (total < 3600) return `${Math.floor(total / 60)} min ${String(total % 60).padStart(2, "0")} s`;
  return `${Math.floor(total / 3600)} h ${String(Math.floor((total % 3600) / 60)).padStart(2, "0")} min`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function whole(value: number): string {
  return String(Math.floor(value + 1e-9));
}
