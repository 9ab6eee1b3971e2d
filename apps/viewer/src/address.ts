// The part of the page's address after `#`: the task, sample and step that are shown, so that a link leads there.

/** What an address asks for; a sample by its name, which stays when samples are added. */
export interface Address {
  /** The id of the task's section, or of another place in the page. */
  readonly anchor: string;
  readonly sample?: string;
  readonly step?: number;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // not one of ours: a stray percent sign
    return text;
  }
}

/** `#task-a/cat-3/38` as task, sample and step; what is missing or no number is left out. */
export function readAddress(hash: string): Address {
  const [anchor = "", sample, step] = hash.replace(/^#/, "").split("/");
  return {
    anchor: decoded(anchor),
    ...(sample ? { sample: decoded(sample) } : {}),
    ...(step && /^\d+$/.test(step) ? { step: Number(step) } : {}),
  };
}

/** The address as it stands in a link, with its `#`. */
export function writeAddress({ anchor, sample, step }: Address): string {
  const parts =
    sample === undefined ? [anchor] : step === undefined ? [anchor, sample] : [anchor, sample, String(step)];
  return `#${parts.map(encodeURIComponent).join("/")}`;
}
