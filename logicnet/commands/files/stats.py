"""`logicnet stats`: how large circuits, covers, tables and networks are."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from typing import Any

import numpy as np

import logicnet
from logicnet.commands.common.many import complain, gravest
from logicnet.commands.common.shared import DONE, USAGE, examples
from logicnet.commands.common.sources import content_of, source_options, source_text

Figures = dict[str, Any]


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("source", nargs="+", help=f"{source_text()}; or several of them")
    parser.add_argument("--json", action="store_true", help="print an object a source")
    source_options(parser)
    examples(parser, "logicnet stats c880.bench adder.aig net.json",
             "logicnet stats *.blif --json | jq .depth")  # fmt: skip


def run(args: argparse.Namespace) -> int:
    codes = [DONE]
    for source in args.source:
        try:
            known = figures(content_of(args, source))
        except logicnet.LogicnetError as error:
            if len(args.source) == 1:
                raise
            complain(source, str(error))
            codes.append(USAGE)
            continue
        print(json.dumps({"source": source, **known}) if args.json else f"{source}: {said(known)}")
    return gravest(codes)


def figures(value: Any) -> Figures:
    """How large a value is, by names.

    >>> figures(logicnet.compile("a & b | c"))["weights"]
    {'sum': 4, 'largest': 2, 'largest_threshold': 2}
    """
    kinds = [kind.__name__ for kind in type(value).__mro__]
    for kind, count in _COUNTED.items():
        if kind in kinds:
            found = {"inputs": len(value.inputs), "outputs": len(value.outputs)} | count(value)
            return {"kind": kinds[0], **found}
    raise logicnet.SpecificationError(
        f"stats counts {', '.join(_COUNTED)}, not what is a {kinds[0]}"
    )


def _circuit(circuit: Any) -> Figures:
    from logicnet.logic.circuits.levels import depth, kinds

    return {"gates": circuit.gates, "kinds": kinds(circuit), "depth": depth(circuit)}


def _sequential(value: Any) -> Figures:
    counts = {"inputs": len(value.given), "outputs": len(value.shown)}
    return counts | {"registers": len(value.registers)} | _circuit(value.step)


def _partial(value: Any) -> Figures:
    return _circuit(value.values) | {"gates_of_dont_cares": value.dont_cares.gates}


def _cover(cover: Any) -> Figures:
    return {"terms": cover.terms, "literals": cover.literals}


def _table(table: Any) -> Figures:
    values = table.values()
    ones, free = (int((values == value).sum()) for value in (1, -1))
    return {"rows": len(values), "ones": ones, "dont_cares": free}


def _net(net: Any) -> Figures:
    found = {
        "units": net.units,
        "layers": np.diff(net.layer_starts).tolist(),
        "depth": net.depth,
        "wires": net.wires,
        "max_fan_in": int(np.diff(net.indptr).max(initial=0)),
        "parameters": net.parameters,
    }
    if not hasattr(net, "thresholds"):
        return found
    sizes = np.abs(net.weights)
    weights = {
        "sum": sizes.sum().item(),
        "largest": sizes.max(initial=0).item(),
        "largest_threshold": np.abs(net.thresholds).max(initial=0).item(),
    }
    return found | {"weights": weights}


_COUNTED: dict[str, Callable[[Any], Figures]] = {
    "Sequential": _sequential, "PartialCircuit": _partial, "Circuit": _circuit, "Cover": _cover,
    "TruthTable": _table, "Network": _net, "MLP": _net,
}  # fmt: skip


def said(known: Figures) -> str:
    """The figures in a line."""
    parts = []
    for name, value in known.items():
        if isinstance(value, dict):
            inner = ", ".join(
                f"{key.replace('_', ' ')} {shown(each)}" for key, each in value.items()
            )
            value = f"({inner})" if inner else ""
        elif isinstance(value, list):
            value = "-".join(map(str, value[:12])) + ("-..." if len(value) > 12 else "")
        word = name.replace("_", " ")
        if name == "kind":
            parts.append(value)
        elif name == "kinds":
            parts[-1] += f" {value}".rstrip()
        elif isinstance(value, int) and name not in ("depth", "max_fan_in"):
            parts.append(f"{shown(value)} {word if value != 1 else word.removesuffix('s')}")
        else:
            parts.append(f"{word} {shown(value)}")
    return ", ".join(parts)


def shown(value: Any) -> str:
    return f"{value:,}" if isinstance(value, (int, float)) else str(value)
