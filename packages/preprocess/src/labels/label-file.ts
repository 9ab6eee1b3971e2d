// Classes of samples in a file beside the data: a table, or the annotation of COCO or Pascal VOC.

import { isRecord, StillpointError } from "@stillpoint/core";
import { faultAt, jsonAt } from "@stillpoint/text";
import { stem } from "../file-names.ts";
import type { Files, TextFile } from "../files.ts";
import { FILE_HEADINGS, GROUP_HEADINGS, LABEL_HEADINGS } from "../headings.ts";
import { readTable } from "../table.ts";
import type { ClassLabels } from "./labels.ts";
import { readVocAnnotations } from "./voc-annotation.ts";

/** Classes by file, as read. */
export interface NamedLabels {
  readonly source: string;
  /** By path without ending, `/` between its parts. */
  readonly byFile: ReadonlyMap<string, string>;
  /** Files of several classes, which have no right one. */
  readonly several: number;
  /** In the source's order; of a table and of VOC sorted. */
  readonly classes: readonly string[];
}

/**
 * A CSV or TSV with a file and a class on each line (with headings such as `file,label`, other columns are ignored), or
 * a COCO JSON with images, annotations and categories. With `what` a group, the table's column `group`. Throws `INPUT` naming
 * file and line.
 */
export function readLabelFile({ place, text }: TextFile, what: "label" | "group" = "label"): NamedLabels {
  return what === "label" && /\.json$/i.test(place) ? cocoLabels(text, place) : tableLabels(text, place, what);
}

function tableLabels(text: string, place: string, what: "label" | "group"): NamedLabels {
  const { headings, rows } = readTable({ place, text });
  const fileAt = headings.findIndex((cell) => FILE_HEADINGS.has(cell));
  const labelAt = headings.findIndex((cell) => (what === "label" ? LABEL_HEADINGS : GROUP_HEADINGS).has(cell));
  const headed = fileAt >= 0 && labelAt >= 0;
  const entries = new Map<string, string>();
  for (const { cells: row, line } of headed ? rows.slice(1) : rows) {
    const [file, label] = [row[headed ? fileAt : 0]?.trim(), row[headed ? labelAt : 1]?.trim()];
    const fits = file && label && (headed || row.length === 2);
    if (!fits) {
      throw faultAt(
        `${what}s ${place}:${line}`,
        what === "label"
          ? "a file and its class, as under the headings file,label"
          : "a file and its group, as under the headings file,group",
        row.join(","),
        "mend the line or add headings",
      );
    }
    const known = entries.get(written(file));
    if (known !== undefined && known !== label) {
      throw faultAt(
        `${what}s ${place}:${line}`,
        `${what === "label" ? "class" : "group"} ${known} for ${file} as before`,
        label,
        "keep one of the lines",
      );
    }
    entries.set(written(file), label);
  }
  if (entries.size === 0) {
    throw new StillpointError(
      "INPUT",
      `${what}s ${place}: expected lines such as cat1.png,${what === "label" ? "cat" : "indoors"}; got none; check --${what}s`,
    );
  }
  return {
    source: `${what}s of ${place}`,
    byFile: entries,
    several: 0,
    classes: [...new Set(entries.values())].sort(),
  };
}

/** A picture's class is the one category of all its objects; `classes` in the order of their ids. */
function cocoLabels(text: string, place: string): NamedLabels {
  const root = jsonAt(text, `labels ${place}`);
  const list = (field: string): readonly Readonly<Record<string, unknown>>[] => {
    const found = isRecord(root) ? root[field] : undefined;
    if (!Array.isArray(found)) {
      throw faultAt(
        `labels ${place}`,
        `COCO's images, annotations and categories`,
        root,
        "pass an instances file or a CSV",
      );
    }
    return found.filter(isRecord);
  };
  const images = list("images");
  const annotations = list("annotations");
  const categories = list("categories").toSorted((a, b) => Number(a.id) - Number(b.id));
  const named = (value: unknown, what: string): string => {
    if (typeof value === "string") return value;
    throw faultAt(`labels ${place}`, `${what} in quotes`, value, "mend the entry");
  };
  const names = new Map(categories.map(({ id, name }) => [id, named(name, "a category's name")]));
  const found = new Map<unknown, Set<string>>();
  for (const { image_id: image, category_id: category } of annotations) {
    const name = names.get(category);
    if (name === undefined)
      throw faultAt(`labels ${place}`, "annotations of listed categories", category, "add the category");
    found.set(image, (found.get(image) ?? new Set()).add(name));
  }
  const perFile = images.map(
    ({ id, file_name: file }) => [written(named(file, "a file_name")), [...(found.get(id) ?? [])]] as const,
  );
  return { ...single(perFile), source: `categories of ${place}`, classes: [...names.values()] };
}

/** Pascal VOC: one XML a picture, beside each other. A picture's class is that of all its objects. Throws `INPUT`. */
export async function readVocLabels(files: Files): Promise<NamedLabels> {
  const annotations = await readVocAnnotations(files, "labels");
  const named = single(
    annotations.map(({ name, objects }) => {
      const names = objects.map((object) => object.name).filter((own) => own !== undefined);
      return [written(name), [...new Set(names.map(String))]] as const;
    }),
  );
  return { ...named, source: `objects of ${files.place}`, classes: [...new Set(named.byFile.values())].sort() };
}

function single(perFile: readonly (readonly [string, readonly string[]])[]): Pick<NamedLabels, "byFile" | "several"> {
  return {
    byFile: new Map(
      perFile.flatMap(([file, [only, ...more]]) => (only !== undefined && more.length === 0 ? [[file, only]] : [])),
    ),
    several: perFile.filter(([, classes]) => classes.length > 1).length,
  };
}

/**
 * The labels of samples by their ids, which are paths without ending; a path that nobody has is found by its last part
 * where that is one file's only.
 */
export function labelsFor(ids: readonly string[], { source, byFile, classes }: NamedLabels): ClassLabels {
  const lastParts = new Map<string, string | undefined>();
  for (const [file, label] of byFile) lastParts.set(last(file), lastParts.has(last(file)) ? undefined : label);
  const names = ids.map((id) => byFile.get(id) ?? lastParts.get(last(id)));
  return { kind: "class", source, names, classes, order: "listed" };
}

/** The stem of a path as people write it: `.\a\1.png` is `a/1`. */
const written = (path: string): string => stem(path.replaceAll("\\", "/").replace(/^\.\//, ""));

const last = (path: string): string => path.split("/").at(-1) ?? path;
