"""A text CNN and transformers for sentences and questions, in plain PyTorch. Which networks the paper used is not known.

Every network takes `input_ids` and `attention_mask`, questions `token_type_ids` too; rows of padding are 0 in every analysed
layer, so that they count in no distance.
"""

from __future__ import annotations

import torch
from torch import nn


class TextCnn(nn.Module):
    """Convolutions of 3, 4 and 5 words, their maximum over time."""

    taps = {"fc1": "fc1", "fc2": "fc2"}

    def __init__(self, words: int, classes: int, width: int) -> None:
        super().__init__()
        size, channels = 128 // width, 128 // width
        self.embedding = nn.Embedding(words, size, padding_idx=0)
        self.convolutions = nn.ModuleList(nn.Conv1d(size, channels, k, padding=k // 2) for k in (3, 4, 5))
        self.drop = nn.Dropout()
        self.fc1, self.fc2 = nn.Linear(3 * channels, channels), nn.Linear(channels, classes)

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        read = attention_mask[:, None].to(torch.float32)
        x = self.embedding(input_ids).transpose(1, 2) * read
        pooled = torch.cat([torch.relu(convolve(x)).max(2).values for convolve in self.convolutions], 1)
        return self.fc2(torch.relu(self.fc1(self.drop(pooled))))


class Block(nn.Module):
    """Attention and two matrices, each after its normalisation."""

    def __init__(self, size: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.before, self.behind = nn.LayerNorm(size), nn.LayerNorm(size)
        self.query, self.key, self.value = nn.Linear(size, size), nn.Linear(size, size), nn.Linear(size, size)
        self.out, self.inner, self.outer = nn.Linear(size, size), nn.Linear(size, 4 * size), nn.Linear(4 * size, size)
        self.drop = nn.Dropout(0.1)

    def forward(self, x: torch.Tensor, barred: torch.Tensor) -> torch.Tensor:
        normal = self.before(x)
        query, key, value = (self._split(each(normal)) for each in (self.query, self.key, self.value))
        scores = query @ key.transpose(2, 3) / query.shape[-1] ** 0.5 + barred
        mixed = (torch.softmax(scores, -1) @ value).transpose(1, 2).flatten(2)
        x = x + self.drop(self.out(mixed))
        return x + self.drop(self.outer(torch.nn.functional.gelu(self.inner(self.behind(x)))))

    def _split(self, x: torch.Tensor) -> torch.Tensor:
        return x.reshape(x.shape[0], x.shape[1], self.heads, -1).transpose(1, 2)


class Encoder(nn.Module):
    def __init__(self, words: int, window: int, types: int, width: int) -> None:
        super().__init__()
        self.size, heads, blocks = 256 // width, 4, 4 if width == 1 else 2
        self.embedding = nn.Embedding(words, self.size, padding_idx=0)
        self.places = nn.Parameter(0.02 * torch.randn(window, self.size))
        self.kinds = nn.Embedding(types, self.size) if types > 0 else None
        self.blocks = nn.ModuleList(Block(self.size, heads) for _ in range(blocks))
        self.last = nn.LayerNorm(self.size)

    def forward(self, ids: torch.Tensor, mask: torch.Tensor, types: torch.Tensor | None) -> torch.Tensor:
        x = self.embedding(ids) + self.places[: ids.shape[1]]
        if self.kinds is not None and types is not None:
            x = x + self.kinds(types)
        barred = (1 - mask[:, None, None].to(x.dtype)) * -1e4
        for block in self.blocks:
            x = block(x, barred)
        return self.last(x)


class SentenceTransformer(nn.Module):
    """Classes of a sentence from its first token."""

    taps = {"fc1": "fc1", "fc2": "fc2"}

    def __init__(self, words: int, window: int, classes: int, width: int) -> None:
        super().__init__()
        self.encoder = Encoder(words, window, 0, width)
        self.fc1, self.fc2 = nn.Linear(self.encoder.size, self.encoder.size), nn.Linear(self.encoder.size, classes)

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        first = self.encoder(input_ids, attention_mask, None)[:, 0]
        return self.fc2(torch.relu(self.fc1(first)))


class SpanTransformer(nn.Module):
    """Scores of the answer's start and end for every token."""

    taps = {"fc1": "fc1", "scores": "scores"}

    def __init__(self, words: int, window: int, width: int) -> None:
        super().__init__()
        self.encoder = Encoder(words, window, 2, width)
        self.fc1, self.scores = nn.Linear(self.encoder.size, self.encoder.size), nn.Linear(self.encoder.size, 2, bias=False)

    def forward(
        self, input_ids: torch.Tensor, attention_mask: torch.Tensor, token_type_ids: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        read = attention_mask[:, :, None].to(torch.float32)
        states = self.encoder(input_ids, attention_mask, token_type_ids) * read
        scores = self.scores(torch.relu(self.fc1(states)) * read)
        return scores[:, :, 0], scores[:, :, 1]
