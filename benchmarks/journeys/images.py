"""Trains a teacher, three students and three networks from scratch on scikit-learn's digits, in plain PyTorch.

    pip install torch scikit-learn pillow
    python benchmarks/journeys/images.py digits
    npx stillpoint init digits
    npx stillpoint analyze digits/stillpoint.jsonc

The digits are the test set of UCI's "Optical Recognition of Handwritten Digits" (E. Alpaydin and C. Kaynak, 1998,
CC BY 4.0), 8 x 8 pixels of 17 greys. The teacher learns from 1,000 of them; students and scratch networks from 100. What is
written is what a user has: ONNX checkpoints by role and seed, held-out pictures by class, masks of the strokes.
"""

import argparse
import copy
import json
import sys
from pathlib import Path

import numpy
import torch
from PIL import Image
from sklearn.datasets import load_digits
from torch import nn
from torch.nn import functional

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "examples" / "pytorch"))
from export_checkpoint import count_step, export_checkpoint  # noqa: E402

MEAN, STD = 0.3, 0.37
TEMPERATURE, WEIGHT = 4.0, 0.9


class Digits(nn.Module):
    def __init__(self, width: int, hidden: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(1, width, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.conv2 = nn.Conv2d(width, 2 * width, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(2 * width)
        self.pool = nn.MaxPool2d(2)
        self.fc1 = nn.Linear(2 * width * 4, hidden)
        self.fc2 = nn.Linear(hidden, 10)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.pool(torch.relu(self.bn1(self.conv1(x))))
        x = self.pool(torch.relu(self.bn2(self.conv2(x))))
        return self.fc2(torch.relu(self.fc1(torch.flatten(x, 1))))


def train(model, x, y, steps, seed, folder=None, every=None, teacher=None):
    """Cross-entropy, or with a teacher Hinton's distillation at temperature 4, weight 0.9."""
    optimiser = torch.optim.Adam(model.parameters(), lr=3e-3)
    order = torch.Generator().manual_seed(seed)
    for step in range(steps):
        if folder is not None and step % every == 0:
            export_checkpoint(model, x[:2], folder, step)
        rows = torch.randint(0, len(x), (32,), generator=order)
        model.train()
        logits = model(x[rows])
        loss = functional.cross_entropy(logits, y[rows])
        if teacher is not None:
            with torch.no_grad():
                soft = torch.softmax(teacher(x[rows]) / TEMPERATURE, 1)
            matched = functional.kl_div(torch.log_softmax(logits / TEMPERATURE, 1), soft, reduction="batchmean")
            loss = (1 - WEIGHT) * loss + WEIGHT * TEMPERATURE**2 * matched
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        count_step(model) if folder is not None else None
    if folder is not None:
        export_checkpoint(model, x[:2], folder, steps)


def accuracy(model, x, y):
    model.eval()
    with torch.no_grad():
        return float((model(x).argmax(1) == y).float().mean())


def squared_columns(model, x):
    """Of one picture `[1, 8, 8]` the squared norm of every column of the Jacobian of fc1, in float64."""
    model = copy.deepcopy(model).double().eval()
    head = nn.Sequential(model.conv1, model.bn1, nn.ReLU(), model.pool, model.conv2, model.bn2, nn.ReLU(), model.pool)
    jacobian = torch.autograd.functional.jacobian(lambda at: model.fc1(head(at[None]).flatten(1))[0], x.double())
    return (jacobian**2).sum(0).flatten().tolist()


def main() -> None:
    torch.set_num_threads(1)  # networks this small lose more to threads than they gain
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--steps", type=int, default=200)
    parser.add_argument("--pictures", type=int, default=30, help="held-out digits to measure")
    parser.add_argument("--width", type=int, default=6)
    parser.add_argument("--hidden", type=int, default=16)
    options = parser.parse_args()
    digits = load_digits()
    greys = digits.images.astype(numpy.float32) / 16
    x = (torch.from_numpy(greys)[:, None] - MEAN) / STD
    y = torch.from_numpy(digits.target)
    large, small, held = slice(0, 1000), slice(0, 100), slice(1200, 1797)

    torch.manual_seed(0)
    teacher = Digits(4 * options.width, 4 * options.hidden)
    train(teacher, x[large], y[large], 3 * options.steps, seed=0)
    teacher.eval()
    print(f"teacher {accuracy(teacher, x[held], y[held]):.3f}")
    export_checkpoint(teacher, x[:2], options.out / "teacher", 3 * options.steps)
    columns = {}
    for seed in range(options.seeds):
        for role in ("student", "scratch"):
            torch.manual_seed(seed)  # the same first weights for both
            model = Digits(options.width, options.hidden)
            folder = options.out / role / f"seed{seed}"
            guide = teacher if role == "student" else None
            train(model, x[small], y[small], options.steps, seed, folder, options.steps // 2, guide)
            print(f"{role} seed {seed} {accuracy(model, x[held], y[held]):.3f}")
            if seed == 0:
                columns[role] = {f"{digits.target[k]}/{k}": squared_columns(model, x[k]) for k in range(1200, 1203)}
    exact = {"layer": "fc1", "step": options.steps, "columns": columns}
    (options.out / "jacobian.json").write_text(json.dumps(exact))

    for k in range(1200, 1200 + options.pictures):
        bytes_ = numpy.rint(greys[k] * 255).astype(numpy.uint8)
        for kind, values in (("data", bytes_), ("masks", numpy.where(greys[k] > 0.25, 255, 0).astype(numpy.uint8))):
            file = options.out / kind / str(digits.target[k]) / f"{k}.png"
            file.parent.mkdir(parents=True, exist_ok=True)
            Image.fromarray(values).save(file)


if __name__ == "__main__":
    main()
