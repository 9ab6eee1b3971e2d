// The XML of Pascal VOC, one file a picture; ILSVRC's is the same.

import { isRecord, StillpointError } from "@stillpoint/core";
import { faultAt } from "@stillpoint/text";
import { XMLParser } from "fast-xml-parser";
import type { Files } from "../files.ts";
import { textOf } from "../text-of.ts";

export interface VocAnnotation {
  /** The file's, below its folder. */
  readonly name: string;
  /** For messages. */
  readonly place: string;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly objects: readonly Readonly<Record<string, unknown>>[];
}

/** Every annotation of a folder, by name. `subject` is what it is read for. Throws `INPUT` naming the file. */
export async function readVocAnnotations(files: Files, subject: "labels" | "masks"): Promise<readonly VocAnnotation[]> {
  const parser = new XMLParser({
    isArray: (name) => name === "object",
    ignoreAttributes: true,
    processEntities: false,
  });
  const found: VocAnnotation[] = [];
  for (const name of files.names.filter((path) => /\.xml$/i.test(path)).sort()) {
    const place = `${subject} ${files.place}/${name}`;
    const fields = annotationOf(parser, textOf(await files.read(name), place.slice(subject.length + 1)), place);
    const objects: readonly unknown[] = Array.isArray(fields.object) ? fields.object : [];
    found.push({ name, place, fields, objects: objects.filter(isRecord) });
  }
  if (found.length > 0) return found;
  throw new StillpointError(
    "INPUT",
    `${subject} ${files.place}: expected Pascal VOC's XML files; got ${files.names.length} other files; check --${subject}`,
  );
}

function annotationOf(parser: XMLParser, text: string, place: string): Readonly<Record<string, unknown>> {
  let parsed: unknown;
  try {
    parsed = parser.parse(text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new StillpointError("INPUT", `${place}: expected XML; got one that cannot be read (${reason}); mend it`, {
      cause,
    });
  }
  const annotation = isRecord(parsed) ? parsed.annotation : undefined;
  if (isRecord(annotation)) return annotation;
  throw faultAt(place, "an <annotation> of Pascal VOC", parsed, "mend or remove it");
}
