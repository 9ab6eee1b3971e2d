"""Trains a teacher, three students and three networks from scratch on made-up shapes: small PointNets in plain PyTorch.

    pip install torch
    python benchmarks/journeys/clouds.py shapes
    npx stillpoint init shapes
    npx stillpoint analyze shapes/stillpoint.jsonc

Boxes, cones and spheres are drawn from their surfaces with seeded noise, each with a ball of clutter beside it. The teacher
learns from 900 of them; students and scratch networks from 60. What is written is what a user has: ONNX checkpoints by role
and seed, held-out clouds by class, regions that tell the clutter from the shape.
"""

import argparse
import copy
import json
import math
import sys
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "examples" / "pytorch"))
from export_checkpoint import count_step, export_checkpoint  # noqa: E402

CLASSES = ("box", "cone", "sphere")  # sorted, as the folders of data are
POINTS, CLUTTER = 80, 16
NOISE = 0.03
TEMPERATURE, WEIGHT = 4.0, 0.9


class PointNet(nn.Module):
    def __init__(self, width: int, hidden: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv1d(3, width, 1, bias=False)
        self.bn1 = nn.BatchNorm1d(width)
        self.conv2 = nn.Conv1d(width, 2 * width, 1, bias=False)
        self.bn2 = nn.BatchNorm1d(2 * width)
        self.fc1 = nn.Linear(2 * width, hidden)
        self.fc2 = nn.Linear(hidden, len(CLASSES))

    def pooled(self, points: torch.Tensor) -> torch.Tensor:
        x = torch.relu(self.bn1(self.conv1(points)))
        # The mean, not PointNet's maximum: that reads a few points and leaves most without a derivative.
        return torch.relu(self.bn2(self.conv2(x))).mean(2)

    def forward(self, points: torch.Tensor) -> torch.Tensor:
        return self.fc2(torch.relu(self.fc1(self.pooled(points))))


def surface(kind: str, noise: torch.Generator) -> torch.Tensor:
    """Points `[POINTS, 3]` on a box, a cone or a sphere of about radius 1."""
    if kind == "sphere":
        return functional.normalize(torch.randn(POINTS, 3, generator=noise, dtype=torch.float64))
    u, v, w = torch.rand(3, POINTS, generator=noise, dtype=torch.float64)
    if kind == "box":
        faces = torch.stack((2 * u - 1, 2 * v - 1, torch.where(w < 0.5, -1.0, 1.0)), 1)
        axes = torch.randint(0, 3, (POINTS,), generator=noise)
        return 0.7 * faces.gather(1, (torch.arange(3) + axes[:, None]) % 3)
    radius, angle = u.sqrt(), 2 * math.pi * v  # the root: as many points on every piece of the surface
    on_base = w < 1 / (1 + math.sqrt(5))
    height = torch.where(on_base, -1.0, 1 - 2 * radius)
    return torch.stack((radius * angle.cos(), radius * angle.sin(), height), 1)


def shape(kind: str, noise: torch.Generator) -> torch.Tensor:
    """`[POINTS + CLUTTER, 3]` a shape, stretched and turned about its axis, then the ball of clutter; as its file says it."""
    points = surface(kind, noise) * (0.9 + 0.2 * torch.rand(3, generator=noise, dtype=torch.float64))
    turn = 2 * math.pi * float(torch.rand((), generator=noise))
    cos, sin = math.cos(turn), math.sin(turn)
    points = points @ torch.tensor([[cos, sin, 0], [-sin, cos, 0], [0, 0, 1]], dtype=torch.float64)
    points = points + NOISE * torch.randn(points.shape, generator=noise, dtype=torch.float64)
    place = functional.normalize(torch.randn(1, 3, generator=noise, dtype=torch.float64))
    ball = 1.4 * place + 0.15 * torch.randn(CLUTTER, 3, generator=noise, dtype=torch.float64)
    return torch.cat((points, ball)).round(decimals=4)


def shapes(count: int, seed: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Shapes `[count, n, 3]` and their classes, in turns."""
    noise = torch.Generator().manual_seed(seed)
    y = torch.arange(count) % len(CLASSES)
    return torch.stack([shape(CLASSES[k], noise) for k in y]), y


def prepared(points: torch.Tensor) -> torch.Tensor:
    """`[count, 3, n]` as `stillpoint analyze` prepares clouds, clutter too: moved to their mean, scaled to radius 1."""
    centred = points - points.mean(1, keepdim=True)
    return (centred / centred.norm(dim=2).amax(1)[:, None, None]).float().transpose(1, 2)


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
    """Of one cloud `[3, n]` the squared norm of every column of the Jacobian of fc1, point by point, in float64."""
    model = copy.deepcopy(model).double().eval()
    jacobian = torch.autograd.functional.jacobian(lambda at: model.fc1(model.pooled(at[None]))[0], x.double())
    return (jacobian**2).sum(0).T.flatten().tolist()


def main() -> None:
    torch.set_num_threads(1)  # networks this small lose more to threads than they gain
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--steps", type=int, default=200)
    parser.add_argument("--shapes", type=int, default=30, help="held-out shapes to measure")
    parser.add_argument("--width", type=int, default=8)
    parser.add_argument("--hidden", type=int, default=16)
    options = parser.parse_args()
    points, y = shapes(900, seed=1)
    x = prepared(points)
    held, held_y = shapes(600, seed=2)
    held_x = prepared(held)
    names = [f"{CLASSES[held_y[k]]}/{k:04d}" for k in range(options.shapes)]
    small = slice(0, 60)

    torch.manual_seed(0)
    teacher = PointNet(4 * options.width, 4 * options.hidden)
    train(teacher, x, y, 3 * options.steps, seed=0)
    teacher.eval()
    print(f"teacher {accuracy(teacher, held_x, held_y):.3f}")
    export_checkpoint(teacher, x[:2], options.out / "teacher", 3 * options.steps)
    columns = {}
    for seed in range(options.seeds):
        for role in ("student", "scratch"):
            torch.manual_seed(seed)  # the same first weights for both
            model = PointNet(options.width, options.hidden)
            folder = options.out / role / f"seed{seed}"
            guide = teacher if role == "student" else None
            train(model, x[small], y[small], options.steps, seed, folder, options.steps // 2, guide)
            print(f"{role} seed {seed} {accuracy(model, held_x, held_y):.3f}")
            if seed == 0:
                columns[role] = {names[k]: squared_columns(model, held_x[k]) for k in range(3)}
    exact = {"layer": "fc1", "step": options.steps, "columns": columns}
    (options.out / "jacobian.json").write_text(json.dumps(exact))

    regions = ["foreground"] * POINTS + ["background"] * CLUTTER
    for k, name in enumerate(names):
        rows = [" ".join(f"{value:.4f}" for value in row) for row in held[k].tolist()]
        for file, lines in ((f"data/{name}.xyz", rows), (f"masks/{name}.txt", regions)):
            (options.out / file).parent.mkdir(parents=True, exist_ok=True)
            (options.out / file).write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
