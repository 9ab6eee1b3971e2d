"""Trains a teacher, three students and three networks from scratch to find answers in texts, in plain PyTorch.

    pip install torch tokenizers
    python benchmarks/journeys/questions.py questions
    npx stillpoint init questions
    npx stillpoint analyze questions/stillpoint.jsonc

The texts are made here: facts of two invented towns, so that a reader needs both the town and what is asked of it. What
is written is what a user has: ONNX checkpoints by role and seed, the tokenizer the networks were trained with, held-out
questions as SQuAD 1.1.
"""

import argparse
import copy
import json
import random
import sys
from pathlib import Path

import torch
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors, trainers
from torch import nn
from torch.nn import functional

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "examples" / "pytorch"))
from export_checkpoint import count_step, export_checkpoint  # noqa: E402

LENGTH = 36
TEMPERATURE, WEIGHT = 4.0, 0.9
OUTPUTS = ("start_logits", "end_logits")

TOWNS = "Alden Borley Calder Dunmore Elsted Fenby Garth Holt Ivering Kelby Loxton Marden".split()
FIRST = "Ruth Adam Clara Edwin Flora Hugo Irene Jonas Lydia Martin Nora Oscar".split()
LAST = "Cole Barker Dale Frost Grey Hale Lane Moss Nash Price Reed Shaw".split()
NAMES = "Mere Arrow Birch Cress Dove Ember Falcon Gale Heron Isle Juniper Kestrel".split()
PEOPLE = "mayor baker doctor teacher".split()
PLACES = "river hill lake forest".split()


class Reader(nn.Module):
    """Looks where the question points, and from what it saw there points at start and end."""

    def __init__(self, words: int, width: int, hidden: int, features: int) -> None:
        super().__init__()
        self.words = nn.Embedding(words, width, padding_idx=0)
        self.kinds = nn.Embedding(2, width)
        self.lstm = nn.LSTM(width, hidden, batch_first=True, bidirectional=True)
        self.look = nn.Linear(2 * hidden, 2 * hidden)
        self.fc1 = nn.Linear(4 * hidden, features)
        self.start = nn.Linear(features, 2 * hidden)
        self.end = nn.Linear(features, 2 * hidden)

    def embed(self, input_ids: torch.Tensor, token_type_ids: torch.Tensor) -> torch.Tensor:
        return self.words(input_ids) + self.kinds(token_type_ids)

    def read(self, embedded: torch.Tensor, attention_mask: torch.Tensor, token_type_ids: torch.Tensor):
        states, _ = self.lstm(embedded)
        context = (attention_mask * token_type_ids).to(states.dtype)
        question = (attention_mask * (1 - token_type_ids)).to(states.dtype)
        asked = weighted(states, question / question.sum(1, keepdim=True))
        outside = (1 - context) * -1e4  # neither the question nor padding answers
        weights = torch.softmax(pointed(states, self.look(asked)) + outside, 1)
        seen = weighted(states, weights)
        return self.fc1(torch.cat((asked, seen), 1)), states, outside

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor, token_type_ids: torch.Tensor):
        read, states, outside = self.read(self.embed(input_ids, token_type_ids), attention_mask, token_type_ids)
        read = torch.relu(read)
        heads = (self.start(read), self.end(read))
        return {name: pointed(states, head) + outside for name, head in zip(OUTPUTS, heads)}


def weighted(states: torch.Tensor, weights: torch.Tensor) -> torch.Tensor:
    return torch.bmm(weights.unsqueeze(1), states).squeeze(1)


def pointed(states: torch.Tensor, at: torch.Tensor) -> torch.Tensor:
    return torch.bmm(states, at.unsqueeze(2)).squeeze(2)


def question_of(choice: random.Random, name: str) -> dict:
    """Facts of two towns of the same two kinds, one or two of them left out, and a question about one."""
    kinds = choice.sample(PEOPLE + PLACES, 2)
    facts = [(town, kind) for town in choice.sample(TOWNS, 2) for kind in kinds]
    choice.shuffle(facts)
    facts = facts[1 + choice.randrange(2) :]
    asked = choice.choice(facts)
    first, last, names = (choice.sample(of, len(facts)) for of in (FIRST, LAST, NAMES))
    context, answers = "", []
    for k, (town, kind) in enumerate(facts):
        article, answer = ("", f"{first[k]} {last[k]}") if kind in PEOPLE else ("the ", names[k])
        context += f"{' ' if context else ''}The {kind} of {town} is {article}"
        if (town, kind) == asked:
            answers = [{"text": answer, "answer_start": len(context)}]
        context += f"{answer}."
    town, kind = asked
    question = f"{'Who' if kind in PEOPLE else 'What'} is the {kind} of {town}?"
    qas = [{"id": name, "question": question, "answers": answers}]
    return {"title": town, "paragraphs": [{"context": context, "qas": qas}]}


def parts(article: dict) -> tuple[str, str, dict]:
    [paragraph] = article["paragraphs"]
    [asked] = paragraph["qas"]
    return asked["question"], paragraph["context"], asked["answers"][0]


def pair_tokenizer(articles: list[dict]) -> Tokenizer:
    tokenizer = Tokenizer(models.WordLevel(unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]
    texts = (text for article in articles for text in parts(article)[:2])
    tokenizer.train_from_iterator(texts, trainers.WordLevelTrainer(special_tokens=special))
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[(token, tokenizer.token_to_id(token)) for token in ("[CLS]", "[SEP]")],
    )
    tokenizer.enable_padding(length=LENGTH)
    return tokenizer


def encode(tokenizer: Tokenizer, articles: list[dict]) -> tuple[dict[str, torch.Tensor], torch.Tensor]:
    """Question and context as `stillpoint analyze` joins them, and the first and last token of each answer."""
    rows, spans = [], []
    for question, context, answer in map(parts, articles):
        row = tokenizer.encode(question, context)
        start = answer["answer_start"]
        rows.append(row)
        spans.append((row.char_to_token(start, 1), row.char_to_token(start + len(answer["text"]) - 1, 1)))
    data = {
        "input_ids": torch.tensor([row.ids for row in rows]),
        "attention_mask": torch.tensor([row.attention_mask for row in rows]),
        "token_type_ids": torch.tensor([row.type_ids for row in rows]),
    }
    return data, torch.tensor(spans)


def rows_of(data, rows):
    return {name: values[rows] for name, values in data.items()}


def train(model, data, spans, steps, seed, folder=None, every=None, teacher=None):
    """Cross-entropy of start and end, or with a teacher Hinton's distillation of both at temperature 4, weight 0.9."""
    optimiser = torch.optim.Adam(model.parameters(), lr=1e-2)
    order = torch.Generator().manual_seed(seed)
    example = rows_of(data, slice(0, 2))
    for step in range(steps):
        if folder is not None and step % every == 0:
            export_checkpoint(model, example, folder, step)
        rows = torch.randint(0, len(spans), (32,), generator=order)
        batch = rows_of(data, rows)
        model.train()
        logits = model(**batch)
        loss = sum(functional.cross_entropy(logits[name], spans[rows, k]) for k, name in enumerate(OUTPUTS)) / 2
        if teacher is not None:
            with torch.no_grad():
                told = teacher(**batch)
            matched = sum(soft_loss(logits[name], told[name]) for name in OUTPUTS) / 2
            loss = (1 - WEIGHT) * loss + WEIGHT * TEMPERATURE**2 * matched
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        count_step(model) if folder is not None else None
    if folder is not None:
        export_checkpoint(model, example, folder, steps)


def soft_loss(logits, told):
    soft = torch.softmax(told / TEMPERATURE, 1)
    return functional.kl_div(torch.log_softmax(logits / TEMPERATURE, 1), soft, reduction="batchmean")


def accuracy(model, data, spans):
    """Share of questions with both ends right."""
    model.eval()
    with torch.no_grad():
        logits = model(**data)
    said = torch.stack([logits[name].argmax(1) for name in OUTPUTS], 1)
    return float((said == spans).all(1).float().mean())


def squared_columns(model, data):
    """Of one question the squared norm of every column of the Jacobian of fc1 to the embeddings, in float64."""
    model = copy.deepcopy(model).double().eval()

    def fc1(embedded):
        return model.read(embedded[None], data["attention_mask"], data["token_type_ids"])[0][0]

    embedded = model.embed(data["input_ids"], data["token_type_ids"])[0].detach()
    jacobian = torch.autograd.functional.jacobian(fc1, embedded)
    return (jacobian**2).sum(0).flatten().tolist()


def main() -> None:
    torch.set_num_threads(1)  # networks this small lose more to threads than they gain
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--steps", type=int, default=400)
    parser.add_argument("--questions", type=int, default=24, help="held-out questions to measure")
    parser.add_argument("--width", type=int, default=8)
    parser.add_argument("--hidden", type=int, default=12)
    parser.add_argument("--features", type=int, default=12)
    options = parser.parse_args()
    choice = random.Random(0)
    articles = [question_of(choice, f"q{k + 1}") for k in range(8000)]
    tests, articles = articles[:400], articles[400:]
    tokenizer = pair_tokenizer(articles)
    words = tokenizer.get_vocab_size()
    data, spans = encode(tokenizer, articles)
    test_data, test_spans = encode(tokenizer, tests)
    shown = tests[: options.questions]
    small = slice(0, len(spans) // 2)

    torch.manual_seed(0)
    teacher = Reader(words, 2 * options.width, 2 * options.hidden, 2 * options.features)
    train(teacher, data, spans, 4 * options.steps, seed=0)
    teacher.eval()
    print(f"teacher {accuracy(teacher, test_data, test_spans):.3f}", flush=True)
    export_checkpoint(teacher, rows_of(data, slice(0, 2)), options.out / "teacher", 4 * options.steps)
    columns = {}
    for seed in range(options.seeds):
        for role in ("student", "scratch"):
            torch.manual_seed(seed)  # the same first weights for both
            model = Reader(words, options.width, options.hidden, options.features)
            folder = options.out / role / f"seed{seed}"
            guide = teacher if role == "student" else None
            train(model, rows_of(data, small), spans[small], options.steps, seed, folder, options.steps // 2, guide)
            print(f"{role} seed {seed} {accuracy(model, test_data, test_spans):.3f}", flush=True)
            if seed == 0:
                columns[role] = {
                    f"q{k + 1}": squared_columns(model, rows_of(test_data, slice(k, k + 1))) for k in range(3)
                }
    exact = {"layer": "fc1", "step": options.steps, "columns": columns}
    (options.out / "jacobian.json").write_text(json.dumps(exact))

    tokenizer.save(str(options.out / "tokenizer.json"))
    (options.out / "data.json").write_text(json.dumps({"version": "1.1", "data": shown}), encoding="utf-8")


if __name__ == "__main__":
    main()
