// Samples of a view as a user would bring them: a few of each group, spread over classes, whatever their maps show.

import { packageFiles } from "@stillpoint/cli/files";
import { parseJson, StillpointError } from "@stillpoint/core";
import { parseEmojiPack, parseFurniturePack, readSentences } from "@stillpoint/datasets";
import { z } from "zod";
import type { PackedSample, ViewName } from "../../src/pack/view-pack.ts";
import type { RunConfig, RunFolder } from "./run-folder.ts";

/** Of each group. */
const PER_GROUP = 5;
/** Letters of a title. */
const LONGEST_TITLE = 72;

/** A sample of the run, not yet a file of its own. */
interface RunSample {
  readonly id: string;
  readonly group: string;
  readonly title: string;
  readonly label?: number;
  /** What samples are spread over: the class, of questions what they ask for. */
  readonly kind: string;
  /** Ending of its file, with the point. */
  readonly ending: string;
  content(): Promise<Uint8Array>;
  annotation?: { readonly ending: string; content(): Promise<Uint8Array> };
}

export interface PackedSamples {
  readonly classes: readonly string[];
  readonly samples: readonly PackedSample[];
  /** By path in the pack's folder. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** `ids` are those the run measured, in its order. */
export async function packedSamples(
  view: ViewName,
  run: RunFolder,
  config: RunConfig,
  ids: readonly string[],
): Promise<PackedSamples> {
  const { classes, samples } = await READERS[view](run, config, ids);
  const files = new Map<string, Uint8Array>();
  const packed: PackedSample[] = [];
  for (const [k, { id, title, group, label, ending, content, annotation }] of chosen(samples).entries()) {
    const stem = `samples/${String(k + 1).padStart(2, "0")}`;
    const file = `${stem}${ending}`;
    files.set(file, await content());
    const beside =
      annotation === undefined ? undefined : `${stem}-${view === "images" ? "mask" : "regions"}${annotation.ending}`;
    if (beside !== undefined && annotation !== undefined) files.set(beside, await annotation.content());
    packed.push({
      id,
      title,
      group,
      ...(label === undefined ? {} : { label }),
      file,
      ...(beside === undefined ? {} : { annotation: beside }),
    });
  }
  return { classes, samples: packed, files };
}

/** Group by group, always the first in the run's order of a kind that was chosen least. */
function chosen(samples: readonly RunSample[]): RunSample[] {
  const counts = new Map<string, number>();
  const times = ({ kind }: RunSample): number => counts.get(kind) ?? 0;
  const groups = [...new Set(samples.map(({ group }) => group))].sort();
  return groups.flatMap((group) => {
    const left = samples.filter((sample) => sample.group === group);
    const taken: RunSample[] = [];
    while (taken.length < PER_GROUP && left.length > 0) {
      const least = Math.min(...left.map(times));
      const [next] = left.splice(
        left.findIndex((sample) => times(sample) === least),
        1,
      );
      if (next === undefined) break;
      counts.set(next.kind, least + 1);
      taken.push(next);
    }
    return taken;
  });
}

type Reader = (
  run: RunFolder,
  config: RunConfig,
  ids: readonly string[],
) => Promise<{ readonly classes: readonly string[]; readonly samples: readonly RunSample[] }>;

const READERS: Readonly<Record<ViewName, Reader>> = {
  images: async (run, { data, masks = "" }, ids) => {
    const { classes, styles } = await parseEmojiPack(await packageFiles.data("emoji.pack.gz"));
    // One style's name may begin another's.
    const longestFirst = [...styles].sort((a, b) => b.length - a.length);
    const samples = ids.map((id): RunSample => {
      const [group = "", name = ""] = id.split("/");
      const kind = known(
        classes.find((each) => name.startsWith(`${each}-`)),
        id,
      );
      const rest = name.slice(kind.length + 1);
      const style = known(
        longestFirst.find((each) => rest.startsWith(`${each}-`)),
        id,
      );
      return {
        id,
        group,
        title: `${kind}: ${rest.slice(style.length + 1).replaceAll("-", " ")} (${style})`,
        label: classes.indexOf(kind),
        kind,
        ending: ".png",
        content: () => run.read(`${data}/${id}.png`),
        annotation: { ending: ".png", content: () => run.read(`${masks}/${id}.png`) },
      };
    });
    return { classes, samples };
  },
  clouds: async (run, { data, masks = "" }, ids) => {
    const { classes, shapes } = await parseFurniturePack(await packageFiles.data("furniture.pack.gz"));
    const samples = ids.map((id): RunSample => {
      const [group = "", shape = ""] = id.split("/");
      const label = known(shapes.find((each) => each.id === shape)?.label, id);
      const kind = known(classes[label], id);
      return {
        id,
        group,
        title: `${kind}: ${shape.slice(shape.indexOf("#") + 1)}`,
        label,
        kind,
        ending: ".xyz",
        content: () => run.read(`${data}/${id}.xyz`),
        annotation: { ending: ".txt", content: () => run.read(`${masks}/${id}.txt`) },
      };
    });
    return { classes, samples };
  },
  sentences: async (run, { data }, ids) => {
    const lines = new TextDecoder()
      .decode(await run.read(data))
      .split("\n")
      .filter(Boolean);
    const read = lines.map((line) => ({ line, ...sentenceSchema.parse(parseJson(line)) }));
    const samples = ids.map((id): RunSample => {
      const { line, group, text, label } = known(
        read.find((each) => each.id === id),
        id,
      );
      const content = async (): Promise<Uint8Array> => new TextEncoder().encode(`${line}\n`);
      return { id, group, title: shortened(text), label, kind: String(label), ending: ".jsonl", content };
    });
    return { classes: readSentences([]).classes, samples };
  },
  questions: async (run, { data }, ids) => {
    const { data: articles } = squadSchema.parse(parseJson(new TextDecoder().decode(await run.read(data))));
    const read = articles.flatMap(({ title, paragraphs }) =>
      paragraphs.flatMap(({ context, qas }) => qas.map((question) => ({ title, context, question }))),
    );
    const samples = ids.map((id): RunSample => {
      const { title, context, question } = known(
        read.find((each) => each.question.id === id),
        id,
      );
      const file = { version: "1.1", data: [{ title, paragraphs: [{ context, qas: [question] }] }] };
      return {
        id,
        group: question.group,
        title: shortened(question.question),
        kind: id.slice(id.lastIndexOf("/") + 1),
        ending: ".json",
        content: async () => new TextEncoder().encode(`${JSON.stringify(file)}\n`),
      };
    });
    return { classes: [], samples };
  },
};

const sentenceSchema = z.object({ id: z.string(), group: z.string(), text: z.string(), label: z.int() });

const squadSchema = z.object({
  data: z.array(
    z.object({
      title: z.string(),
      paragraphs: z.array(
        z.object({
          context: z.string(),
          qas: z.array(z.looseObject({ id: z.string(), group: z.string(), question: z.string() })),
        }),
      ),
    }),
  ),
});

function known<Value>(found: Value | undefined, id: string): Value {
  if (found !== undefined) return found;
  throw new StillpointError("INPUT", `sample ${id}: expected it in the run's data; got none; run again`);
}

function shortened(text: string): string {
  return text.length <= LONGEST_TITLE ? text : `${text.slice(0, LONGEST_TITLE - 1).trimEnd()}…`;
}
