"""The verbs of functions: described, compiled, compared, minimised, verified."""

from __future__ import annotations

import time
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from logicnet import compiling
from logicnet.comparing import comparing
from logicnet.comparing.comparison import StyleCost
from logicnet.construction.constructions import CONSTRUCTIONS
from logicnet.errors import LogicnetError
from logicnet.ground.names import INSIDE
from logicnet.logic.circuits.circuit import Circuit
from logicnet.logic.function import function
from logicnet.logic.tables.cover import Cover
from logicnet.logic.tables.truthtable import TruthTable
from logicnet.minimization.minimizing import minimize
from logicnet.network.description import inequality
from logicnet.network.network import Network
from logicnet.verification import verifying
from logicnet.verification.verdict import Verdict

from .asked import Answer, Request, Tell, each, field
from .latex import latex
from .sources import Stated, head, network_of, plain, python_of, stated

MOST_ROWS = 12  # inputs up to which all rows are listed
_MOST_BUILT = 2048  # units up to which a style is built to be compared
_MOST_GATES = 400  # of a formula that is shown as LaTeX
_MOST_SPELT = 5, 64  # inputs, and units, of a network whose units are put into words
_OPTIONS = {"max_fan_in": int, "max_weight": int, "max_depth": int, "effort": str}
_POLARITY = (
    "from logicnet.logic.function import function",
    "from logicnet.minimization.polarity import minimal_polarity",
)
_COUNTS = ("units", "depth", "parameters")


def describe(request: Request, tell: Tell) -> Answer:
    """The names of a function, its rows, and how it is written."""
    source = stated(request.get("source"))
    known = function(source.value)
    rows, places = None, _over_coordinates(source)
    if len(known.inputs) <= MOST_ROWS and not places:
        table = known.table()
        rows = [table.to_string(name) for name in known.outputs]
    return {
        "inputs": [*known.inputs],
        "outputs": [INSIDE] if known.outputs == ("y",) and places else [*known.outputs],
        "rows": rows,
        "text": _text(source.value),
        "latex": _latex(source.value),
        "python": f"{head(source.python)}source = {source.python}",
    }


def _over_coordinates(source: Stated) -> bool:
    """Whether what is stated has half-spaces."""
    return source.is_region or (isinstance(source.value, Circuit) and not source.value.of_names)


def _text(value: Any) -> str:
    """A formula as text; of a table or network its product terms."""
    if isinstance(value, Circuit):
        return str(value)
    if isinstance(value, TruthTable) and len(value.inputs) <= MOST_ROWS:
        return str(minimize(value, effort="low").circuit())
    return ""


def _latex(value: Any) -> str | None:
    """A formula as LaTeX, or None where it would be long."""
    if isinstance(value, TruthTable) and len(value.inputs) <= MOST_ROWS:
        return minimize(value, effort="low").to_latex()
    if not isinstance(value, Circuit) or value.gates > _MOST_GATES:
        return None
    return r" \\ ".join(f"{name} = {latex(str(value.output(name)))}" for name in value.outputs)


# Compiling --------------------------------------------------------------------------------------


def compile(request: Request, tell: Tell) -> Answer:
    """The network of a source in a style, and whether it computes that."""
    source = stated(request.get("source"))
    style, options = field(request, "style", str, "compact"), options_of(request)
    network = compiling.compile(source.value, style, **options)
    verdict = verifying.verify(network, source.value)
    return compiled(network, verdict, python_for(source, style, options))


def compiled(network: Network, verdict: Verdict, python: str) -> Answer:
    """What is said of a network that was compiled."""
    return {
        "network": plain(network),
        "verdict": verdict_of(verdict),
        **{name: getattr(network, name) for name in _COUNTS},
        "layers": layers_of(network),
        "lower_bound": network.lower_bound,
        "proven_minimal": network.proven_minimal,
        "construction": network.construction,
        "cut": network.cut,
        "words": [*words_of(network)],
        "python": python,
    }


def options_of(request: Request) -> dict[str, Any]:
    """The limits and the effort that are asked for."""
    given = field(request, "options", dict, {})
    values = {name: field(given, name, kind, None) for name, kind in _OPTIONS.items()}
    return {name: value for name, value in values.items() if value is not None}


def python_for(source: Stated, style: str, options: dict[str, Any]) -> str:
    said = "".join(f", {name}={value!r}" for name, value in options.items())
    return (
        f"{head(source.python)}source = {source.python}\n"
        f"network = logicnet.compile(source, {style!r}{said})\n"
        "print(logicnet.verify(network, source))"
    )


def layers_of(network: Network) -> list[int]:
    """The numbers of units of the layers."""
    starts = network.layer_starts.tolist()
    return [b - a for a, b in pairwise(starts)]


def words_of(network: Network) -> Iterator[str]:
    """What each unit computes: its label, a formula over the inputs, or its inequality."""
    inputs, units = _MOST_SPELT
    spelt = len(network.inputs) <= inputs and network.units <= units
    table = _all_units(network) if spelt and network.encoding != "real" else None
    for unit in range(network.units):
        if network.labels is not None and network.labels[unit]:
            yield network.labels[unit]
        elif table is not None:
            alone = table.output(table.outputs[unit])
            yield str(minimize(alone, effort="low").circuit())
        else:
            yield inequality(network, unit)


def _all_units(network: Network) -> TruthTable:
    """What every unit computes of the inputs."""
    arrays = ("indptr", "indices", "weights", "thresholds", "layer_starts", "encoding")
    return Network.from_arrays(
        inputs=network.inputs,
        outputs=[f"h{k + 1}" for k in range(network.units)],
        output_units=range(network.units),
        **{name: getattr(network, name) for name in arrays},
    ).table()


def compare(request: Request, tell: Tell) -> Answer:
    """What a function costs in some styles, a row at a time."""
    source = stated(request.get("source"))
    region = _over_coordinates(source)
    known = [name for name, row in CONSTRUCTIONS.styles.items() if region or not row.of_regions]
    styles = each(request, "styles", str, known)
    rows = []
    for style in styles:
        rows.append(_row(source, style))
        tell({"row": rows[-1]})
    python = (
        f"{head(source.python)}source = {source.python}\n"
        f"comparison = logicnet.compare(source, styles={styles!r})\nprint(comparison)"
    )
    return {"rows": rows, "python": python}


def _row(source: Stated, style: str) -> Answer:
    began = time.monotonic()
    try:
        cost, network, verdict = _cost(source, style)
    except LogicnetError as error:
        return {"style": style, "units": None, "depth": None, "parameters": None,
                "layers": None, "verdict": None, "note": str(error)}  # fmt: skip
    return {
        "style": style,
        **{name: getattr(cost, name) for name in _COUNTS},
        "layers": None if network is None else layers_of(network),
        "verdict": verdict_of(verdict),
        "proven_minimal": cost.proven,
        "note": cost.note,
        "seconds": time.monotonic() - began,
    }


def _cost(source: Stated, style: str) -> tuple[StyleCost, Network | None, Verdict | None]:
    """Counts, and the network with its proof where that is not too large to be built."""
    if len(function(source.value).inputs) > MOST_ROWS:
        found = comparing.compare(source.value, [style], max_units=_MOST_BUILT)  # type: ignore[list-item]
        return found[style], None, None
    network = compiling.compile(source.value, style)  # type: ignore[arg-type]
    return StyleCost.of(style, network), network, verifying.verify(network, source.value)


def verify(request: Request, tell: Tell) -> Answer:
    """Whether a network computes what a source states."""
    network, source = network_of(request), stated(request.get("source"))
    python = (
        f"{head(source.python)}network = {python_of(network)}\n"
        f"verdict = logicnet.verify(network, {source.python})\nprint(verdict)"
    )
    found: Any = verdict_of(verifying.verify(network, source.value))
    return {**found, "python": python}


def verdict_of(verdict: Verdict | None) -> Answer | None:
    """A verdict with its counterexample."""
    if verdict is None:
        return None
    found = verdict.counterexample
    row = None if found is None else {
        "inputs": _values(found.inputs),
        "expected": _values(found.specification),
        "got": _values(found.network),
    }  # fmt: skip
    return {"equal": verdict.equal, "text": str(verdict), "counterexample": row}


def _values(row: Any) -> dict[str, int | float]:
    return {name: value.item() if hasattr(value, "item") else value for name, value in row.items()}


# Minimising -------------------------------------------------------------------------------------


def minimise(request: Request, tell: Tell) -> Answer:
    """The product terms of each output, the same as style wide makes hidden units of."""
    from logicnet.construction.one_layer.wide import from_cover
    from logicnet.minimization.polarity import minimal_polarity

    source = stated(request.get("source"))
    found = minimal_polarity(function(source.value))
    cover = found.cover
    labels = list(from_cover(cover, found.complemented).labels or ())
    outputs = {}
    for k, name in enumerate(cover.outputs):
        flipped = found.complemented[k]
        outputs[name] = {
            "terms": [_term(row, flipped, labels) for row in _literals(cover, k)],
            "complemented": flipped,
            **_written(cover.output(name), flipped),
            "proven": cover.proven,
        }
    python = (
        f"{head(source.python, _POLARITY)}source = {source.python}\n"
        "cover = minimal_polarity(function(source)).cover\nprint(cover)"
    )
    return {"outputs": outputs, "python": python}


def _written(cover: Cover, flipped: bool) -> Answer:
    """The product terms as text and as LaTeX, under a negation where they are of the zeros."""
    text, latex = str(cover.circuit()), cover.to_latex()
    if flipped:
        name, _, terms = latex.partition(" = ")
        text, latex = f"~({text})", rf"{name} = \overline{{{terms}}}"
    return {"text": text, "latex": latex}


def _literals(cover: Cover, output: int) -> Iterator[dict[str, int]]:
    """The literals of each product term of an output: 1 for a plain name, 0 for a negated one."""
    from logicnet.ground.bits import unpack

    cubes, n = cover.on_cubes, len(cover.inputs)
    plain, negated = unpack(cubes.positive, n), unpack(cubes.negative, n)
    members = unpack(cubes.members, len(cover.outputs))
    for k in range(len(plain)):
        if members[k, output]:
            yield {name: int(plain[k, i]) for i, name in enumerate(cover.inputs)
                   if plain[k, i] or negated[k, i]}  # fmt: skip


def _term(literals: dict[str, int], flipped: bool, labels: list[str]) -> Answer:
    """A product term as text, and the number of the unit that it is, which may be its clause."""
    text = " & ".join(("" if value else "~") + name for name, value in literals.items()) or "1"
    clause = " | ".join(("~" if value else "") + name for name, value in literals.items())
    label = clause if flipped and clause in labels else text
    unit = labels.index(label) if label in labels else None
    return {"text": text, "literals": literals, "unit": unit}
