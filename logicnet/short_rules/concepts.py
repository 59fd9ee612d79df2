"""What users have stated, as literals: each concept by its name, and how far it holds.

The grade of an AND is the share of its parts that hold, of "at least k of" their share of k, of an
OR the greatest of its parts, of a NOT one minus. Every step of a grade that some row makes is a
literal, `minus_35 matched in at least 40 %`, and a circuit of its own. An AND of what is graded
itself has no grade: a mean of shares is not read at sight.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from logicnet.compiling import compile as compiled
from logicnet.errors import SpecificationError, did_you_mean
from logicnet.ground.names import few
from logicnet.learning.theories.theory import Theory, over_conditions
from logicnet.logic.circuits.circuit import Builder, Circuit
from logicnet.logic.function import function

from .literals import Floats, Literal, Octets, decided

Bits = NDArray[np.bool_]
_MOST_STEPS = 12


class GradeStep(NamedTuple):
    """Where a grade reaches a level: the literal in the builder, and the rows that do."""

    level: Fraction
    literal: int
    holds: Bits


class Grade(NamedTuple):
    """A grade: its least value, and the steps above that, in order."""

    least: Fraction
    steps: tuple[GradeStep, ...]

    def reaches(self, level: Fraction) -> GradeStep | None:
        """The first step that is not below a level."""
        return next((step for step in self.steps if step.level >= level), None)


@dataclass(frozen=True, eq=False)
class Concepts:
    """Stated concepts over coordinates: one circuit, with an output for each."""

    circuit: Circuit
    target: str

    @classmethod
    def of(cls, rules: Any, target: str) -> Concepts:
        """A formula, or a mapping of concepts to formulas that may name earlier ones.

        >>> found = Concepts.of({"near": "a & b", "y": "near | c"}, "y")
        >>> print(found.circuit.output("y"))
        (a & b) | c
        """
        if isinstance(rules, Theory):
            return cls._of_theory(rules, target)
        stated = dict(rules) if isinstance(rules, Mapping) else {target: rules}
        if not stated:
            raise SpecificationError("rules: there is no formula")
        if target not in stated:
            known = ", ".join(map(str, stated))
            hint = did_you_mean(target, map(str, stated))
            raise SpecificationError(f"rules state {known}, not the target {target!r}{hint}")
        build, known_literals = Builder(), dict[str, int]()
        for name, source in stated.items():
            circuit = function(source).circuit()
            known_literals[str(name)] = _embedded(build, circuit, known_literals)
        return cls(build.circuit(known_literals), target)

    @classmethod
    def _of_theory(cls, theory: Theory, target: str) -> Concepts:
        """Every concept of a theory; the target may be another name for the only one on top."""
        tops, names = theory.tops, {concept: concept for concept in theory.clauses}
        if target not in names:
            if len(tops) != 1:
                raise SpecificationError(
                    f"{theory}: none of {few([*tops])} is the target {target!r}"
                    + did_you_mean(target, names)
                )
            names = {target: tops[0]} | {c: c for c in names if c != tops[0]}
        network, conditions = over_conditions(theory, names)
        build, circuit = Builder(), network.circuit()
        known = {name: _embedded(build, function(condition.formula).circuit(), {})
                 for name, condition in conditions.items()}  # fmt: skip
        ends = _all_embedded(build, circuit, known)
        return cls(build.circuit(dict(zip(circuit.outputs, ends, strict=True))), target)

    def check(self, coordinates: Sequence[str]) -> None:
        """Refuse names that are no coordinates."""
        _check_names(self.circuit.inputs, coordinates)


def names_read(rules: Any) -> tuple[str, ...]:
    """The names that rules read and do not state.

    >>> names_read({"near": "a & b", "y": "near | c"})
    ('a', 'b', 'c')
    """
    if rules is None:
        return ()
    if not isinstance(rules, Mapping):
        return tuple(function(rules).inputs)
    found = dict.fromkeys(name for source in rules.values() for name in function(source).inputs)
    return tuple(name for name in found if name not in {str(key) for key in rules})


def _check_names(names: Sequence[str], coordinates: Sequence[str]) -> None:
    missing = [name for name in names if name not in coordinates]
    if missing:
        hints = (did_you_mean(name, coordinates) for name in missing)
        raise SpecificationError(
            f"the rules read {few(missing)}, and here are {len(coordinates)} column(s): "
            f"{few(coordinates)}" + next(filter(None, hints), "")
        )


def _embedded(build: Builder, circuit: Circuit, known: Mapping[str, int]) -> int:
    """The literal of the only output of a circuit, leaves that are concepts replaced by these."""
    if len(circuit.outputs) != 1:
        raise SpecificationError(
            f"each of the rules is one formula; this has the outputs {', '.join(circuit.outputs)}"
        )
    return _all_embedded(build, circuit, known)[0]


def _all_embedded(build: Builder, circuit: Circuit, known: Mapping[str, int]) -> list[int]:
    """The literals of all outputs, in the same way."""
    values = [0]
    for leaf in circuit.leaves:
        is_known = isinstance(leaf, str) and leaf in known
        values.append(known[leaf] if is_known else build.leaf(leaf))  # type: ignore[index]
    for _, kind, literals, count in circuit:
        values.append(build.add(kind, [values[x >> 1] ^ x & 1 for x in literals], count))
    return [values[end >> 1] ^ end & 1 for end in circuit.ends.tolist()]


def concept_literals(
    concepts: Concepts, coordinates: Sequence[str], rows: Floats
) -> tuple[list[Literal], Octets]:
    """The concepts and the steps of their grades as literals, and their values at rows.

    >>> concepts = Concepts.of({"near": "a & b & c", "y": "near | ~d"}, "y")
    >>> rows = np.array([[1.0, 1, 1, 1], [1, 1, 0, 1], [0, 0, 0, 1], [0, 0, 0, 0]])
    >>> [str(literal) for literal in concept_literals(concepts, "abcd", rows)[0]][:3]
    ['near', 'not near', 'near matched in at least 67 %']
    """
    concepts.check(coordinates)
    grading = _Grading(concepts.circuit, coordinates, rows)
    literals, values = list[Literal](), list[Bits]()
    for name, end in zip(concepts.circuit.outputs, concepts.circuit.ends.tolist(), strict=True):
        for step in reversed(grading.of(end).steps):
            if step.holds.any() and not step.holds.all():
                literals += grading.worded(name, step)
                values += [step.holds, ~step.holds]
    return literals, np.array(values, dtype=np.uint8).reshape(len(values), len(rows))


class _Grading:
    """Grades of the gates of a circuit, as steps in a circuit in the making."""

    def __init__(self, circuit: Circuit, coordinates: Sequence[str], rows: Floats) -> None:
        self.build, self.rows = Builder(), len(rows)
        self.grades = [Grade(Fraction(0), ())]
        for leaf in circuit.leaves:
            holds = _leaf_holds(leaf, coordinates, rows)
            step = GradeStep(Fraction(1), self.build.leaf(leaf), holds)
            self.grades.append(Grade(Fraction(0), (step,)))
        for _, kind, literals, count in circuit:
            self.grades.append(self._gate(kind, [self.of(x) for x in literals], count))

    def of(self, literal: int) -> Grade:
        """The grade of a literal of the circuit."""
        grade = self.grades[literal >> 1]
        return self._flipped(grade) if literal & 1 else grade

    def worded(self, name: str, step: GradeStep) -> tuple[Literal, Literal]:
        """The step of a concept, and its negation, for people and for `compile`."""
        text = str(self.build.circuit({"y": step.literal}))
        share = f"{float(step.level):.0%}".replace("%", " %")
        is_exact = step.level == 1
        words = name if is_exact else f"{name} matched in at least {share}"
        other = f"not {name}" if is_exact else f"{name} matched in less than {share}"
        return Literal(words, text, name), Literal(other, f"~({text})", name)

    def _flipped(self, grade: Grade) -> Grade:
        levels = [grade.least, *(step.level for step in grade.steps)]
        steps = [
            GradeStep(1 - levels[k], step.literal ^ 1, ~step.holds)
            for k, step in reversed(list(enumerate(grade.steps)))
        ]
        return Grade(1 - levels[-1], tuple(steps))

    def _gate(self, kind: str, below: list[Grade], count: int) -> Grade:
        if kind == "or" or (kind == "atleast" and count == 1):
            return self._greatest(below)
        if kind in ("and", "atleast"):
            return self._mean(kind, below, len(below) if kind == "and" else count)
        return self._exact(kind, below)

    def _greatest(self, below: list[Grade]) -> Grade:
        least = max(grade.least for grade in below)
        levels = sorted({step.level for grade in below for step in grade.steps})
        steps = []
        for level in levels:
            if level > least:
                reached = [step for g in below if (step := g.reaches(level)) is not None]
                steps.append(self._joined("or", level, reached))
        return Grade(least, tuple(_thinned(steps)))

    def _joined(self, kind: str, level: Fraction, steps: list[GradeStep]) -> GradeStep:
        literals = list(dict.fromkeys(step.literal for step in steps))
        literal = literals[0] if len(literals) == 1 else self.build.add(kind, literals)
        holds = np.any([step.holds for step in steps], axis=0)
        return GradeStep(level, literal, np.asarray(holds))

    def _mean(self, kind: str, below: list[Grade], full: int) -> Grade:
        """How many parts hold, of `full`, where these are true or false alone."""
        if any(len(grade.steps) != 1 for grade in below):
            return self._exact(kind, below, full)
        parts = [grade.steps[0] for grade in below]
        sums = np.sum([part.holds for part in parts], axis=0)
        literals = [part.literal for part in parts]
        levels = {*np.unique(sums[(sums > 0) & (sums < full)]).tolist(), full}
        steps = [
            GradeStep(Fraction(int(x), full), self._count(literals, int(x)), np.asarray(sums >= x))
            for x in sorted(levels)
        ]
        return Grade(Fraction(0), tuple(_thinned(steps)))

    def _count(self, literals: list[int], least: int) -> int:
        if least == len(literals):
            return self.build.add("and", literals)
        return self.build.add("atleast", literals, least)

    def _exact(self, kind: str, below: list[Grade], full: int = 0) -> Grade:
        """A gate without a grade of its own: its value."""
        ends = [g.reaches(Fraction(1)) for g in below]
        literals = [0 if end is None else end.literal for end in ends]
        none = np.zeros(self.rows, dtype=bool)
        bits = [none if end is None else end.holds for end in ends]
        if kind == "atleast":
            holds = np.asarray(np.sum(bits, axis=0) >= full)
            literal = self.build.add(kind, literals, full)
        else:
            holds, literal = _VALUES[kind](bits), self.build.add(kind, literals)
        step = GradeStep(Fraction(1), literal, holds)
        return Grade(Fraction(0), (step,))


_VALUES: Mapping[str, Callable[[list[Bits]], Bits]] = {
    "and": lambda bits: np.asarray(np.all(bits, axis=0)),
    "xor": lambda bits: np.asarray(np.logical_xor.reduce(bits)),
    "implies": lambda bits: ~bits[0] | bits[1],
    "iff": lambda bits: (
        ~np.logical_xor.reduce(bits) if len(bits) == 2 else np.ptp(bits, axis=0) == 0
    ),
    "ite": lambda bits: np.where(bits[0], bits[1], bits[2]),
}


def _thinned(steps: list[GradeStep]) -> list[GradeStep]:
    """All steps, or the last and some of the others."""
    if len(steps) <= _MOST_STEPS:
        return steps
    places = np.unique(np.linspace(0, len(steps) - 1, _MOST_STEPS).round().astype(int))
    return [steps[k] for k in places.tolist()]


def _leaf_holds(leaf: Hashable, coordinates: Sequence[str], rows: Floats) -> Bits:
    """Where a name is true, or a comparison holds."""
    if isinstance(leaf, str):
        return np.asarray(rows[:, list(coordinates).index(leaf)] == 1)
    build = Builder()
    network = compiled(build.circuit({"y": build.leaf(leaf)}), "formula")
    _check_names(network.inputs, coordinates)
    return decided(network, coordinates, rows)
