// Events told from callbacks, as an async iterator.

/** Work that tells events and ends, early when `signal` fires. */
export type TellingWork<Event> = (tell: (event: Event) => void, signal: AbortSignal) => Promise<void>;

/**
 * The events of `work`, as they come; what it throws is thrown after them. Leaving the iteration early stops the work as
 * `signal` does and waits for its end.
 */
export async function* eventsOf<Event>(work: TellingWork<Event>, signal?: AbortSignal): AsyncGenerator<Event, void> {
  const left = new AbortController();
  const told: Event[] = [];
  let wake: () => void = () => undefined;
  let outcome: { readonly error?: unknown } | undefined;
  const tell = (event: Event): void => {
    told.push(event);
    wake();
  };
  const either = signal === undefined ? left.signal : AbortSignal.any([signal, left.signal]);
  const done = work(tell, either).then(
    () => {
      outcome = {};
      wake();
    },
    (error: unknown) => {
      outcome = { error };
      wake();
    },
  );
  try {
    while (told.length > 0 || outcome === undefined) {
      const event = told.shift();
      if (event !== undefined) yield event;
      else if (outcome === undefined) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
  } finally {
    left.abort();
    await done;
  }
  if (outcome !== undefined && "error" in outcome) throw outcome.error;
}
