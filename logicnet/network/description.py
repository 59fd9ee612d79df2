"""A network in words: one line, a line a unit, or an HTML table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape

import numpy as np

from logicnet.logic.language import spelled

from .threshold_units import ThresholdUnits

_MOST_TERMS = 12  # wires of a unit that are spelt out
_MOST_LAYERS = 16  # layers whose sizes the summary names
_MOST_ROWS = 40  # units that the HTML table shows

_KIND = {False: "", True: " that read either coordinates or units"}  # by whether it reads these


def summary(net: ThresholdUnits) -> str:
    """One line: names, layer sizes, counts, construction and what is known of the size."""
    layers = [str(s) for s in [len(net.inputs), *np.diff(net.layer_starts)]]
    if len(layers) > _MOST_LAYERS:
        layers[_MOST_LAYERS // 2 : -_MOST_LAYERS // 2] = ["..."]
    sizes = "-".join(layers)
    parts = [
        f"{listed(net.inputs)} -> {listed(net.outputs)}",
        sizes,
        _counted(net.units, "unit"),
        f"depth {net.depth}",
        _counted(net.parameters, "parameter"),
    ]
    if net.encoding == "bipolar":
        parts.append("inputs -1/+1")
    if net.centre is not None or net.scale is not None:
        parts.append("coordinates centred and scaled")
    if net.construction:
        parts.append(net.construction)
    kind = _KIND[net.encoding == "real"]
    if net.proven_minimal:
        parts.append(f"fewest units{kind}, proven")
    elif net.lower_bound is not None:
        parts.append(_at_least(net.lower_bound, kind))
    if net.claimed_bound is not None and not net.proven_minimal:
        parts.append(f"a file claims that {_at_least(net.claimed_bound, kind)}")
    if net.cut is not None:
        parts.append(f"cut by the {net.cut}")
    return ", ".join(parts)


def outlook(net: ThresholdUnits) -> str:
    """Whether fewer units may do, and what more effort does about it."""
    units, kind = _counted(net.units, "unit"), _KIND[net.encoding == "real"]
    if net.proven_minimal:
        return f"{units}{kind} {'is' if net.units == 1 else 'are'} proven to be the fewest"
    if net.cut is not None:
        return f"the {net.cut} has cut the search short; with more time fewer than {units} may do"
    known = "" if net.lower_bound is None else f" ({_at_least(net.lower_bound, kind)})"
    return (
        f"no bound proves {units} to be the fewest{known}; effort='high' searches ten times as "
        "long as usual, and never ends with more"
    )


def _at_least(bound: int, kind: str) -> str:
    one = bound == 1
    kind = kind.replace("read", "reads") if one else kind
    return f"at least {_counted(bound, 'unit')}{kind} {'is' if one else 'are'} needed"


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'s' * (number != 1)}"


def listed(names: Sequence[str], most: int = 6) -> str:
    """The names, the middle ones left out where there are many."""
    if len(names) <= most:
        return " ".join(names) or "no inputs"
    return f"{' '.join(names[: most - 2])} ... {names[-1]} ({len(names)})"


def inequality(net: ThresholdUnits, unit: int) -> str:
    """The test that a unit makes, such as ``2*a - b >= 1``."""
    sources, weights = net.wires_of(unit)
    terms = []
    for source, weight in zip(sources[:_MOST_TERMS], weights[:_MOST_TERMS].tolist(), strict=True):
        size = "" if abs(weight) == 1 else f"{_spelt(abs(weight), 6)}*"
        terms.append(("- " if weight < 0 else "+ ") + size + spelled(net.node_name(int(source))))
    if len(sources) > _MOST_TERMS:
        terms.append(f"... ({len(sources)} wires)")
    total = " ".join(terms) or "0"
    total = total[2:] if total.startswith("+ ") else total.replace("- ", "-", 1)
    return f"{total} >= {_spelt(net.thresholds[unit].item())}"


def _spelt(value: float, digits: int = 10) -> str:
    """A number, whole ones (floats up to a billion) without a point, long ones rounded."""
    if isinstance(value, int) or (abs(value) < 1e9 and value == int(value)):
        return f"{int(value)}"
    exact = repr(value)
    return exact if len(exact.lstrip("-")) <= digits + 2 else f"{value:.{digits}g}"


def roles(net: ThresholdUnits, unit: int) -> str:
    """Where a unit stands: its layer, and the outputs that it is."""
    return _roles(net, unit, _outputs_by_unit(net))


def _outputs_by_unit(net: ThresholdUnits) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for name, unit in zip(net.outputs, net.output_units.tolist(), strict=True):
        found.setdefault(unit, []).append(name)
    return found


def _roles(net: ThresholdUnits, unit: int, named: Mapping[int, Sequence[str]]) -> str:
    layer = int(np.searchsorted(net.layer_starts, unit, side="right"))
    return f"layer {layer}" + "".join(f", output {name}" for name in named.get(unit, ()))


def unit_lines(net: ThresholdUnits) -> Iterator[str]:
    """A line for each unit: its name, place, inequality, and what it computes."""
    named = _outputs_by_unit(net)
    for j in range(net.units):
        label = "" if net.labels is None else net.labels[j]
        yield f"h{j + 1} ({_roles(net, j, named)}): {inequality(net, j)}    {label}".rstrip()


def html(net: ThresholdUnits, picture: str | None) -> str:
    """A picture, if there is one, and a table of the units, for Jupyter."""
    named = _outputs_by_unit(net)
    rows = [
        f"<tr><td>h{j + 1}</td><td>{escape(_roles(net, j, named))}</td>"
        f"<td><code>{escape(inequality(net, j))}</code></td>"
        f"<td>{'' if net.labels is None else escape(net.labels[j])}</td></tr>"
        for j in range(min(net.units, _MOST_ROWS))
    ]
    if net.units > _MOST_ROWS:
        rows.append(f'<tr><td colspan="4">... {net.units - _MOST_ROWS} more units</td></tr>')
    drawn = "" if picture is None else f"<div>{picture}</div>"
    head = "<tr><th>unit</th><th>place</th><th>fires iff</th><th>computes</th></tr>"
    table = f"<table>{head}{''.join(rows)}</table>"
    return f"<p><b>Network</b> {escape(summary(net))}</p>{drawn}{table}"
