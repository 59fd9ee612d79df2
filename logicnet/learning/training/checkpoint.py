"""A training run in a file: all of its state at the end of an epoch, without pickle."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import fields
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from logicnet.errors import FileError, FormatError, SpecificationError
from logicnet.ground.storage.archive import packed, unpacked
from logicnet.ground.storage.files import check_place, read_octets, write_atomically
from logicnet.ground.storage.json_text import parsed
from logicnet.learning.nets.mlp import MLP

from .options import Options
from .restraints import frozen_units
from .rows.at_hand import TrainingRows
from .state import State

_ROWS = 4096  # that are read at a time
_FORMAT = "logicnet training checkpoint 5"
# Options that may differ between the parts of one run, as they only say when it ends and what
# it shows; and arrays, whose numbers go into the digest.
_ARRAYS = ("frozen_wires", "layer_rates", "tied", "sample_weight", "anchor_factors")
_FREE = {
    "epochs", "time_limit", "progress", "checkpoint", "checkpoint_every", "resume",
    "stop_below", "stop_correct", "stop_update", "patience", "validation", "anchor_to",
    "restarts", "frozen", *_ARRAYS,
}  # fmt: skip


def fingerprint(mlp: MLP, data: Sequence[TrainingRows], options: Options) -> str:
    """A digest of the start, the data and the options that decide the course of a run."""
    digest = hashlib.sha256()
    digest.update(repr((mlp.inputs, mlp.outputs, mlp.activations)).encode())
    arrays = {"indptr": mlp.indptr, "indices": mlp.indices, "layer_starts": mlp.layer_starts,
              "output_units": mlp.output_units, "theta": mlp.theta()}  # fmt: skip
    if options.anchor_to is not None:
        arrays["anchor_to"] = options.anchor_to.theta()
    given = {name: getattr(options, name) for name in _ARRAYS}
    given["frozen"] = frozen_units(mlp.units, options.frozen)
    if isinstance(options.validation, tuple):
        given |= {f"validation {i}": part for i, part in enumerate(options.validation)}
    arrays |= {name: np.asarray(value) for name, value in given.items() if value is not None}
    for name, array in arrays.items():
        digest.update(f"{name} {array.dtype} {array.shape};".encode())
        digest.update(np.ascontiguousarray(array).tobytes())
    for rows in data:
        digest.update(f"{rows.count} rows;".encode())
        for start in range(0, rows.count, _ROWS):
            for array in rows.part(start, min(start + _ROWS, rows.count))[:2]:
                digest.update(np.ascontiguousarray(array).tobytes())
    for field in fields(options):
        value = getattr(options, field.name)
        if field.name not in _FREE or (field.name == "validation" and not isinstance(value, tuple)):
            shown = _course(value) if field.name in ("schedule", "gain") else repr(value)
            digest.update(f"{field.name}={shown};".encode())
    return digest.hexdigest()


def _course(schedule: Any) -> str:
    """A schedule by what it gives in some epochs, whatever function it is."""
    given = []
    for epoch in [] if schedule is None else [*range(16), *(2**k for k in range(4, 16))]:
        try:
            given.append(np.asarray(schedule(epoch), dtype=float).tolist())
        except (TypeError, ValueError, LookupError, ArithmeticError):
            break  # it ends here; in a run this is an error
    return repr(given)


def save_checkpoint(run: State, path: str | PathLike[str]) -> None:
    """Write the run's state; the file is replaced in one step, so it is never half written."""
    about = {
        "format": _FORMAT,
        "fingerprint": run.key,
        "entropy": run.entropy,
        "steps": run.optimiser.steps,
        "best_loss": run.best_loss if np.isfinite(run.best_loss) else None,
        "best_epoch": run.best_epoch,
        "seconds": run.seconds,
        "ended": run.stopped if run.ended else "",
        "rules": None if run.diverged else _rules(run.options),
        "pending": run.pending,
        "random": run.rng.bit_generator.state,
    }
    slots: dict[str, Any] = {f"slot{k}": slot for k, slot in enumerate(run.optimiser.slots)}
    arrays = {
        "about": np.array(json.dumps(about)),
        "theta": run.theta,
        "best": run.best,
        "losses": np.array(run.losses, dtype=np.float64),
        "validation": np.array(run.validation, dtype=np.float64),
        "right": np.array(run.right, dtype=np.int64),
    }
    write_atomically(Path(path), packed(arrays | slots, compressed=False))


def _rules(options: Options) -> list[Any]:
    """The rules by which a run ends for good."""
    names = ("stop_below", "stop_correct", "stop_update", "patience")
    return [getattr(options, name) for name in names]


def check_files(options: Options) -> None:
    """Raise unless the checkpoints of all restarts can be written."""
    if options.checkpoint is None:
        return
    for number in range(options.restarts):
        path = Path(str(options.of_run(number).checkpoint))
        try:
            check_place(path)
        except FileError as error:
            raise SpecificationError(f"checkpoint {error}") from None


def entropy_of(options: Options) -> Any:
    """Where random numbers come from: the seed or, to resume without one, what the file says."""
    file = options.checkpoint
    if options.seed is not None or file is None or not options.resume or not Path(file).exists():
        return options.seed
    return _read(file)[1]["entropy"]


def open_checkpoint(run: State, path: str | PathLike[str]) -> None:
    """Put a resumed run into the state that the file holds; without a file it starts anew."""
    if run.options.resume and Path(path).exists():
        _load(run, path)


def _read(path: str | PathLike[str]) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
    """The arrays and the description in a checkpoint."""
    try:
        parts = unpacked(read_octets(Path(path)), str(path))
        about = parsed(str(parts["about"]), "about")
        if about.get("format") != _FORMAT:
            raise KeyError("format")
    except (FormatError, KeyError, AttributeError):
        raise FormatError(
            f"{path}: no training checkpoint (or damaged, or of another version)"
        ) from None
    return parts, about


def _load(run: State, path: str | PathLike[str]) -> None:
    parts, about = _read(path)
    if about.get("fingerprint") != run.key:
        raise SpecificationError(
            f"{path} belongs to another run: its start, data or options differ; "
            "delete it or pass another checkpoint"
        )
    try:
        _resume(run, parts, about)
    except (LookupError, TypeError, ValueError, ArithmeticError):
        raise FormatError(f"{path}: a damaged training checkpoint") from None


def _resume(run: State, parts: dict[str, NDArray[Any]], about: dict[str, Any]) -> None:
    """Put the run into the state that a checkpoint holds."""
    slots = {f"slot{k}": slot for k, slot in enumerate(run.optimiser.slots)}
    for name, array in {"theta": run.theta, "best": run.best, **slots}.items():
        if parts[name].shape != array.shape:
            raise ValueError(name)
        np.copyto(array, parts[name])
    run.optimiser.steps = about["steps"]
    run.best_loss = float("inf") if about["best_loss"] is None else about["best_loss"]
    run.best_epoch, run.seconds = about["best_epoch"], about["seconds"]
    run.rng.bit_generator.state = about["random"]
    run.losses, run.validation = parts["losses"].tolist(), parts["validation"].tolist()
    run.right = parts["right"].tolist()
    if about["ended"] and about["rules"] in (None, _rules(run.options)):
        run.stopped, run.ended, run.pending = about["ended"], True, about["pending"]
        run.diverged = about["rules"] is None
    elif about["pending"]:  # the rules have changed: the last epoch is taken up again
        run.losses.pop()
