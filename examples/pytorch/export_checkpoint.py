"""Checkpoints of a training as Stillpoint reads them: one ONNX file a step, and how far the weights have moved.

Copy this file beside your training script; it needs PyTorch alone (with onnxscript installed, its newer exporter is used
where the older one is gone).

    from export_checkpoint import export_checkpoint

    for step, batch in enumerate(batches):
        if step % 100 == 0:
            export_checkpoint(model, example, "runs/student/seed0", step)
        train_on(batch)
    export_checkpoint(model, example, "runs/student/seed0", step + 1)

`example` is what the model is called with: a tensor, a tuple of tensors, or a dict of keyword arguments, of any batch size
of at least 2 (batch axis 0; pass batch_axes for others). Step 0, before the first update, belongs to it: Stillpoint
compares how far weights have moved since then. Writes `00000100.onnx` and `path.csv` into the folder:

    step,name,path,norm,per
    100,*,1.25,31.0,checkpoint
    100,fc1.weight,0.5,9.75,checkpoint

`path` is the sum of ||w_k - w_(k-1)|| since the first export, over exports (`checkpoint`) and, where `count_step` is called
after every optimiser step, over these (`step`); `norm` is ||w_0||; `*` is all parameters as one vector. A training that is
stopped and goes on finds what it needs in `path_state.pt`.
"""

from __future__ import annotations

import csv
import inspect
import warnings
from pathlib import Path
from typing import Any, Mapping
from weakref import WeakKeyDictionary

import torch

OPSET = 18
NETWORK = "*"


class _Record:
    """How far the weights of one model have moved, since they were first seen."""

    def __init__(self, model: torch.nn.Module) -> None:
        first = _weights(model)
        self.norm = _lengths(first)
        self.paths = {per: dict.fromkeys(self.norm, 0.0) for per in ("checkpoint", "step")}
        self.last = {"checkpoint": first, "step": first}
        self.counts_steps = False
        self.marks: list[tuple[int, dict[str, dict[str, float]]]] = []

    def add(self, model: torch.nn.Module, per: str) -> None:
        now = _weights(model)
        for name, length in _lengths({name: now[name] - self.last[per][name] for name in now}).items():
            self.paths[per][name] += length
        self.last[per] = now

    def mark(self, step: int) -> None:
        self.marks.append((step, {per: dict(paths) for per, paths in self.paths.items()}))

    def rows(self) -> list[tuple[int, str, str, str, str]]:
        # Steps count from the first export on, if they are counted at all.
        pers = ("checkpoint", "step") if self.counts_steps else ("checkpoint",)
        return [
            (step, name, repr(paths[per][name]), repr(norm), per)
            for step, paths in self.marks
            for per in pers
            for name, norm in self.norm.items()
        ]


_records: "WeakKeyDictionary[torch.nn.Module, _Record]" = WeakKeyDictionary()


def _unwrapped(model: torch.nn.Module) -> torch.nn.Module:
    """What DataParallel (`module`) and torch.compile (`_orig_mod`) wrap."""
    if isinstance(model, (torch.nn.DataParallel, torch.nn.parallel.DistributedDataParallel)):
        return _unwrapped(model.module)
    inner = model._modules.get("_orig_mod")
    return model if inner is None else _unwrapped(inner)


def _weights(model: torch.nn.Module) -> dict[str, torch.Tensor]:
    # Frozen parameters belong to the vector too; a parameter used twice is one.
    return {name: value.detach().to("cpu", torch.float32, copy=True) for name, value in model.named_parameters()}


def _lengths(weights: Mapping[str, torch.Tensor]) -> dict[str, float]:
    lengths = {name: float(value.double().norm()) for name, value in weights.items()}
    return {NETWORK: sum(length**2 for length in lengths.values()) ** 0.5, **lengths}


def count_step(model: torch.nn.Module) -> None:
    """Call it after every optimiser step for the path over steps; the one over checkpoints needs no such call."""
    model = _unwrapped(model)
    record = _records.get(model)
    if record is None:
        record = _records[model] = _Record(model)
        warnings.warn("count_step: the path starts here; call export_checkpoint at step 0 before the first update")
    record.counts_steps = True
    record.add(model, "step")


def export_checkpoint(
    model: torch.nn.Module,
    example: Any,
    folder: str | Path,
    step: int,
    *,
    batch_axes: Mapping[str, int] | int = 0,
) -> Path:
    """Writes the model in evaluation mode as ONNX, and a row of its path; returns the file. The model is left as it was."""
    model = _unwrapped(model)
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    _note_path(model, folder, step)
    file = folder / f"{step:08d}.onnx"
    was_training = {module: module.training for module in model.modules()}
    model.eval()
    try:
        with torch.no_grad():
            _export(model, example, file, batch_axes)
    finally:
        for module, training in was_training.items():
            module.training = training
    return file


def _note_path(model: torch.nn.Module, folder: Path, step: int) -> None:
    state = folder / "path_state.pt"
    table = folder / "path.csv"
    record = _records.get(model)
    if record is None and state.exists():
        saved = torch.load(state, weights_only=True)
        if saved["step"] >= step:
            raise ValueError(
                f"{folder}: expected a step after {saved['step']}, the last one exported here; got {step}; "
                "use another folder or remove this one"
            )
        record = _records[model] = _Record(model)
        record.norm, record.paths, record.last = saved["norm"], saved["paths"], saved["last"]
        record.counts_steps, record.marks = saved["counts_steps"], saved["marks"]
    if record is None:
        if table.exists():
            raise ValueError(f"{table}: expected no record of another training; got one; use another folder or remove it")
        record = _records[model] = _Record(model)
    elif record.marks:
        first = record.marks[0][0]
        if first != 0:  # one file alone, as of a teacher, has no path
            warnings.warn(f"{folder}: the path starts at step {first}; export step 0, before the first update, too")
        record.add(model, "checkpoint")
    record.mark(step)
    with table.open("w", newline="", encoding="utf-8") as lines:
        rows = csv.writer(lines, lineterminator="\n")
        rows.writerow(("step", "name", "path", "norm", "per"))
        rows.writerows(record.rows())
    torch.save(
        {
            "step": step,
            "norm": record.norm,
            "paths": record.paths,
            "last": record.last,
            "counts_steps": record.counts_steps,
            "marks": record.marks,
        },
        state,
    )


def _export(model: torch.nn.Module, example: Any, file: Path, batch_axes: Mapping[str, int] | int) -> None:
    args, kwargs, names = _call(model, example)
    outputs = _output_names(model(*args, **kwargs))
    axes = batch_axes if isinstance(batch_axes, Mapping) else dict.fromkeys(names, batch_axes)
    common = {"input_names": names, "opset_version": OPSET, **({"output_names": outputs} if outputs else {})}
    try:
        older = {
            "dynamo": False,
            # As trained: folded, a normalisation would vanish as a layer and its convolution's weights be others.
            "do_constant_folding": False,
            "training": torch.onnx.TrainingMode.PRESERVE,
            "dynamic_axes": {name: {axes.get(name, 0): "batch"} for name in names},
        }
        # The older exporter takes keyword arguments as a last dict.
        positional = (*args, kwargs) if kwargs else args
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            torch.onnx.export(model, positional, str(file), **older, **common)
    except (TypeError, AttributeError):
        batch = torch.export.Dim("batch")
        newer = {
            "dynamo": True,
            "optimize": False,
            "external_data": False,
            "dynamic_shapes": {name: {axes.get(name, 0): batch} for name in names},
        }
        torch.onnx.export(model, args, str(file), kwargs=kwargs, **newer, **common)


def _call(model: torch.nn.Module, example: Any) -> tuple[tuple[Any, ...], dict[str, Any], list[str]]:
    if isinstance(example, Mapping):
        return (), dict(example), list(example)
    args = example if isinstance(example, tuple) else (example,)
    parameters = list(inspect.signature(model.forward).parameters)
    return args, {}, [parameters[k] if k < len(parameters) else f"input{k}" for k in range(len(args))]


def _output_names(result: Any) -> list[str]:
    """Names a reader can tell apart; where tensors are nested they keep the exporter's."""
    if isinstance(result, torch.Tensor):
        return ["output"]
    if isinstance(result, Mapping) and all(isinstance(value, torch.Tensor) for value in result.values()):
        return list(result)
    return []


def lightning_callback(example: Any, folder: str | Path, every: int, **options: Any) -> Any:
    """A Lightning callback that exports at step 0 and after every `every` optimiser steps."""
    try:
        from lightning.pytorch import Callback
    except ImportError:
        from pytorch_lightning import Callback

    class Export(Callback):
        exported = -1

        def _export(self, trainer: Any, module: Any) -> None:
            step = trainer.global_step
            if trainer.is_global_zero and step > self.exported:
                export_checkpoint(module, _on(example, module.device), folder, step, **options)
                self.exported = step

        def on_train_start(self, trainer: Any, module: Any) -> None:
            self._export(trainer, module)

        def on_train_batch_end(self, trainer: Any, module: Any, *_: Any) -> None:
            if trainer.global_step > self.exported and trainer.global_step % every == 0:
                self._export(trainer, module)

        def on_train_end(self, trainer: Any, module: Any) -> None:
            self._export(trainer, module)

    return Export()


def transformers_callback(example: Any, folder: str | Path, every: int, **options: Any) -> Any:
    """A callback of Hugging Face's Trainer that exports at step 0 and after every `every` optimiser steps."""
    from transformers import TrainerCallback

    class Export(TrainerCallback):
        exported = -1

        def _export(self, state: Any, model: Any) -> None:
            if state.is_world_process_zero and state.global_step > self.exported:
                device = next(model.parameters()).device
                export_checkpoint(model, _on(example, device), folder, state.global_step, **options)
                self.exported = state.global_step

        def on_train_begin(self, args: Any, state: Any, control: Any, model: Any = None, **_: Any) -> None:
            self._export(state, model)

        def on_step_end(self, args: Any, state: Any, control: Any, model: Any = None, **_: Any) -> None:
            if state.global_step % every == 0:
                self._export(state, model)

        def on_train_end(self, args: Any, state: Any, control: Any, model: Any = None, **_: Any) -> None:
            self._export(state, model)

    return Export()


def _on(example: Any, device: Any) -> Any:
    if isinstance(example, Mapping):
        return {name: value.to(device) for name, value in example.items()}
    if isinstance(example, tuple):
        return tuple(value.to(device) for value in example)
    return example.to(device)
