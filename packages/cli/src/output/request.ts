// What a run was asked for, kept in its folder: only the same request goes on from what lies there.

import { isRecord, jsonExcerpt, parseJson, StillpointError } from "@stillpoint/core";
import { readText, type Store } from "@stillpoint/experiment";

/** What decides the results, as JSON can hold it. */
export interface Request {
  readonly command: string;
  readonly options: object;
}

const SCHEMA = "stillpoint.request/1";
/** Characters of a value that are told. */
const TOLD = 60;

/** Throws `USAGE` where `file` holds another request than this, `INPUT` where it holds none; that it is missing is fine. */
export async function ensureSameRequest(store: Store, file: string, request: Request): Promise<void> {
  const text = await readText(store, file);
  if (text === undefined) return;
  const [before, now] = [entriesOf(parseJson(text)), entriesOf(parseJson(requestJson(request)))];
  const place = store.locate(file);
  if (before === undefined || now === undefined)
    throw new StillpointError(
      "INPUT",
      `${place}: expected the request that the results beside it are of; got something else; choose another folder with --out, or remove it to go on without`,
    );
  const changed = [...new Set([...before.keys(), ...now.keys()])].filter(
    (key) => canonical(before.get(key)) !== canonical(now.get(key)),
  );
  if (changed.length === 0) return;
  const told = changed.map((key) => `${key} ${excerpt(now.get(key))} for ${excerpt(before.get(key))}`);
  throw new StillpointError(
    "USAGE",
    `--resume: expected the request that the results are of (${place}); got ${told.join(", ")}; ask for the same, choose another folder with --out, or remove that file to have what differs made anew and these results replaced`,
  );
}

export function requestJson({ command, options }: Request): string {
  return `${JSON.stringify({ schema: SCHEMA, command, options }, undefined, 1)}\n`;
}

/** The command of a request; undefined where the text holds none. */
export function requestedCommand(text: string): string | undefined {
  const command = entriesOf(parseJson(text))?.get("command");
  return typeof command === "string" ? command : undefined;
}

/** Command and options by name. */
function entriesOf(value: unknown): ReadonlyMap<string, unknown> | undefined {
  if (!isRecord(value) || value.schema !== SCHEMA || !isRecord(value.options)) return;
  return new Map(Object.entries({ command: value.command, ...value.options }));
}

/** The same text for values that differ by the order of their keys alone. */
function canonical(value: unknown): string | undefined {
  return JSON.stringify(value, (_, inner: unknown) =>
    isRecord(inner) ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1))) : inner,
  );
}

function excerpt(value: unknown): string {
  return value === undefined ? "none" : jsonExcerpt(value, TOLD);
}
