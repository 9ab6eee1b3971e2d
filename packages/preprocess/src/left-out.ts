// Entries of a data set that could not be read: left out and told, unless there are so many that something else is wrong.

import { type OnEntryFault, StillpointError } from "@stillpoint/core";

/** Bad entries of one data set, as they are found. */
export interface LeftOut {
  /**
   * To be told of each; absent where the first one is to end the reading. Throws the first fault once more than one in
   * `MOST` of all there are is bad: reading on would not help.
   */
  readonly onFault: OnEntryFault | undefined;
  /**
   * A sentence on them, none where there are none. Throws the first fault, with how many there are, where they are more
   * than one in `MOST` of all that were read, `kept` being those that could be.
   */
  notes(place: string, what: string, kept: number): string[];
}

/** What is known before anything is read. */
export interface KnownEntries {
  /** Whether the first bad entry is an error. */
  readonly strict: boolean;
  /** Faults of a listing, found already. */
  readonly known?: readonly StillpointError[] | undefined;
  /** How many entries there are, bad ones too; unknown unless given. */
  readonly all?: number;
}

/** One entry in so many may be bad: beyond that it is likelier that the data are not what they are taken for. */
const MOST = 10;

/** What a note on such entries says, and no other. */
export const LEFT_OUT = "could not be read and are left out";

/** Faults that are told in full. */
const TOLD = 3;

/** Throws the first of the `known` faults where reading is `strict` or they are too many. */
export function leftOut({ strict, known = [], all = Number.POSITIVE_INFINITY }: KnownEntries): LeftOut {
  const faults: StillpointError[] = [];
  let [lost, listed] = [0, 0];
  const ensureFew = (bad: number, of: number): void => {
    const [first] = faults;
    if (first === undefined || bad * MOST <= of) return;
    if (bad === 1) throw first;
    const others = `${bad} of ${of} entries could not be read, and one in ${MOST} may be left out`;
    throw new StillpointError(first.code, `${first.message} (${others})`, { cause: first });
  };
  const tell: OnEntryFault = (fault, entries = 1) => {
    // A shape may be read twice: for itself, and as another one's background.
    if (faults.includes(fault)) return;
    faults.push(fault);
    lost += entries;
    ensureFew(lost, all);
  };
  for (const fault of known) {
    if (strict) throw fault;
    tell(fault);
    listed += 1;
  }
  return {
    onFault: strict ? undefined : tell,
    notes: (place, what, kept) => {
      if (faults.length === 0) return [];
      // Those of a listing are of all its lines, however few are measured.
      ensureFew(lost - listed, kept + lost - listed);
      const more = faults.length > TOLD ? ` | and ${faults.length - TOLD} more` : "";
      const told = faults.slice(0, TOLD).map(({ message }) => message);
      return [
        `${lost} of ${kept + lost} ${what} of ${place} ${LEFT_OUT} (strict ends the run there): ${told.join(" | ")}${more}`,
      ];
    },
  };
}
