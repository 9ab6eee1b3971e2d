// Samples of a pack as the lab takes them.

import { parseJson, StillpointError } from "@stillpoint/core";
import type { NamedFile, Source } from "../lab/protocol.ts";
import type { PackedSample, ViewPack } from "./view-pack.ts";

type Read = (path: string) => Promise<Blob>;

/** Pictures and clouds are named after their ids; texts say theirs themselves and come in one file. */
export async function sourceOf(pack: ViewPack, samples: readonly PackedSample[], read: Read): Promise<Source> {
  const files = Promise.all(samples.map(({ id, file }) => namedFile(id, file, read)));
  const masks = async (): Promise<NamedFile[]> => {
    const found = samples.map(({ id, annotation }) =>
      annotation === undefined ? [] : [namedFile(id, annotation, read)],
    );
    return Promise.all(found.flat());
  };
  const tokenizer = (): Promise<NamedFile[]> =>
    Promise.all(pack.tokenizer.map(async (path) => ({ name: lastPart(path), content: await read(path) })));
  switch (pack.view) {
    case "images":
      return { kind: "pictures", pictures: await files, masks: await masks() };
    case "clouds":
      return { kind: "clouds", clouds: await files, masks: await masks() };
    case "sentences": {
      const content = new Blob((await files).flatMap((file) => [file.content, "\n"]));
      return { kind: "sentences", file: { name: "sentences.jsonl", content }, tokenizer: await tokenizer() };
    }
    case "questions": {
      const articles = await Promise.all((await files).map(articlesIn));
      const content = new Blob([JSON.stringify({ version: "1.1", data: articles.flat() })]);
      return { kind: "questions", file: { name: "questions.json", content }, tokenizer: await tokenizer() };
    }
  }
}

async function namedFile(id: string, path: string, read: Read): Promise<NamedFile> {
  return { name: `${id}${path.slice(path.lastIndexOf("."))}`, content: await read(path) };
}

function lastPart(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

async function articlesIn({ name, content }: NamedFile): Promise<readonly unknown[]> {
  const root = parseJson(await content.text());
  if (typeof root === "object" && root !== null && "data" in root && Array.isArray(root.data)) return root.data;
  throw new StillpointError(
    "INPUT",
    `embedded question ${name}: expected SQuAD JSON; got something else; reload the page, and if that does not help build the site again`,
  );
}
