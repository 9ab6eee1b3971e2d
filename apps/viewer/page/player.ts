// Plays training: one moment after the other, with the button that says so.

const MILLISECONDS_PER_STEP = 550;

/** What is played. */
export interface Played {
  readonly place: HTMLElement;
  moment(): number;
  /** The last moment. */
  last(): number;
  show(moment: number): void;
  /** The last moment was reached. */
  ended(): void;
}

export class Player {
  readonly #played: Played;
  #timer: number | undefined;

  constructor(played: Played) {
    this.#played = played;
  }

  get playing(): boolean {
    return this.#timer !== undefined;
  }

  /** From the beginning where the end is shown. */
  play(): void {
    const { moment, last, show, ended } = this.#played;
    this.#button("❚❚", "Pause");
    show(moment() >= last() ? 0 : moment());
    this.#timer = window.setInterval(() => {
      if (moment() < last()) show(moment() + 1);
      else {
        this.stop();
        ended();
      }
    }, MILLISECONDS_PER_STEP);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#button("▶", "Play training");
  }

  #button(sign: string, words: string): void {
    const button = this.#played.place.querySelector(".play");
    if (!button) return;
    button.textContent = sign;
    button.setAttribute("aria-label", words);
  }
}
