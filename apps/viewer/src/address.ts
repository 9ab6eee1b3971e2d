// The part of the page's address after `#`: the task, sample, step, seed, order and search that are shown, so that a link
// leads there.

import { isSampleOrder, type SampleOrder } from "./sample-order.ts";

/** What an address asks for; a sample by its name, which stays when samples are added. */
export interface Address {
  /** The id of the task's section, or of another place in the page. */
  readonly anchor: string;
  readonly sample?: string;
  readonly step?: number;
  readonly seed?: number;
  readonly order?: SampleOrder;
  /** What is searched for. */
  readonly find?: string;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // not one of ours: a stray percent sign
    return text;
  }
}

function whole(text: string | undefined | null): number | undefined {
  return text && /^\d+$/.test(text) ? Number(text) : undefined;
}

/** `#task-a/cat-3/38?seed=1&sort=part&find=cat` as its parts; what is missing or is none is left out. */
export function readAddress(hash: string): Address {
  const [path = "", query = ""] = hash.replace(/^#/, "").split("?", 2);
  const [anchor = "", sample, stepText] = path.split("/");
  const asked = new URLSearchParams(query);
  const [step, seed, order, find] = [
    whole(stepText),
    whole(asked.get("seed")),
    asked.get("sort") ?? "",
    asked.get("find"),
  ];
  return {
    anchor: decoded(anchor),
    ...(sample ? { sample: decoded(sample) } : {}),
    ...(step === undefined ? {} : { step }),
    ...(seed === undefined ? {} : { seed }),
    ...(isSampleOrder(order) ? { order } : {}),
    ...(find ? { find } : {}),
  };
}

/** The address as it stands in a link, with its `#`. */
export function writeAddress({ anchor, sample, step, seed, order, find }: Address): string {
  const parts =
    sample === undefined ? [anchor] : step === undefined ? [anchor, sample] : [anchor, sample, String(step)];
  const asked = new URLSearchParams({
    ...(seed === undefined ? {} : { seed: String(seed) }),
    ...(order === undefined || order === "listed" ? {} : { sort: order }),
    ...(find ? { find } : {}),
  }).toString();
  return `#${parts.map(encodeURIComponent).join("/")}${asked ? `?${asked}` : ""}`;
}
