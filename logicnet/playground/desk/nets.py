"""The verbs of nets: softened, trained on data, and hardened again."""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from numpy.typing import NDArray

from logicnet.errors import FormatError, LimitError, SpecificationError
from logicnet.learning.data.datasets import PLANE, Dataset, truth_table_rows
from logicnet.learning.nets.mlp import MLP
from logicnet.learning.softening import sigmoid
from logicnet.learning.training import training
from logicnet.network.network import Network
from logicnet.verification.verifying import verify

from .asked import Answer, Request, Tell, each, field, number, one_of
from .logic import verdict_of
from .sources import head, mlp_of, network_of, plain, python_of, stated

_MOST_POINTS, _MOST_COLUMNS, _MOST_EPOCHS = 20_000, 256, 100_000
_MOST_WEIGHTS = 200_000
_OFTEN = 1 / 60  # seconds between two reports of training
_TRAINING = {
    "optimiser": str, "rate": (int, float), "batch": int, "l1": (int, float), "l2": (int, float),
    "loss": str, "seed": int, "momentum": (int, float),
}  # fmt: skip


def soften(request: Request, tell: Tell) -> Answer:
    """The smooth net of a network, and what is certified of it."""
    network = network_of(request)
    given = {name: number(request, name, None) for name in ("error", "gain")}
    given["activation"] = field(request, "activation", str, None)
    options: dict[str, Any] = {name: v for name, v in given.items() if v is not None}
    mlp = sigmoid.soften(network, **options)
    proof = mlp.certificate
    said = "".join(f", {name}={value!r}" for name, value in options.items())
    python = f"{head()}network = {python_of(network)}\nmlp = logicnet.soften(network{said})"
    known = {} if proof is None else {n: getattr(proof, n) for n in ("gain", "error", "band")}
    text = "no certificate" if proof is None else str(proof)
    return {"mlp": plain(mlp), "certificate": known, "text": text, "python": python}


# Data -------------------------------------------------------------------------------------------


def data(request: Request, tell: Tell) -> Answer:
    """Points of a task, of a table of numbers, or of the rows of a function."""
    if "csv" in request:
        return _from_csv(request)
    seed = field(request, "seed", int, 0)
    noise = number(request, "noise", 0.0)
    if "source" in request:
        source, copies = stated(request["source"]), field(request, "copies", int, 1)
        found = truth_table_rows(source.value, noise=noise, copies=copies, seed=seed)
        said = f"truth_table_rows({source.python}, noise={noise!r}, copies={copies}, seed={seed})"
        return _data(found, said)
    count = field(request, "points", int, 500)
    if count > _MOST_POINTS:
        raise LimitError(f"{count} points; the limit is {_MOST_POINTS}")
    task = field(request, "task", str)
    make = one_of(task, PLANE, "the task")
    answer = _data(make(count, noise, seed), f"{task}({count}, {noise!r}, {seed})")
    test = make(count, noise, seed + 1)
    return {**answer, "test": {"x": np.asarray(test.x).tolist(), "y": test.y.tolist()}}


def _data(found: Dataset, said: str) -> Answer:
    if found.x.size > _MOST_POINTS * _MOST_COLUMNS:
        raise LimitError(f"{len(found.x)} rows; the limit is {_MOST_POINTS}")
    return {
        "names": [*found.names],
        "x": np.asarray(found.x).tolist(),
        "y": found.y.tolist(),
        "python": f"{head(said)}data = logicnet.datasets.{said}",
    }


def _from_csv(request: Request) -> Answer:
    """Columns of numbers; the target, the last one if none is named, may be words."""
    text = field(request, "csv", str)
    rows = [row for row in csv.reader(io.StringIO(text)) if row]
    if len(rows) < 2 or not len(rows) - 1 <= _MOST_POINTS:
        raise FormatError(f"expected a header and up to {_MOST_POINTS} rows, got {len(rows)} lines")
    names = [name.strip() for name in rows[0]]
    target = field(request, "target", str, names[-1])
    if target not in names or not 2 <= len(names) <= _MOST_COLUMNS:
        raise FormatError(f"expected up to {_MOST_COLUMNS} columns with {target!r} among them")
    if all(_is_number(name) for name in names):
        raise FormatError("the first line has numbers; expected the names of the columns")
    at = names.index(target)
    others = [column for column in range(len(names)) if column != at]
    values = [[_cell(rows, r, column) for column in others] for r in range(1, len(rows))]
    labels = [_raw(rows, r, at) for r in range(1, len(rows))]
    if "" in labels:
        raise FormatError(f"row {labels.index('') + 1}, {target}: expected a value, got nothing")
    names.pop(at)
    return {"names": names, "x": values, **_labels(labels)}


def _raw(rows: list[list[str]], row: int, column: int) -> str:
    if len(rows[row]) != len(rows[0]):
        raise FormatError(f"row {row} has {len(rows[row])} cells, the header {len(rows[0])}")
    return rows[row][column].strip()


def _is_number(text: str) -> bool:
    try:
        return bool(np.isfinite(float(text)))
    except ValueError:
        return False


def _cell(rows: list[list[str]], row: int, column: int) -> float:
    text = _raw(rows, row, column)
    if not _is_number(text):
        raise FormatError(f"row {row}, {rows[0][column]}: expected a number, got {text[:40]!r}")
    return float(text)


def _labels(labels: list[str]) -> Answer:
    """Numbers as they are; other words are classes, in the order of the alphabet."""
    try:
        values = [float(label) for label in labels]
    except ValueError:
        classes = sorted(set(labels))
        return {"y": [classes.index(label) for label in labels], "classes": classes}
    return {"y": values}


# Training ---------------------------------------------------------------------------------------


def train(request: Request, tell: Tell) -> Answer:
    """The trained net; while it is trained, its loss and its parameters."""
    start = _start(field(request, "start", dict))
    rows = field(request, "data", dict)
    x, y = _array(rows, "x"), _array(rows, "y")
    given = field(request, "options", dict, {})
    values = {name: field(given, name, kind, None) for name, kind in _TRAINING.items()}
    options = {name: value for name, value in values.items() if value is not None}
    epochs = field(given, "epochs", int, 200)
    if not 0 < epochs <= _MOST_EPOCHS:
        raise LimitError(f"{epochs} epochs; the limit is {_MOST_EPOCHS}")
    test = field(rows, "test", dict, None)
    held = None if test is None else (_array(test, "x"), _array(test, "y"))
    with TemporaryDirectory() as folder:
        found = _in_parts(start, (x, y), held, epochs, options, Path(folder) / "run.npz", tell)
    return {"mlp": plain(found.mlp), "history": found.losses.tolist(), "stopped": found.stopped}


def _in_parts(
    start: MLP, data: tuple[Any, Any], held: Any, epochs: int, options: Mapping[str, Any],
    file: Path, tell: Tell,
) -> Any:  # fmt: skip
    """A run that is told of about sixty times a second; its parts are the same as one run."""
    done, part = 0, 1
    while True:
        began = time.monotonic()
        done = min(epochs, done + part)
        found = training.train(
            start, *data, epochs=done, checkpoint=file, checkpoint_every=1 << 30, resume=True,
            **options,
        )  # fmt: skip
        tell(
            {
                "epoch": found.epochs,
                "loss": found.loss,
                "test_loss": None if held is None else found.mlp.loss(*held),
                "theta": found.mlp.theta().tolist(),
            }
        )
        if found.epochs >= epochs or found.epochs < done:
            return found
        spent = time.monotonic() - began
        part = min(1024, part * 2) if spent < _OFTEN else max(1, part // 2)


def _start(start: Request) -> MLP:
    """The net that training begins with."""
    if "network" in start:
        return sigmoid.soften(network_of(start))
    if "mlp" in start:
        return mlp_of(start)
    sizes = each(start, "sizes", int)
    weights = sum(a * b for a, b in pairwise(sizes))
    if weights > _MOST_WEIGHTS:
        raise LimitError(f"{weights} weights; the limit is {_MOST_WEIGHTS}")
    names = {name: field(start, name, str, "sigmoid") for name in ("activation", "output")}
    return MLP.random(sizes, seed=field(start, "seed", int, 0), **names)


def _array(rows: Request, name: str) -> NDArray[np.float64]:
    try:
        values = np.array(field(rows, name, list), dtype=np.float64)
    except (TypeError, ValueError):
        raise SpecificationError(f'"{name}": expected numbers, in rows of equal length') from None
    if values.size > _MOST_POINTS * _MOST_COLUMNS or len(values) > _MOST_POINTS:
        raise LimitError(f'"{name}": {len(values)} rows; the limit is {_MOST_POINTS}')
    return values


def harden(request: Request, tell: Tell) -> Answer:
    """The threshold network of a net, and the rows that it decides otherwise than before."""
    mlp = mlp_of(request)
    network = sigmoid.harden(mlp)
    answer: Answer = {"network": plain(network), "changed": [], "verdict": None}
    before: Any = mlp.source
    if request.get("source") is not None:
        before = stated(request["source"]).value
        answer["verdict"] = verdict_of(verify(network, before))
    if isinstance(before, Network) and before.encoding == "real":
        return answer
    if before is not None and len(network.inputs) <= 12:
        answer["changed"] = _changed(before, network)
    return answer


def _changed(before: Any, after: Network) -> list[Answer]:
    """The rows on which two functions differ."""
    from logicnet.logic.function import function

    old, new = function(before), after.table()
    old = old.table().over(new.inputs)
    names = [*new.outputs]
    mine = dict(zip(names, [*old.outputs], strict=True))
    columns = [(old.to_string(mine[name]), new.to_string(name)) for name in names]
    n = len(new.inputs)
    return [
        {
            "inputs": {name: row >> (n - 1 - k) & 1 for k, name in enumerate(new.inputs)},
            "before": {name: int(a[row]) for name, (a, _) in zip(names, columns, strict=True)},
            "after": {name: int(b[row]) for name, (_, b) in zip(names, columns, strict=True)},
        }
        for row in range(1 << n)
        if any(a[row] not in ("-", b[row]) for a, b in columns)
    ]
