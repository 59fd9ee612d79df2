"""`logicnet train`: a net that is stated, compiled or random, trained on the rows of a file."""

from __future__ import annotations

import argparse
import re
import sys
from typing import Any, get_args

import logicnet
from logicnet.commands.common.outputs import output_option, store
from logicnet.commands.common.rows import (
    Columns,
    columns_of,
    inputs_and_targets,
    rows_argument,
)
from logicnet.commands.common.shared import (
    DONE,
    examples,
    json_option,
    number,
    tell,
    whole,
)
from logicnet.commands.common.sources import STREAM, content_of, source_options, source_text
from logicnet.formats.registry import written
from logicnet.ground.running.interrupts import INTERRUPTED
from logicnet.learning.nets.activations import ActivationName
from logicnet.learning.training.optimisers import OPTIMISERS

_SIZES = re.compile(r"\d+(?:-\d+)+")
_NUMBERS = {
    "rate": "step size (default: usual for the optimiser)",
    "time_limit": "seconds, then the best so far",
    "stop_below": "stop when the training loss is below this",
    "validation": "share of the rows that is kept apart, and chooses the epoch",
    "l2": "penalty on the squares of weights",
}
_COUNTS = {
    "epochs": "at most so many passes (default 1000)",
    "batch": "rows a step (default: all)",
    "patience": "epochs without a better validation loss",
    "restarts": "runs from new random weights; the best is kept",
    "seed": "of what is drawn (default 0)",
}


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("source", help=f"{source_text()}, made smooth first; a net that was "
                        "trained; or sizes of layers, 2-4-1, for random weights")  # fmt: skip
    rows_argument(parser)
    parser.add_argument(
        "--target",
        nargs="+",
        metavar="COLUMN",
        help="the columns of the outputs (default: by name, else the last ones)",
    )
    parser.add_argument(
        "--activation",
        choices=get_args(ActivationName),
        metavar="NAME",
        help="of random nets: sigmoid (the default), tanh, relu, ...",
    )
    parser.add_argument("--optimiser", choices=list(OPTIMISERS), help="default: adam")
    for name, said in _NUMBERS.items():
        parser.add_argument(_option(name), type=number, metavar="X", help=said)
    for name, said in _COUNTS.items():
        parser.add_argument(_option(name), type=whole, metavar="N", help=said)
    output_option(parser, "write the trained net", written("MLP"))
    json_option(parser)
    source_options(parser, tables=False)
    examples(parser, 'logicnet train "a & b | c" rows.csv --target y -o trained.json',
             "logicnet train 2-4-1 xor.csv --rate 0.1 --stop-below 0.05")  # fmt: skip


def _option(name: str) -> str:
    return f"--{name.replace('_', '-')}"


def run(args: argparse.Namespace) -> int:
    if args.source == args.rows == STREAM:
        raise logicnet.SpecificationError("train: only one of the two is standard input")
    columns = columns_of(args)
    mlp = _start(args, columns)
    targets = tuple(args.target or _targets(mlp.outputs, mlp.inputs, columns))
    x, y = inputs_and_targets(columns, mlp.inputs, targets)
    names = (*_NUMBERS, *_COUNTS, "optimiser")
    given = {name: getattr(args, name) for name in names}
    options: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    result = logicnet.train(mlp, x, y, progress=sys.stderr.isatty(), **options)
    store(args, result.mlp)
    right = _share_right(result.mlp, x, y)
    known = {
        "loss": result.loss, "epochs": result.epochs, "stopped": result.stopped,
        "diverged": bool(result.diverged), "cut": result.cut, "rows": len(x),
        "right_in_training": right, "net": repr(result.mlp),
    }  # fmt: skip
    share = "" if right is None else f"; {right:.1%} of the {len(x)} rows trained on are right"
    line = f"loss {result.loss:.4g} after {result.epochs} epochs ({result.stopped}){share}"
    tell(args, known, repr(result.mlp)[1:-1], line)
    return INTERRUPTED if result.cut == "interrupt" else DONE


def _start(args: argparse.Namespace, columns: Columns) -> logicnet.MLP:
    """The net that training begins with."""
    if _SIZES.fullmatch(args.source):
        return _random(args, columns)
    if args.activation:
        raise logicnet.SpecificationError("--activation is of random nets, such as 2-4-1")
    found = content_of(args, args.source)
    if isinstance(found, logicnet.MLP):
        return found
    is_net = isinstance(found, logicnet.Network)
    return logicnet.soften(found if is_net else logicnet.compile(found))


def _random(args: argparse.Namespace, columns: Columns) -> logicnet.MLP:
    sizes = [int(size) for size in args.source.split("-")]
    targets = args.target or list(columns)[-sizes[-1] :]
    inputs = [name for name in columns if name not in targets]
    if (len(inputs), len(targets)) != (sizes[0], sizes[-1]):
        raise logicnet.SpecificationError(
            f"sizes {args.source} are of {sizes[0]} inputs and {sizes[-1]} outputs; the rows have "
            f"{len(inputs)} ({', '.join(inputs)}) and {len(targets)} ({', '.join(targets)})"
        )
    return logicnet.MLP.random(
        sizes, activation=args.activation or "sigmoid", seed=args.seed or 0, inputs=inputs,
        outputs=targets,
    )  # fmt: skip


def _targets(
    outputs: tuple[str, ...], inputs: tuple[str, ...], columns: Columns
) -> tuple[str, ...]:
    """The columns of the outputs: of their names, else those that are left if they are as many."""
    left = [name for name in columns if name not in inputs]
    if set(outputs) <= set(columns) or len(left) != len(outputs):
        return outputs
    return tuple(left)


def _share_right(mlp: logicnet.MLP, x: Any, y: Any) -> float | None:
    """The share of rows that are decided right, where targets are decisions."""
    if not bool(((y == 0) | (y == 1)).all()):
        return None
    decided = mlp.predict(x).reshape(y.shape) >= 0.5
    return float((decided == (y == 1)).all(axis=1).mean())
