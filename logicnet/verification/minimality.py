"""Whether a cover has the fewest product terms, by a certificate and by nothing of the minimiser.

What is checked of a certificate is said at `MinimalityCertificate`. Sets of points that fit into
one product term are tried by adding points one at a time to the smallest cube around them, which
no off point may enter; with cases, until they hold what the case says. There are no primes, no
matrices and no floats.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, NamedTuple

import numpy as np

from logicnet.ground.arguments import checked
from logicnet.ground.bits import pack_rows, unpack
from logicnet.ground.checks import instance
from logicnet.ground.html import sentence
from logicnet.logic.function import Function, function
from logicnet.logic.tables.cover import Cover
from logicnet.minimization.proofs.certificate import (
    MinimalityCertificate,
    PartCases,
    PointPart,
    WeightedPoint,
)

from .verifying import verified


@dataclass(frozen=True)
class Minimality:
    """What `verify_minimal` found: its truth value is that of a proof.

    `terms` are those of the cover, `bound` is what the certificate proves (0 where it is wrong),
    and `reason` says what is not shown, or is None.
    """

    terms: int
    bound: int
    reason: str | None = None

    def __bool__(self) -> bool:
        return self.reason is None

    def _repr_html_(self) -> str:
        return sentence("Minimality", str(self))

    def __repr__(self) -> str:
        return f"<Minimality: {self}>"

    def __str__(self) -> str:
        if self.reason is None:
            return f"minimal, proven: every cover has at least {_terms(self.bound)}"
        return f"not proven: {self.reason}"


def _terms(number: int) -> str:
    return f"{number} term{'s' * (number != 1)}"


class _Place(NamedTuple):
    """A point: its row as a number, its outputs as bits, its weight."""

    row: int
    outputs: int
    weight: int = 0


class _Term(NamedTuple):
    """A product term: the ones that all its rows have, those that any has, and its outputs."""

    every: int = -1
    some: int = 0
    outputs: int = 0

    def around(self, place: _Place) -> _Term:
        """The smallest term that holds the point, too."""
        return _Term(self.every & place.row, self.some | place.row, self.outputs | place.outputs)

    def holds(self, place: _Place) -> bool:
        """Whether it has the row of the point, and one of its outputs."""
        inside = not (self.every & ~place.row | place.row & ~self.some)
        return inside and bool(self.outputs & place.outputs)


@checked()
def verify_minimal(
    cover: Cover, certificate: MinimalityCertificate, source: Any = None
) -> Minimality:
    """Whether the `certificate` proves that the `cover` has the fewest product terms.

    Fewest, that is, of all covers of `source`, whose don't-cares they may use; without a source,
    of all that are 1 where this one is. That the cover is one of `source` is verified, too.
    Nothing is used of what `minimize` finds covers and bounds with.

    >>> from logicnet.minimization.minimizing import minimize
    >>> from logicnet.minimization.proofs.proving import prove_minimal
    >>> cover = minimize("a ^ b ^ c")
    >>> print(verify_minimal(cover, prove_minimal("a ^ b ^ c"), "a ^ b ^ c"))
    minimal, proven: every cover has at least 4 terms
    """
    cover = instance(cover, Cover, "cover")
    certificate = instance(certificate, MinimalityCertificate, "certificate")
    stated = cover if source is None else function(source)
    wrong = _misnamed(stated, certificate) or _misplaced(stated, certificate)
    wrong = wrong or _too_light(certificate)
    if wrong:
        return Minimality(cover.terms, 0, wrong)
    bound, reason = certificate.bound, None
    verdict = None if source is None else verified(cover, stated)
    if verdict is not None and not verdict:
        reason = f"the cover is not one of the source: {verdict}"
    elif bound < cover.terms:
        reason = f"the cover has {_terms(cover.terms)}, and at least {bound} is what is proven"
    elif bound > cover.terms:
        reason = f"the cover has {_terms(cover.terms)} where {bound} are needed: it is none"
    return Minimality(cover.terms, bound, reason)


def _misnamed(stated: Function, certificate: MinimalityCertificate) -> str | None:
    """What is wrong with the names of a certificate."""
    strange = [name for name in stated.inputs if name not in certificate.inputs]
    if strange:
        return f"the certificate does not have the input {strange[0]!r}"
    if set(stated.outputs) != set(certificate.outputs):
        return (f"the certificate is about the outputs {', '.join(certificate.outputs)}, not "
                f"{', '.join(stated.outputs)}")  # fmt: skip
    return None


def _misplaced(stated: Function, certificate: MinimalityCertificate) -> str | None:
    """The first point at which the function is not what the certificate says."""
    weighted = [point for part in certificate.parts for point in part.points]
    claims = [(p.row, p.output, 1) for p in weighted]
    claims += [(p.row, output, 0) for p in certificate.off for output in p.outputs]
    if not claims:
        return None
    listed = {row: k for k, row in enumerate(dict.fromkeys(row for row, _, _ in claims))}
    digits = np.array([[digit == "1" for digit in row] for row in listed], dtype=bool)
    order = [certificate.inputs.index(name) for name in stated.inputs]
    on, dc = (unpack(side, len(listed)) for side in stated.rows(pack_rows(digits[:, order])))
    for row, number, value in claims:
        output = stated.outputs.index(certificate.outputs[number])
        if dc[output, listed[row]] or on[output, listed[row]] != value:
            name = certificate.outputs[number]
            return f"{name} is not {value} at the row {row}, as the certificate says"
    return None


def _too_light(certificate: MinimalityCertificate) -> str | None:
    """What is wrong with the weights: which term holds too much of a part, or points of two."""
    off = _OffPoints.of(certificate)
    for number, part in enumerate(certificate.parts, 1):
        heavy = _heavy(part, off, ())
        if heavy:
            return f"a term may hold more than {heavy.most} of part {number} of the certificate"
    parts = [_places(part.points) for part in certificate.parts]
    for (i, one), (j, other) in combinations(enumerate(parts, 1), 2):
        if any(off.miss(_Term().around(a).around(b)) for a in one for b in other):
            return f"a term may hold points of both parts {i} and {j} of the certificate"
    return None


class _OffPoints(NamedTuple):
    """Off points as bits: those with each digit at each input, those of each output."""

    digits: list[tuple[int, int]]  # the last input first
    outputs: list[int]

    @classmethod
    def of(cls, certificate: MinimalityCertificate) -> _OffPoints:
        """Those of a certificate."""
        rows = [row for row, _ in certificate.off]
        columns = [[row[i] for row in rows] for i in reversed(range(len(certificate.inputs)))]
        digits = [
            (_bits(c == "0" for c in each), _bits(c == "1" for c in each)) for each in columns
        ]
        numbers = range(len(certificate.outputs))
        return cls(digits, [_bits(k in outs for _, outs in certificate.off) for k in numbers])

    def miss(self, term: _Term) -> bool:
        """Whether no off point lies in the term."""
        left = 0
        for number, off in enumerate(self.outputs):
            left |= off if term.outputs >> number & 1 else 0
        free = term.every ^ term.some
        for i, sides in enumerate(self.digits):
            if not free >> i & 1:
                left &= sides[term.every >> i & 1]
        return not left

    def allow(self, term: _Term, needed: Sequence[Sequence[_Place]]) -> bool:
        """Whether a term around this one, which holds one of each of the needed, may be."""
        unmet = (each for each in needed if not any(term.holds(place) for place in each))
        more = next(unmet, None)
        if more is None:
            return True
        larger = (term.around(place) for place in more)
        return any(self.miss(each) and self.allow(each, needed) for each in larger)


def _places(points: Iterable[WeightedPoint]) -> list[_Place]:
    return [_Place(int(row or "0", 2), 1 << output, weight) for row, output, weight in points]


def _heavy(
    part: PointPart | PartCases, off: _OffPoints, needed: tuple[list[_Place], ...]
) -> PointPart | None:
    """The first of the part's leaves of which a term, with one of each needed, holds too much."""
    if isinstance(part, PartCases):
        first = _heavy(part.first, off, needed)
        return first or _heavy(part.second, off, (*needed, _places(part.first.points)))
    points = _places(part.points)
    return part if _heavier(points, off, part.most, _Term(), points, needed) else None


def _bits(flags: Iterable[bool]) -> int:
    return sum(1 << k for k, flag in enumerate(flags) if flag)


def _heavier(
    points: Sequence[_Place],
    off: _OffPoints,
    most: int,
    term: _Term,
    more: Sequence[_Place],
    needed: tuple[list[_Place], ...],
) -> bool:
    """Whether the term, or one around it and some `more` points, holds more than `most`.

    One, that is, that can hold one of each of the needed points, too.
    """
    held = sum(point.weight for point in points if term.holds(point))
    left = [p for p in more if not term.holds(p) and off.miss(term.around(p))]
    while held <= most and held + sum(point.weight for point in left) > most:
        if _heavier(points, off, most, term.around(left.pop()), left, needed):
            return True
    return held > most and off.allow(term, needed)
