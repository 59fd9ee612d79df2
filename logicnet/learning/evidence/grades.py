"""How far each unit of a rule holds: its graded value, and the steps of it as threshold units.

The grade of an AND is the mean of its inputs' grades, so that "4 of the 6 hold" is two thirds; of
an OR the greatest; of a NOT one minus; of "at least k of" the mean; of any other unit its sum,
scaled to 0 ... 1. A grade is a linear form over nodes. Only the greatest of several is none: it is
the sum of its steps, each the OR of "reaches this level", and the levels are those that the rows
attain, thinned where there are many. So each step of each grade is exactly one threshold unit over
literals and steps below.
"""

from __future__ import annotations

from fractions import Fraction
from math import lcm
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from logicnet.network.network import Network

from .drafting import UnitDraft

_MOST_LEVELS = 16
_FEW_LEVELS = 6  # where the rule has many units
_MANY_UNITS = 60
_MOST_UNITS = 400  # beyond it there are no grades
_MOST_DENOMINATOR = 1 << 30


class GradeForm(NamedTuple):
    """A linear form over nodes, and a constant."""

    wires: dict[int, Fraction]
    constant: Fraction

    def flipped(self) -> GradeForm:
        """One minus it."""
        return GradeForm({node: -w for node, w in self.wires.items()}, 1 - self.constant)


class Whole(NamedTuple):
    """A grade times a whole number, in whole numbers."""

    wires: dict[int, int]
    constant: int
    factor: int


def rule_units(draft: UnitDraft, network: Network) -> list[int]:
    """The nodes of the units of a network over the draft's literals, copied into the draft."""
    n = len(draft.literals)
    nodes = list(range(n))
    for j in range(network.units):
        sources, weights = network.wires_of(j)
        wires = {nodes[s]: int(w) for s, w in zip(sources.tolist(), weights.tolist(), strict=True)}
        kept = tuple(sorted(wires.items()))
        unit = (tuple(k for k, _ in kept), tuple(w for _, w in kept), int(network.thresholds[j]))
        nodes.append(draft.add(unit, network.unit_label(j)))
    return nodes[n:]


def graded_steps(draft: UnitDraft, units: list[int]) -> list[int]:
    """The nodes of the steps of the grades of these units, put into the draft."""
    n = len(draft.literals)
    if len(units) > _MOST_UNITS:
        return []
    levels = _MOST_LEVELS if len(units) <= _MANY_UNITS else _FEW_LEVELS
    grades: dict[int, GradeForm] = {}
    found: dict[int, None] = {}
    for node in units:
        grade = _grade(draft, node, grades, levels)
        grades[node] = grade
        if len(draft.units[node - n][0]) > 1:
            found |= dict.fromkeys(_steps(draft, grade, levels, draft.labels[node - n]))
    return [node for node in found if node >= n and node not in grades]


def _grade(draft: UnitDraft, node: int, grades: dict[int, GradeForm], levels: int) -> GradeForm:
    nodes, weights, least = draft.units[node - len(draft.literals)]
    below = []
    for source, weight in zip(nodes, weights, strict=True):
        grade = grades.get(source, GradeForm({source: Fraction(1)}, Fraction(0)))
        below.append(grade if weight > 0 else grade.flipped())
    size = sum(map(abs, weights))
    wanted = least + sum(-w for w in weights if w < 0)  # of the sum over inputs that hold
    if not below or not 0 < wanted <= size:
        return GradeForm({}, Fraction(int(wanted <= 0)))
    if len(below) > 1 and all(wanted <= abs(w) for w in weights):
        return _greatest(draft, below, levels)
    wires: dict[int, Fraction] = {}
    for grade, weight in zip(below, weights, strict=True):
        for source, w in grade.wires.items():
            wires[source] = wires.get(source, Fraction(0)) + w * abs(weight) / size
    constant = sum((g.constant * abs(w) for g, w in zip(below, weights, strict=True)), Fraction(0))
    return GradeForm({k: w for k, w in wires.items() if w}, constant / size)


def _greatest(draft: UnitDraft, below: list[GradeForm], levels: int) -> GradeForm:
    """The greatest grade, as the sum of its steps."""
    forms = [whole(grade) for grade in below]
    factor = lcm(*(form.factor for form in forms))
    values = np.stack([_values(draft, form) * (factor // form.factor) for form in forms])
    attained = _thinned(values.max(axis=0), levels)
    wires: dict[int, Fraction] = {}
    low = int(attained[0])
    for level in attained[1:].tolist():
        reached = [_reaching(draft, f, Fraction(level, factor) * f.factor) for f in forms]
        step = draft.unit({node: 1 for node in reached if node is not None}, 1)
        wires[step] = wires.get(step, Fraction(0)) + Fraction(level - low, factor)
        low = level
    return GradeForm(wires, Fraction(int(attained[0]), factor))


def whole(grade: GradeForm) -> Whole:
    """The grade in whole numbers; odd fractions are rounded, which only changes what it means."""
    factor = lcm(grade.constant.denominator, *(w.denominator for w in grade.wires.values()))
    factor = factor if factor <= _MOST_DENOMINATOR else _MOST_DENOMINATOR
    wires = {node: round(w * factor) for node, w in grade.wires.items()}
    return Whole(wires, round(grade.constant * factor), factor)


def _values(draft: UnitDraft, form: Whole) -> NDArray[np.int64]:
    total = np.full(len(draft.values(0)) if draft.literals else 0, form.constant, dtype=np.int64)
    for node, weight in form.wires.items():
        total += weight * draft.values(node).astype(np.int64)
    return total


def _reaching(draft: UnitDraft, form: Whole, level: Fraction, label: str = "") -> int | None:
    """The node that says that a form reaches the level; None where it never does."""
    wanted = -(-level.numerator // level.denominator) - form.constant
    most = sum(w for w in form.wires.values() if w > 0)
    return None if wanted > most else draft.unit(form.wires, wanted, label)


def _steps(draft: UnitDraft, grade: GradeForm, levels: int, label: str) -> list[int]:
    """The nodes that say that the grade reaches each level that the rows attain, but the least."""
    form = whole(grade)
    attained = _thinned(_values(draft, form), levels)[1:].tolist()
    nodes = []
    for level in attained:
        text = f"{label} holds to {level / form.factor:.0%}" if label else ""
        node = _reaching(draft, form, Fraction(level), text)
        nodes += [] if node is None else [node]
    return nodes


def _thinned(values: NDArray[np.int64], levels: int) -> NDArray[np.int64]:
    """The distinct values, or so many of them where there are more."""
    distinct = np.unique(values)
    if len(distinct) <= levels:
        return distinct
    places = np.unique(np.linspace(0, len(distinct) - 1, levels).round().astype(int))
    return np.asarray(distinct[places])
