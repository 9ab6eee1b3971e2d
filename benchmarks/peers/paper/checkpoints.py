"""Checkpoints of one network: ONNX files by step, and how far its weights have moved, on the device it trains on.

`examples/pytorch/export_checkpoint.py` does the same for small networks; it copies every weight to the CPU at every step, which
networks of 140 million weights feel. Here lengths stay on the device and are read once a checkpoint.
"""

from __future__ import annotations

import json
import warnings
from pathlib import Path

import torch
from torch import nn

OPSET = 18
DONE = "path.json"


class Checkpoints:
    """Writes `00000100.onnx` into `folder`, and `path.json` when it is finished: rows of step, name, path, norm, per."""

    def __init__(self, model: nn.Module, example: dict[str, torch.Tensor], folder: Path) -> None:
        self.model, self.example, self.folder = model, example, folder
        named = list(model.named_parameters())
        # Whole network, and every matrix or kernel by its name; of vectors nothing is analysed.
        self.names = [name for name, value in named if value.dim() > 1]
        self.matrices = [k for k, (_, value) in enumerate(named) if value.dim() > 1]
        self.weights = [value for _, value in named]
        self.norms = self._lengths([value.detach() for value in self.weights])
        self.last = {per: self._copies() for per in ("step", "checkpoint")}
        self.paths = {per: torch.zeros_like(self.norms) for per in ("step", "checkpoint")}
        self.rows: list[dict[str, object]] = []
        self.steps = 0

    def _copies(self) -> list[torch.Tensor]:
        return [value.detach().clone() for value in self.weights]

    def _lengths(self, values: list[torch.Tensor]) -> torch.Tensor:
        own = torch.stack(torch._foreach_norm(values)).double()
        return torch.cat((own.square().sum().sqrt()[None], own[self.matrices]))

    @torch.no_grad()
    def count(self, per: str = "step") -> None:
        """Call it after every step of the optimiser."""
        self.steps += per == "step"
        now = [value.detach() for value in self.weights]
        self.paths[per] += self._lengths(torch._foreach_sub(now, self.last[per]))
        torch._foreach_copy_(self.last[per], now)

    def mark(self) -> None:
        """A row of the path at this step for every name; the file is `export`'s."""
        self.count("checkpoint")
        norms = self.norms.tolist()
        for per, paths in self.paths.items():
            for name, path, norm in zip(("*", *self.names), paths.tolist(), norms):
                if norm > 0:
                    self.rows.append({"step": self.steps, "name": name, "path": path, "norm": norm, "per": per})

    def export(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        export(self.model, self.example, self.folder / f"{self.steps:08d}.onnx")

    def finish(self) -> None:
        """Only now is there a record: a training that was interrupted begins anew."""
        (self.folder / DONE).write_text(json.dumps(self.rows, indent=0))


def export(model: nn.Module, example: dict[str, torch.Tensor], file: Path) -> None:
    """The model in evaluation mode with a free batch axis; its normalisations are not folded. The model is left as it was."""
    was_training = {module: module.training for module in model.modules()}
    model.eval()
    names = list(example)
    with torch.no_grad(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        result = model(**example)
        outputs = ["start_logits", "end_logits"] if isinstance(result, tuple) else ["logits"]
        torch.onnx.export(
            model,
            (dict(example),),  # the older exporter takes keyword arguments as a last dict
            str(file),
            dynamo=False,
            # As trained: folded, a normalisation would vanish as a layer and its convolution's weights be others.
            do_constant_folding=False,
            training=torch.onnx.TrainingMode.PRESERVE,
            dynamic_axes={name: {0: "batch"} for name in (*names, *outputs)},
            input_names=names,
            output_names=outputs,
            opset_version=OPSET,
        )
    for module, training in was_training.items():
        module.training = training
