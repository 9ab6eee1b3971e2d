"""AlexNet, VGG and ResNet with the paper's changes, in plain PyTorch.

Parameters carry the names torchvision gives them, so that `--pretrained` reads its files: all fit but the last matrix and, of
ResNets, the fully connected layers, which torchvision does not have. `taps` are the modules whose output is analysed, before
their ReLU.
"""

from __future__ import annotations

import torch
from torch import nn

VGG = {
    11: (1, 1, 2, 2, 2),
    16: (2, 2, 3, 3, 3),
    19: (2, 2, 4, 4, 4),
}
IMAGE_CHANGES = [
    ("code", "behind the last stage two 3x3 convolutions with batch normalisation and ReLU, then three matrices of 2048, 2048, classes"),
    ("code", "the checkpoint before training is left out"),
]
RESNET = {50: (3, 4, 6, 3), 101: (3, 4, 23, 3), 152: (3, 8, 36, 3)}


class Classifier(nn.Module):
    """Convolutions `features`, then three matrices."""

    taps: dict[str, str]

    def __init__(self, features: nn.Sequential, classifier: nn.Sequential) -> None:
        super().__init__()
        self.features = features
        self.classifier = classifier

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.classifier(torch.flatten(self.features(x), 1))


def _flat_size(features: nn.Module, size: int) -> int:
    with torch.no_grad():
        return features.eval()(torch.zeros(1, 3, size, size)).numel()


def alexnet(classes: int, size: int, width: int) -> Classifier:
    c = [channels // width for channels in (64, 192, 384, 256, 256)]
    features = nn.Sequential(
        *(nn.Conv2d(3, c[0], 11, stride=4, padding=2), nn.ReLU(), nn.MaxPool2d(3, 2)),
        *(nn.Conv2d(c[0], c[1], 5, padding=2), nn.ReLU(), nn.MaxPool2d(3, 2)),
        *(nn.Conv2d(c[1], c[2], 3, padding=1), nn.ReLU(), nn.Conv2d(c[2], c[3], 3, padding=1), nn.ReLU()),
        *(nn.Conv2d(c[3], c[4], 3, padding=1), nn.ReLU(), nn.MaxPool2d(3, 2)),
    )
    hidden = 4096 // width
    classifier = nn.Sequential(
        *(nn.Dropout(), nn.Linear(_flat_size(features, size), hidden), nn.ReLU()),
        *(nn.Dropout(), nn.Linear(hidden, hidden), nn.ReLU(), nn.Linear(hidden, classes)),
    )
    model = Classifier(features, classifier)
    model.taps = {"conv": "features.10", "fc1": "classifier.1", "fc2": "classifier.4", "fc3": "classifier.6"}
    return model


def vgg(depth: int, classes: int, size: int, width: int) -> Classifier:
    layers: list[nn.Module] = []
    before = 3
    for channels, count in zip((64, 128, 256, 512, 512), VGG[depth]):
        for _ in range(count):
            layers += [nn.Conv2d(before, channels // width, 3, padding=1), nn.ReLU()]
            before = channels // width
        layers.append(nn.MaxPool2d(2))
    features = nn.Sequential(*layers)
    hidden = 4096 // width
    classifier = nn.Sequential(
        *(nn.Linear(_flat_size(features, size), hidden), nn.ReLU(), nn.Dropout()),
        *(nn.Linear(hidden, hidden), nn.ReLU(), nn.Dropout(), nn.Linear(hidden, classes)),
    )
    for module in features:  # as torchvision: fan-out, and 0.01 for matrices
        if isinstance(module, nn.Conv2d):
            nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")
            nn.init.zeros_(module.bias)
    for module in classifier:
        if isinstance(module, nn.Linear):
            nn.init.normal_(module.weight, 0, 0.01 if width == 1 else module.in_features**-0.5)
            nn.init.zeros_(module.bias)
    model = Classifier(features, classifier)
    taps = {"fc1": "classifier.0", "fc2": "classifier.3", "fc3": "classifier.6"}
    model.taps = {"conv": f"features.{len(layers) - 3}", **taps}
    return model


class Bottleneck(nn.Module):
    def __init__(self, before: int, inner: int, stride: int) -> None:
        super().__init__()
        after = 4 * inner
        self.conv1, self.bn1 = nn.Conv2d(before, inner, 1, bias=False), nn.BatchNorm2d(inner)
        self.conv2, self.bn2 = nn.Conv2d(inner, inner, 3, stride, 1, bias=False), nn.BatchNorm2d(inner)
        self.conv3, self.bn3 = nn.Conv2d(inner, after, 1, bias=False), nn.BatchNorm2d(after)
        self.relu = nn.ReLU()
        self.downsample = (
            nn.Sequential(nn.Conv2d(before, after, 1, stride, bias=False), nn.BatchNorm2d(after))
            if stride != 1 or before != after
            else None
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = self.relu(self.bn1(self.conv1(x)))
        y = self.bn3(self.conv3(self.relu(self.bn2(self.conv2(y)))))
        return self.relu(y + (x if self.downsample is None else self.downsample(x)))


class ResNet(nn.Module):
    """Behind the last stage two 3x3 convolutions with batch normalisation, an average, and three matrices."""

    taps = {"conv": "added.4", "fc1": "fc.0", "fc2": "fc.3", "fc3": "fc.6"}

    def __init__(self, depth: int, classes: int, width: int) -> None:
        super().__init__()
        stem = 64 // width
        self.conv1, self.bn1 = nn.Conv2d(3, stem, 7, 2, 3, bias=False), nn.BatchNorm2d(stem)
        self.relu, self.maxpool = nn.ReLU(), nn.MaxPool2d(3, 2, 1)
        before = stem
        for stage, count in enumerate(RESNET[depth]):
            inner = stem * 2**stage
            blocks = [Bottleneck(before if k == 0 else 4 * inner, inner, 2 if k == 0 and stage > 0 else 1) for k in range(count)]
            self.add_module(f"layer{stage + 1}", nn.Sequential(*blocks))
            before = 4 * inner
        added: list[nn.Module] = []
        for _ in range(2):
            added += [nn.Conv2d(before, before, 3, padding=1, bias=False), nn.BatchNorm2d(before), nn.ReLU()]
        self.added = nn.Sequential(*added)
        hidden = 2048 // width
        self.fc = nn.Sequential(
            *(nn.Linear(before, hidden), nn.ReLU(), nn.Dropout()),
            *(nn.Linear(hidden, hidden), nn.ReLU(), nn.Dropout(), nn.Linear(hidden, classes)),
        )
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.maxpool(self.relu(self.bn1(self.conv1(x))))
        x = self.layer4(self.layer3(self.layer2(self.layer1(x))))
        return self.fc(self.added(x).mean((2, 3)))


def image_network(name: str, classes: int, size: int, width: int) -> nn.Module:
    """`width` divides every number of channels; 1 is the paper's."""
    if name == "alexnet":
        return alexnet(classes, size, width)
    depth = int("".join(letter for letter in name if letter.isdigit()))
    return vgg(depth, classes, size, width) if name.startswith("vgg") else ResNet(depth, classes, width)


def load_pretrained(model: nn.Module, file: str) -> str:
    """Takes every tensor of a torchvision file that fits; says what did not. Raises ValueError where nearly nothing does."""
    saved = torch.load(file, map_location="cpu", weights_only=True)
    own = model.state_dict()
    fitting = {name: value for name, value in saved.items() if name in own and own[name].shape == value.shape}
    kept = sorted(set(own) - set(fitting))
    if len(fitting) < len(own) / 2:
        raise ValueError(
            f"--pretrained {file}: expected a torchvision state dict of this network; got {len(fitting)} of {len(own)} "
            "tensors that fit; pass the file of the same architecture"
        )
    model.load_state_dict(fitting, strict=False)
    return f"{len(fitting)} of {len(own)} tensors from {file}; fresh: {', '.join(kept)}"
