"""SST-2 as GLUE has it, SQuAD 1.1 as its authors have it, and word tokenizers made from their training parts."""

from __future__ import annotations

import csv
import json
import random
from dataclasses import dataclass
from pathlib import Path

import torch
from examples import Examples, Item, chosen
from tokenizers import Encoding, Tokenizer, models, normalizers, pre_tokenizers, processors, trainers

SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]
LEAST_WORDS = 6
"""Of a sentence that is measured; SST-2's training part also holds single words."""


def word_tokenizer(texts: list[str], words: int) -> Tokenizer:
    tokenizer = Tokenizer(models.WordLevel(unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.train_from_iterator(texts, trainers.WordLevelTrainer(vocab_size=words, special_tokens=SPECIAL))
    ids = [(token, tokenizer.token_to_id(token)) for token in ("[CLS]", "[SEP]")]
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=ids
    )
    return tokenizer


def _tensors(encoding: Encoding, window: int, types: bool) -> dict[str, torch.Tensor]:
    pad = [0] * (window - len(encoding.ids))
    inputs = {"input_ids": torch.tensor(encoding.ids + pad), "attention_mask": torch.tensor([1] * len(encoding.ids) + pad)}
    return {**inputs, "token_type_ids": torch.tensor(encoding.type_ids + pad)} if types else inputs


class Sentences:
    def __init__(self, rows: list[tuple[str, int]], tokenizer: Tokenizer, window: int) -> None:
        self.window = window
        encodings = tokenizer.encode_batch([text for text, _ in rows])
        kept = [k for k, encoding in enumerate(encodings) if len(encoding.ids) <= window]
        self.rows, self.encodings = [rows[k] for k in kept], [encodings[k] for k in kept]

    def __len__(self) -> int:
        return len(self.rows)

    def item(self, index: int, chance: random.Random | None) -> Item:
        return _tensors(self.encodings[index], self.window, types=False), torch.tensor(self.rows[index][1])

    def write(self, folder: Path, many: int) -> None:
        """`data.tsv`: sentence, tab, 0 or 1."""
        able = [row for row in self.rows if len(row[0].split()) >= LEAST_WORDS]
        lines = [f"{able[k][0]}\t{able[k][1]}\n" for k in chosen(len(able), many)]
        (folder / "data.tsv").write_text("".join(lines), encoding="utf-8")


@dataclass(frozen=True)
class Texts:
    train: Examples
    held: Examples
    tokenizer: Tokenizer
    words: int


def sst2(root: Path, words: int, window: int) -> Texts:
    """`SST-2/train.tsv` and `dev.tsv`, sentence and label under a head line."""
    top = root / "SST-2" if (root / "SST-2").is_dir() else root

    def part(name: str) -> list[tuple[str, int]]:
        with (top / f"{name}.tsv").open(encoding="utf-8", newline="") as lines:
            rows = list(csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
        return [(text.strip(), int(label)) for text, label in rows[1:]]

    train = part("train")
    tokenizer = word_tokenizer([text for text, _ in train], words)
    parts = [Sentences(rows, tokenizer, window) for rows in (train, part("dev"))]
    return Texts(*parts, tokenizer, tokenizer.get_vocab_size())


@dataclass(frozen=True)
class Question:
    id: str
    question: str
    context: str
    start: int
    end: int
    record: dict
    """As the file has it."""
    title: str


class Questions:
    """Questions whose context fits into the window whole, answers as first and last token."""

    def __init__(self, questions: list[Question], tokenizer: Tokenizer, window: int) -> None:
        self.window, self.questions, self.encodings, self.spans = window, [], [], []
        encodings = tokenizer.encode_batch([(each.question, each.context) for each in questions])
        for question, encoding in zip(questions, encodings):
            first = encoding.char_to_token(question.start, 1)
            last = encoding.char_to_token(question.end - 1, 1)
            if len(encoding.ids) <= window and first is not None and last is not None:
                self.questions.append(question)
                self.encodings.append(encoding)
                self.spans.append((first, last))

    def __len__(self) -> int:
        return len(self.questions)

    def item(self, index: int, chance: random.Random | None) -> Item:
        return _tensors(self.encodings[index], self.window, types=True), torch.tensor(self.spans[index])

    def write(self, folder: Path, many: int) -> None:
        """`data.json`, in SQuAD's form: an article for each question."""
        own = [self.questions[k] for k in chosen(len(self.questions), many)]
        articles = [{"title": q.title, "paragraphs": [{"context": q.context, "qas": [q.record]}]} for q in own]
        (folder / "data.json").write_text(json.dumps({"version": "1.1", "data": articles}), encoding="utf-8")


def squad(root: Path, words: int, window: int) -> Texts:
    """`train-v1.1.json` and `dev-v1.1.json`; their places count code points, as Python does."""

    def part(name: str) -> list[Question]:
        file = json.loads((root / f"{name}-v1.1.json").read_text(encoding="utf-8"))
        found = []
        for article in file["data"]:
            for paragraph in article["paragraphs"]:
                for each in paragraph["qas"]:
                    answer = each["answers"][0]
                    start, end = answer["answer_start"], answer["answer_start"] + len(answer["text"])
                    title = article.get("title", "")
                    found.append(Question(each["id"], each["question"], paragraph["context"], start, end, each, title))
        return found

    train = part("train")
    tokenizer = word_tokenizer([text for each in train for text in (each.question, each.context)], words)
    parts = [Questions(questions, tokenizer, window) for questions in (train, part("dev"))]
    return Texts(*parts, tokenizer, tokenizer.get_vocab_size())
