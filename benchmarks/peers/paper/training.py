"""One network at a time: on labels, or towards a teacher's features at one layer and then, behind it, on labels."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Callable, Iterator

import torch
from checkpoints import Checkpoints
from examples import Examples, batches, in_order, stacked
from settings import MOMENTUM, PLATEAU_FACTOR, PLATEAU_PATIENCE, Rate, Settings
from torch import nn
from torch.nn import functional


@dataclass(frozen=True)
class Run:
    """What all networks of a cell share."""

    build: Callable[[], nn.Module]
    train: Examples
    held: Examples
    settings: Settings
    epochs: int
    head_epochs: int
    checkpoints: tuple[int, ...]
    device: torch.device
    workers: int

    def fresh(self, seed: int) -> nn.Module:
        torch.manual_seed(seed)  # networks of one seed begin with the same weights
        return self.build().to(self.device)

    def batches(self, seed: int, epoch: int, augment: bool) -> Iterator[tuple[dict[str, torch.Tensor], torch.Tensor]]:
        for inputs, labels in batches(self.train, self.settings.batch, seed, epoch, augment, self.workers):
            yield {name: value.to(self.device) for name, value in inputs.items()}, labels.to(self.device)

    def example(self) -> dict[str, torch.Tensor]:
        inputs, _ = stacked([self.train.item(k, None) for k in (0, 1)])
        return {name: value.to(self.device) for name, value in inputs.items()}


class _Reached(Exception):
    """The forward pass is past the layer."""


def features(model: nn.Module, inputs: dict[str, torch.Tensor], layer: str) -> torch.Tensor:
    """What module `layer` gives; what lies behind it is not run."""
    found: list[torch.Tensor] = []

    def keep(_: nn.Module, __: object, output: torch.Tensor) -> None:
        found.append(output)
        raise _Reached

    handle = model.get_submodule(layer).register_forward_hook(keep)
    try:
        model(**inputs)
    except _Reached:
        pass
    finally:
        handle.remove()
    return found[0]


def label_loss(outputs: torch.Tensor | tuple[torch.Tensor, ...], labels: torch.Tensor, inputs: dict[str, torch.Tensor]) -> torch.Tensor:
    """Cross-entropy; of an answer that of its start and of its end, over the tokens that are read."""
    if isinstance(outputs, tuple):
        barred = (1 - inputs["attention_mask"]) * -1e4
        return sum(functional.cross_entropy(scores + barred, labels[:, k]) for k, scores in enumerate(outputs)) / 2
    return functional.cross_entropy(outputs, labels)


@torch.no_grad()
def accuracy(run: Run, model: nn.Module, of: Examples) -> float:
    model.eval()
    right = 0
    for inputs, labels in in_order(of, run.settings.batch, run.workers):
        inputs = {name: value.to(run.device) for name, value in inputs.items()}
        outputs = model(**inputs)
        if isinstance(outputs, tuple):
            barred = (1 - inputs["attention_mask"]) * -1e4
            said = torch.stack([(scores + barred).argmax(1) for scores in outputs], 1).cpu()
            right += int((said == labels).all(1).sum())
        else:
            right += int((outputs.argmax(1).cpu() == labels).sum())
    return right / max(1, len(of))


def _optimiser(settings: Settings, weights: list[nn.Parameter], rate: float) -> torch.optim.Optimizer:
    if settings.optimiser == "sgd":
        return torch.optim.SGD(weights, rate, momentum=MOMENTUM, weight_decay=settings.weight_decay)
    return torch.optim.AdamW(weights, rate, weight_decay=settings.weight_decay)


def _checked(loss: torch.Tensor, what: str) -> float:
    value = float(loss)
    if not math.isfinite(value):
        raise SystemExit(f"{what}: expected a finite loss; got {value}; lower its rate in settings.py")
    return value


def _fit(
    run: Run,
    model: nn.Module,
    rate: Rate,
    order: int,
    augment: bool,
    what: str,
    loss_of: Callable[[dict[str, torch.Tensor], torch.Tensor], torch.Tensor],
    folder: Path | None,
) -> Checkpoints | None:
    """Trains and, into a folder, writes checkpoints; the last one is left to the caller."""
    optimiser = _optimiser(run.settings, list(model.parameters()), rate.at(0, run.epochs))
    kept = None if folder is None else Checkpoints(model, run.example(), folder)
    for epoch in range(run.epochs + 1):
        last = epoch == run.epochs
        # Paths begin at step 0, though ResNets leave its file out.
        if kept is not None and (epoch in run.checkpoints or epoch == 0 or last):
            kept.mark()
            if epoch in run.checkpoints and not last:
                kept.export()
        if last:
            break
        for group in optimiser.param_groups:
            group["lr"] = rate.at(epoch, run.epochs)
        total, count = 0.0, 0
        model.train()
        for inputs, labels in run.batches(order, epoch, augment):
            optimiser.zero_grad(set_to_none=True)
            loss = loss_of(inputs, labels)
            loss.backward()
            optimiser.step()
            if kept is not None:
                kept.count()
            total, count = total + loss.detach(), count + 1
        mean = _checked(total / count, what)
        print(f"{what}: epoch {epoch + 1} of {run.epochs}, loss {mean:.4g}", flush=True)
    return kept


def train_on_labels(run: Run, model: nn.Module, rate: Rate, order: int, augment: bool, what: str, folder: Path | None) -> nn.Module:
    """Cross-entropy. Into a folder go checkpoints of every epoch the paper keeps; without one nothing is written."""
    kept = _fit(run, model, rate, order, augment, what, lambda x, y: label_loss(model(**x), y, x), folder)
    if kept is not None:
        kept.export()
        kept.finish()
    print(f"{what}: right on {accuracy(run, model, run.held):.3f} of held-out data", flush=True)
    return model.eval()


def train_on_features(
    run: Run, model: nn.Module, teacher: nn.Module, layer: str, rate: Rate, order: int, augment: bool, what: str, folder: Path
) -> None:
    """
    Mean squared error to the teacher's feature at `layer`, nothing else; then the layers behind it on labels, those up to it
    frozen. All files but the last have first weights behind the layer; the last one is written with its head, which changes
    nothing at the layer and lets the network answer.
    """
    tap = model.taps[layer]

    def loss_of(inputs: dict[str, torch.Tensor], _: torch.Tensor) -> torch.Tensor:
        with torch.no_grad():
            wanted = features(teacher, inputs, tap)
        return functional.mse_loss(features(model, inputs, tap), wanted)

    teacher.eval()
    kept = _fit(run, model, rate, order, augment, what, loss_of, folder)
    _train_head(run, model, tap, order, augment, f"{what}, head")
    kept.export()
    kept.finish()
    print(f"{what}: right on {accuracy(run, model, run.held):.3f} of held-out data", flush=True)


def _train_head(run: Run, model: nn.Module, tap: str, order: int, augment: bool, what: str) -> None:
    behind = _behind(model, run.example(), tap)
    weights = [value for module in behind for value in module.parameters(recurse=False)]
    if not weights:
        return
    for value in model.parameters():
        value.requires_grad_(False)
    for value in weights:
        value.requires_grad_(True)
    optimiser = _optimiser(run.settings, weights, run.settings.head.first)
    slower = torch.optim.lr_scheduler.ReduceLROnPlateau(optimiser, factor=PLATEAU_FACTOR, patience=PLATEAU_PATIENCE)
    for epoch in range(run.head_epochs):
        total, count = 0.0, 0
        model.eval()  # what lies before the layer keeps its running statistics
        for module in behind:
            module.train()
        for inputs, labels in run.batches(order, run.epochs + epoch, augment):
            optimiser.zero_grad(set_to_none=True)
            loss = label_loss(model(**inputs), labels, inputs)
            loss.backward()
            optimiser.step()
            total, count = total + loss.detach(), count + 1
        slower.step(_checked(total / count, what))
    for value in model.parameters():
        value.requires_grad_(True)


def _behind(model: nn.Module, example: dict[str, torch.Tensor], tap: str) -> list[nn.Module]:
    """Modules without children that run behind `tap`, in the order of a forward pass."""
    order: list[nn.Module] = []
    leaves = [module for module in model.modules() if not any(True for _ in module.children())]
    handles = [leaf.register_forward_hook(lambda module, *_: order.append(module)) for leaf in leaves]
    was = model.training
    with torch.no_grad():
        model.eval()(**example)
    for handle in handles:
        handle.remove()
    model.train(was)
    at = max(k for k, module in enumerate(order) if module is model.get_submodule(tap))
    return [module for module in order[at + 1 :] if module not in order[: at + 1]]
