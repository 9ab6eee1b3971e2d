// From the classes that people name to the outputs that a network has.

import type { ClassLabels } from "./labels.ts";

/** The output of each sample's class, or why it is not known. */
export type ClassIndices =
  | { readonly indices: readonly (number | undefined)[]; readonly how: string }
  | { readonly unknown: string };

/**
 * Class numbers are taken as they are, names by `known`, the network's own list in its order, else in the order of the
 * labels' source where it has as many classes as the network has outputs. Anything else would be a guess and is refused
 * with the reason: an accuracy of wrongly ordered classes is chance.
 */
export function classIndices(
  { names, classes, order }: Pick<ClassLabels, "names" | "classes" | "order">,
  outputs: number,
  known: readonly string[] = [],
): ClassIndices {
  const present = names.filter((name) => name !== undefined);
  if (known.length > 0) return byList(names, known, outputs);
  if (present.every(isNumber)) {
    const numbers = classes.length > 0 ? classes : [...new Set(present)];
    const asText = numbers.toSorted();
    const asNumbers = numbers.toSorted((a, b) => Number(a) - Number(b));
    // Fewer folders than outputs are some of the classes, so that their places mean nothing.
    if (
      order === "text" &&
      numbers.length === outputs &&
      asText.some((name, k) => name !== asNumbers[k] || Number(name) !== k)
    ) {
      return {
        unknown: `folders named by numbers (${shown(asText)}) may stand for their number or their place as text`,
      };
    }
    const outside = present.find((name) => Number(name) >= outputs);
    if (outside !== undefined) {
      const from = present.includes("0") ? "" : ", perhaps counted from 1";
      return { unknown: `class ${outside} is beyond the network's ${outputs} outputs${from}` };
    }
    return { indices: names.map((name) => (name === undefined ? undefined : Number(name))), how: "class numbers" };
  }
  if (classes.length !== outputs) {
    return { unknown: `${classes.length} classes (${shown(classes)}) for a network of ${outputs} outputs` };
  }
  return byList(names, classes, outputs);
}

function byList(names: readonly (string | undefined)[], list: readonly string[], outputs: number): ClassIndices {
  if (list.length > outputs) return { unknown: `${list.length} class names for a network of ${outputs} outputs` };
  const places = new Map(list.map((name, k) => [name.toLowerCase(), k]));
  // A number is a number also where the network names its classes.
  const at = (name: string): number | undefined => {
    return places.get(name.toLowerCase()) ?? (isNumber(name) && Number(name) < outputs ? Number(name) : undefined);
  };
  const strange = names.find((name) => name !== undefined && at(name) === undefined);
  if (strange !== undefined) return { unknown: `class ${strange} is none of ${shown(list)}` };
  return { indices: names.map((name) => (name === undefined ? undefined : at(name))), how: `classes ${shown(list)}` };
}

const isNumber = (name: string): boolean => /^\d{1,9}$/.test(name);

const shown = (names: readonly string[]): string =>
  names.length <= 6 ? names.join(", ") : `${names.slice(0, 5).join(", ")}, ... ${names.at(-1)}`;
