"""ModelNet40 as its archive unpacks, `<class>/train/*.off`: points on its surfaces, and pieces of other shapes beside them."""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path

import numpy
import torch
from examples import Item, chosen

BACKGROUND = 0.25
"""Of a cloud's points."""
KEPT = 4096
"""Points of a surface that are kept; a cloud takes some of them."""


def read_off(file: Path) -> tuple[numpy.ndarray, numpy.ndarray]:
    """Corners `[V, 3]` and triangles `[T, 3]`; some of the archive's files run `OFF` and the counts together."""
    words = file.read_text(encoding="utf-8").split()
    if not words or not words[0].startswith("OFF"):
        raise ValueError(f"{file}: expected a file that begins with OFF; got {words[:1]}; unpack the archive again")
    words = words[1:] if words[0] == "OFF" else [words[0][3:], *words[1:]]
    corners, faces = int(words[0]), int(words[1])
    at = 3 + 3 * corners
    points = numpy.array(words[3:at], numpy.float64).reshape(corners, 3)
    triangles = []
    for _ in range(faces):
        count = int(words[at])
        ring = [int(word) for word in words[at + 1 : at + 1 + count]]
        triangles += [(ring[0], ring[k], ring[k + 1]) for k in range(1, count - 1)]
        at += 1 + count
    return points, numpy.array(triangles)


def on_surface(points: numpy.ndarray, triangles: numpy.ndarray, many: int, seed: int) -> numpy.ndarray:
    """`[many, 3]`, uniform by area."""
    draw = numpy.random.default_rng(seed)
    a, b, c = (points[triangles[:, k]] for k in range(3))
    areas = numpy.linalg.norm(numpy.cross(b - a, c - a), axis=1)
    own = draw.choice(len(triangles), many, p=areas / areas.sum())
    root, other = numpy.sqrt(draw.random((many, 1))), draw.random((many, 1))
    return (1 - root) * a[own] + root * (1 - other) * b[own] + root * other * c[own]


def normalised(points: numpy.ndarray) -> numpy.ndarray:
    """Mean at the origin, radius 1."""
    moved = points - points.mean(0)
    return moved / numpy.linalg.norm(moved, axis=1).max()


@dataclass(frozen=True)
class Shape:
    name: str
    label: int
    points: numpy.ndarray


class Clouds:
    """Clouds of `points` points, a quarter of them pieces of shapes of other classes."""

    def __init__(self, shapes: list[Shape], points: int) -> None:
        self.shapes, self.points = shapes, points
        self.background = round(BACKGROUND * points)

    def __len__(self) -> int:
        return len(self.shapes)

    def item(self, index: int, chance: random.Random | None) -> Item:
        cloud, _ = self.cloud(index, chance or random.Random(index))
        if chance is not None:
            angle = chance.uniform(0, 2 * numpy.pi)
            cosine, sine = numpy.cos(angle), numpy.sin(angle)
            cloud = cloud @ numpy.array([[cosine, -sine, 0], [sine, cosine, 0], [0, 0, 1]])
        return {"points": torch.from_numpy(cloud.astype(numpy.float32))}, torch.tensor(self.shapes[index].label)

    def cloud(self, index: int, chance: random.Random) -> tuple[numpy.ndarray, int]:
        """Points, and how many of them, first, are the object's."""
        own = self.shapes[index]
        object_points = self.points - self.background
        shape = normalised(own.points[chance.sample(range(len(own.points)), object_points)])
        others = [other for other in self.shapes if other.label != own.label] or self.shapes
        other = normalised(chance.choice(others).points)
        # A compact piece, as dense as the object where both cover alike, somewhere beside it.
        middle = other[chance.randrange(len(other))]
        near = numpy.argsort(((other - middle) ** 2).sum(1))[: round(len(other) * self.background / object_points)]
        piece = other[near][chance.sample(range(len(near)), self.background)]
        direction = numpy.array([chance.gauss(0, 1) for _ in range(3)])
        piece = piece - piece.mean(0) + 1.1 * direction / numpy.linalg.norm(direction)
        return normalised(numpy.concatenate((shape, piece))), object_points

    def write(self, folder: Path, many: int, classes: list[str]) -> None:
        """`data/<class>/<name>.xyz` in the unit sphere and `masks/<class>/<name>.txt`, a region a line."""
        for index in chosen(len(self.shapes), many):
            cloud, own = self.cloud(index, random.Random(index))
            shape = self.shapes[index]
            regions = ["foreground"] * own + ["background"] * (self.points - own)
            lines = ["%.6f %.6f %.6f" % tuple(point) for point in cloud]
            for kind, ending, rows in (("data", "xyz", lines), ("masks", "txt", regions)):
                file = folder / kind / classes[shape.label] / f"{shape.name}.{ending}"
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text("\n".join(rows) + "\n", encoding="utf-8")


@dataclass(frozen=True)
class ModelNet:
    train: Clouds
    held: Clouds
    classes: list[str]


def modelnet40(root: Path, points: int, cache: Path) -> ModelNet:
    """Surfaces are sampled once, into `cache`."""
    top = root / "ModelNet40" if (root / "ModelNet40").is_dir() else root
    classes = sorted(place.name for place in top.iterdir() if (place / "train").is_dir())
    if not classes:
        raise SystemExit(f"--data {root}: expected ModelNet40's folders <class>/train; got none; unpack ModelNet40.zip there")

    def part(name: str) -> Clouds:
        file = cache / f"modelnet40-{name}.npz"
        if not file.exists():
            files = [(path, label) for label, kind in enumerate(classes) for path in sorted((top / kind / name).glob("*.off"))]
            surfaces = [on_surface(*read_off(path), KEPT, k).astype(numpy.float32) for k, (path, _) in enumerate(files)]
            cache.mkdir(parents=True, exist_ok=True)
            names, labels = [path.stem for path, _ in files], [label for _, label in files]
            numpy.savez(file, points=numpy.stack(surfaces), names=names, labels=labels)
        saved = numpy.load(file)
        shapes = zip(saved["names"].tolist(), saved["labels"].tolist(), saved["points"])
        return Clouds([Shape(*each) for each in shapes], points)

    return ModelNet(part("train"), part("test"), classes)
