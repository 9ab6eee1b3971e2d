"""Trains a teacher, three students and three networks from scratch on labelled sentences: BiLSTMs in plain PyTorch.

    pip install torch tokenizers
    python benchmarks/journeys/sentences.py sentences DATA...
    npx stillpoint init sentences
    npx stillpoint analyze sentences/stillpoint.jsonc

DATA are TSV files of sentences and labels (as GLUE's SST-2) or JSON records of text and class; npm's `sentiment` carries
such files, in node_modules/sentiment/test/fixtures. What is written is what a user has: ONNX checkpoints by role and seed,
the tokenizer the networks were trained with, held-out sentences with labels.
"""

import argparse
import copy
import csv
import json
import random
import sys
from pathlib import Path

import torch
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, trainers
from torch import nn
from torch.nn import functional

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "examples" / "pytorch"))
from export_checkpoint import count_step, export_checkpoint  # noqa: E402

LENGTH = 24
TEMPERATURE, WEIGHT = 4.0, 0.9


class BiLstm(nn.Module):
    def __init__(self, words: int, width: int, hidden: int) -> None:
        super().__init__()
        self.embedding = nn.Embedding(words, width, padding_idx=0)
        self.lstm = nn.LSTM(width, hidden, batch_first=True, bidirectional=True)
        self.fc1 = nn.Linear(2 * hidden, hidden)
        self.fc2 = nn.Linear(hidden, 2)

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        states, _ = self.lstm(self.embedding(input_ids))
        read = attention_mask.unsqueeze(-1).to(states.dtype)
        pooled = (states * read).sum(1) / read.sum(1)
        return self.fc2(torch.relu(self.fc1(pooled)))


def read(file: Path) -> list[tuple[str, int]]:
    text = file.read_text(encoding="utf-8-sig")
    if file.suffix == ".json":
        return [(each["text"].strip(), each["class"]) for each in json.loads(text) if each["class"] is not None]
    rows = list(csv.reader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))
    return [(row[0].strip(), int(row[1])) for row in rows if row[1] in ("0", "1")]


def word_tokenizer(texts: list[str], words: int) -> Tokenizer:
    tokenizer = Tokenizer(models.WordLevel(unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.train_from_iterator(texts, trainers.WordLevelTrainer(vocab_size=words, special_tokens=["[PAD]", "[UNK]"]))
    return tokenizer


def encode(tokenizer: Tokenizer, texts: list[str]) -> dict[str, torch.Tensor]:
    ids = [tokenizer.encode(text).ids[:LENGTH] for text in texts]
    padded = torch.tensor([row + [0] * (LENGTH - len(row)) for row in ids])
    mask = torch.tensor([[1] * len(row) + [0] * (LENGTH - len(row)) for row in ids])
    return {"input_ids": padded, "attention_mask": mask}


def rows_of(data, rows):
    return {name: values[rows] for name, values in data.items()}


def train(model, data, labels, steps, seed, folder=None, every=None, teacher=None):
    """Cross-entropy, or with a teacher Hinton's distillation at temperature 4, weight 0.9."""
    optimiser = torch.optim.Adam(model.parameters(), lr=1e-2)
    order = torch.Generator().manual_seed(seed)
    example = rows_of(data, slice(0, 2))
    for step in range(steps):
        if folder is not None and step % every == 0:
            export_checkpoint(model, example, folder, step)
        rows = torch.randint(0, len(labels), (32,), generator=order)
        model.train()
        logits = model(**rows_of(data, rows))
        loss = functional.cross_entropy(logits, labels[rows])
        if teacher is not None:
            with torch.no_grad():
                soft = torch.softmax(teacher(**rows_of(data, rows)) / TEMPERATURE, 1)
            matched = functional.kl_div(torch.log_softmax(logits / TEMPERATURE, 1), soft, reduction="batchmean")
            loss = (1 - WEIGHT) * loss + WEIGHT * TEMPERATURE**2 * matched
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        count_step(model) if folder is not None else None
    if folder is not None:
        export_checkpoint(model, example, folder, steps)


def accuracy(model, data, labels):
    model.eval()
    with torch.no_grad():
        return float((model(**data).argmax(1) == labels).float().mean())


def squared_columns(model, data):
    """Of one sentence the squared norm of every column of the Jacobian of fc1 to the embeddings, in float64."""
    model = copy.deepcopy(model).double().eval()

    def fc1(embedded):
        states, _ = model.lstm(embedded[None])
        read = data["attention_mask"].unsqueeze(-1).to(states.dtype)
        return model.fc1((states * read).sum(1) / read.sum(1))[0]

    embedded = model.embedding(data["input_ids"])[0].detach()
    jacobian = torch.autograd.functional.jacobian(fc1, embedded)
    return (jacobian**2).sum(0).flatten().tolist()


def main() -> None:
    torch.set_num_threads(1)  # networks this small lose more to threads than they gain
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("data", type=Path, nargs="+")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--steps", type=int, default=200)
    parser.add_argument("--sentences", type=int, default=24, help="held-out sentences to measure")
    parser.add_argument("--words", type=int, default=800)
    parser.add_argument("--width", type=int, default=8)
    parser.add_argument("--hidden", type=int, default=6)
    options = parser.parse_args()
    entries = [(text, label) for file in options.data for text, label in read(file) if len(text.split()) > 2]
    random.Random(0).shuffle(entries)
    held = len(entries) // 4
    tokenizer = word_tokenizer([text for text, _ in entries[held:]], options.words)
    # Longer than the networks' window: `--long skip` would leave them out, here there are none.
    test = [entry for entry in entries[:held] if len(tokenizer.encode(entry[0]).ids) <= LENGTH]
    shown = test[:: max(1, len(test) // options.sentences)][: options.sentences]
    shown_data = encode(tokenizer, [text for text, _ in shown])
    data, labels = encode(tokenizer, [text for text, _ in entries[held:]]), torch.tensor([label for _, label in entries[held:]])
    test_data, test_labels = encode(tokenizer, [text for text, _ in test]), torch.tensor([label for _, label in test])
    small = slice(0, len(labels) // 2)

    torch.manual_seed(0)
    teacher = BiLstm(options.words, 2 * options.width, 2 * options.hidden)
    train(teacher, data, labels, 2 * options.steps, seed=0)
    teacher.eval()
    print(f"teacher {accuracy(teacher, test_data, test_labels):.3f}")
    export_checkpoint(teacher, rows_of(data, slice(0, 2)), options.out / "teacher", 2 * options.steps)
    columns = {}
    for seed in range(options.seeds):
        for role in ("student", "scratch"):
            torch.manual_seed(seed)  # the same first weights for both
            model = BiLstm(options.words, options.width, options.hidden)
            folder = options.out / role / f"seed{seed}"
            guide = teacher if role == "student" else None
            train(model, rows_of(data, small), labels[small], options.steps, seed, folder, options.steps // 2, guide)
            print(f"{role} seed {seed} {accuracy(model, test_data, test_labels):.3f}")
            if seed == 0:
                columns[role] = {
                    f"data/{k + 1}": squared_columns(model, rows_of(shown_data, slice(k, k + 1))) for k in range(3)
                }
    exact = {"layer": "fc1", "step": options.steps, "columns": columns}
    (options.out / "jacobian.json").write_text(json.dumps(exact))

    tokenizer.save(str(options.out / "tokenizer.json"))
    with (options.out / "data.tsv").open("w", encoding="utf-8", newline="\n") as lines:
        lines.writelines(f"{text}\t{label}\n" for text, label in shown)


if __name__ == "__main__":
    main()
