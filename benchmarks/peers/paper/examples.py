"""What all data sets are to a training loop: items by number, prepared plainly or with seeded augmentation."""

from __future__ import annotations

import random
from typing import Iterator, Protocol

import torch
from torch.utils.data import DataLoader, Dataset

Item = tuple[dict[str, torch.Tensor], torch.Tensor]


class Examples(Protocol):
    def __len__(self) -> int: ...

    def item(self, index: int, chance: random.Random | None) -> Item:
        """One example without a batch axis; `None` prepares it as it is measured."""
        ...


def stacked(items: list[Item]) -> Item:
    names = items[0][0]
    inputs = {name: torch.stack([inputs[name] for inputs, _ in items]) for name in names}
    return inputs, torch.stack([label for _, label in items])


class _Order(Dataset):
    """Examples in a given order, each with a stream of chance of its own, whichever worker prepares it."""

    def __init__(self, of: Examples, order: list[int], stream: str | None) -> None:
        self.of, self.order, self.stream = of, order, stream

    def __len__(self) -> int:
        return len(self.order)

    def __getitem__(self, position: int) -> Item:
        index = self.order[position]
        return self.of.item(index, None if self.stream is None else random.Random(f"{self.stream} {index}"))


def batches(of: Examples, size: int, seed: int, epoch: int, augment: bool, workers: int) -> Iterator[Item]:
    """An epoch in an order that is a function of seed and epoch: student and scratch see the same batches."""
    order = torch.randperm(len(of), generator=torch.Generator().manual_seed(seed * 100_003 + epoch)).tolist()
    data = _Order(of, order, f"{seed} {epoch}" if augment else None)
    # A last batch of one would stop batch normalisation.
    return iter(DataLoader(data, size, collate_fn=stacked, num_workers=workers, drop_last=len(of) % size == 1))


def in_order(of: Examples, size: int, workers: int) -> Iterator[Item]:
    """All of them as they are measured."""
    return iter(DataLoader(_Order(of, list(range(len(of))), None), size, collate_fn=stacked, num_workers=workers))


def chosen(count: int, many: int, seed: int = 0) -> list[int]:
    """`many` numbers below `count`, the same for the same seed, ascending."""
    return sorted(random.Random(seed).sample(range(count), min(many, count)))
