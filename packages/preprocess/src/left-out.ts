// Entries of a data set that could not be read: left out and told, unless there are so many that something else is wrong.

import { type OnEntryFault, StillpointError } from "@stillpoint/core";

/** Bad entries of one data set, as they are found. */
export interface LeftOut {
  /** To be told of each; absent where the first one is to end the reading. */
  readonly onFault: OnEntryFault | undefined;
  /**
   * A sentence on them, none where there are none. Throws the first fault, with how many there are, where more than one
   * entry in `MOST` would be left out, `kept` being those that were not.
   */
  notes(place: string, what: string, kept: number): string[];
}

/** One entry in so many may be bad: beyond that it is likelier that the data are not what they are taken for. */
const MOST = 10;

/** Faults that are told in full. */
const TOLD = 3;

/** `strict`: the first bad entry is an error, of those `known` before too. */
export function leftOut(strict: boolean, known: readonly StillpointError[] = []): LeftOut {
  const [already] = known;
  if (strict && already !== undefined) throw already;
  const faults: StillpointError[] = [...known];
  // A shape may be read twice: for itself, and as another one's background.
  const tell: OnEntryFault = (fault) => {
    if (!faults.some(({ message }) => message === fault.message)) faults.push(fault);
  };
  return {
    onFault: strict ? undefined : tell,
    notes: (place, what, kept) => {
      const [first] = faults;
      if (first === undefined) return [];
      const count = faults.length;
      if (count * MOST > count + kept) throw tooMany(first, count, count + kept, what);
      const more = count > TOLD ? ` | and ${count - TOLD} more` : "";
      const told = faults.slice(0, TOLD).map(({ message }) => message);
      return [
        `${count} of ${count + kept} ${what} of ${place} could not be read and are left out; --strict stops at them: ${told.join(" | ")}${more}`,
      ];
    },
  };
}

function tooMany(first: StillpointError, count: number, total: number, what: string): StillpointError {
  if (count === 1) return first;
  const others = `${count} of ${total} ${what} could not be read, and one in ${MOST} may be left out`;
  return new StillpointError(first.code, `${first.message} (${others})`, { cause: first });
}
