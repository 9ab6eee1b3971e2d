"""PointNet and DGCNN for ModelNet40, in plain PyTorch: points `[b, N, 3]` to classes.

As published but for the transformers of input and features (T-Net), which are left out: they turn the cloud as a whole, and
background points would take part in that.
"""

from __future__ import annotations

import torch
from torch import nn


class PointLayer(nn.Module):
    """A matrix over the last axis, batch normalisation, ReLU."""

    def __init__(self, before: int, after: int) -> None:
        super().__init__()
        self.linear, self.bn = nn.Linear(before, after, bias=False), nn.BatchNorm1d(after)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        shape = x.shape
        y = self.linear(x).flatten(1, -2).transpose(1, 2)
        y = self.bn(y).transpose(1, 2)
        return torch.relu(y.reshape(*shape[:-1], y.shape[-1]))


class PointClassifier(nn.Module):
    """Three matrices over the cloud's largest features."""

    taps = {"fc1": "fc1", "fc2": "fc2", "fc3": "fc3"}

    def __init__(self, features: int, hidden: tuple[int, int], classes: int) -> None:
        super().__init__()
        self.fc1, self.bn1 = nn.Linear(features, hidden[0]), nn.BatchNorm1d(hidden[0])
        self.fc2, self.bn2 = nn.Linear(hidden[0], hidden[1]), nn.BatchNorm1d(hidden[1])
        self.drop, self.fc3 = nn.Dropout(0.3), nn.Linear(hidden[1], classes)

    def classify(self, pooled: torch.Tensor) -> torch.Tensor:
        x = torch.relu(self.bn1(self.fc1(pooled)))
        return self.fc3(self.drop(torch.relu(self.bn2(self.fc2(x)))))


class PointNet(PointClassifier):
    def __init__(self, classes: int, width: int) -> None:
        super().__init__(1024 // width, (512 // width, 256 // width), classes)
        sizes = [3, *(channels // width for channels in (64, 64, 64, 128)), 1024 // width]
        self.points = nn.Sequential(*(PointLayer(a, b) for a, b in zip(sizes, sizes[1:])))

    def forward(self, points: torch.Tensor) -> torch.Tensor:
        return self.classify(self.points(points).max(1).values)


class EdgeConvolution(nn.Module):
    """Largest answer over the `near` nearest neighbours in feature space."""

    def __init__(self, before: int, after: int, near: int) -> None:
        super().__init__()
        self.near, self.layer = near, PointLayer(2 * before, after)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        squares = (x * x).sum(-1)
        distances = squares[:, :, None] - 2 * x @ x.transpose(1, 2) + squares[:, None]
        nearest = distances.topk(self.near, largest=False).indices.flatten(1)
        # One gather along the points: a batch merged with them could not be run several copies at once.
        beside = torch.gather(x, 1, nearest[:, :, None].expand(-1, -1, x.shape[-1]))
        beside = beside.reshape(-1, x.shape[1], self.near, x.shape[-1])
        own = x[:, :, None].expand(-1, -1, self.near, -1)
        return self.layer(torch.cat((own, beside - own), -1)).max(2).values


class Dgcnn(PointClassifier):
    def __init__(self, classes: int, width: int, near: int) -> None:
        super().__init__(1024 // width, (512 // width, 256 // width), classes)
        sizes = [3, *(channels // width for channels in (64, 64, 128, 256))]
        self.edges = nn.ModuleList(EdgeConvolution(a, b, near) for a, b in zip(sizes, sizes[1:]))
        self.joined = PointLayer(sum(sizes[1:]), 1024 // width)

    def forward(self, points: torch.Tensor) -> torch.Tensor:
        levels = []
        x = points
        for edge in self.edges:
            x = edge(x)
            levels.append(x)
        return self.classify(self.joined(torch.cat(levels, -1)).max(1).values)


def point_network(name: str, classes: int, points: int, width: int) -> nn.Module:
    return PointNet(classes, width) if name == "pointnet" else Dgcnn(classes, width, min(20, points // 8))
