"""MinimalityCertificate: points whose weights show that a function needs so many product terms.

A point is a row and an output. No product term that a cover may have holds more of a part of the
points than the part's `most`, and none holds points of two parts. So a part of the weight w needs
w / most terms, rounded up, and the parts need the sum of that. Off points are rows where outputs
are 0; they show which points no term holds together: the smallest cube around them meets one.

Where that does not prove enough, a part is `PartCases`, two parts. Either some term of the cover,
of those that hold points of the part, holds none of the first part's: these then need as many
terms as the first part proves, and there is that one beside them. Or each holds a point of the
first part, and the second part is a proof for such terms.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from logicnet.errors import SpecificationError
from logicnet.ground.digits import is_whole
from logicnet.ground.html import sentence, table
from logicnet.ground.names import unique_names

_MOST_SHOWN = 32  # points in notebooks
_DEEPEST = 100  # cases within cases


class WeightedPoint(NamedTuple):
    """A row, as digits, that has to be covered for the output of that number; and its weight."""

    row: str
    output: int
    weight: int = 1


class OffPoint(NamedTuple):
    """A row, as digits, that no product term of the outputs of these numbers may hold."""

    row: str
    outputs: tuple[int, ...]


@dataclass(frozen=True)
class PointPart:
    """Points of which no product term holds more than the weight `most`."""

    most: int
    points: tuple[WeightedPoint, ...]

    @property
    def terms(self) -> int:
        """Product terms that these points need."""
        return -(-sum(point.weight for point in self.points) // self.most)

    @property
    def leaves(self) -> Iterator[PointPart]:
        """The part itself."""
        yield self


@dataclass(frozen=True)
class PartCases:
    """Two parts: `second` is about terms that hold a point of `first` each."""

    first: PointPart | PartCases
    second: PointPart | PartCases

    @property
    def terms(self) -> int:
        """Product terms that the points need in both cases."""
        return min(1 + self.first.terms, self.second.terms)

    @property
    def leaves(self) -> Iterator[PointPart]:
        """The parts that are no cases, in their order."""
        yield from self.first.leaves
        yield from self.second.leaves

    @property
    def points(self) -> tuple[WeightedPoint, ...]:
        """The points of all of them, without their weights."""
        listed = (point for part in self.leaves for point in part.points)
        return tuple(dict.fromkeys(WeightedPoint(row, output) for row, output, _ in listed))

    @property
    def depth(self) -> int:
        """Cases within cases; ends where these are too deep."""
        waiting: list[tuple[int, object]] = [(0, self)]
        deepest = 0
        while waiting and deepest <= _DEEPEST:
            depth, part = waiting.pop()
            deepest = max(deepest, depth)
            if isinstance(part, PartCases):
                waiting += [(depth + 1, part.first), (depth + 1, part.second)]
        return deepest


@dataclass(frozen=True, kw_only=True)
class MinimalityCertificate:
    """Why a function needs at least `bound` product terms; `verify_minimal` checks it.

    `parts` are points that the function has to be 1 at, `off` points where it is 0.

    >>> parts = PointPart(1, (WeightedPoint("01", 0),)), PointPart(1, (WeightedPoint("10", 0),))
    >>> off = OffPoint("00", (0,)), OffPoint("11", (0,))
    >>> MinimalityCertificate(inputs=("a", "b"), outputs=("y",), parts=parts, off=off)
    <MinimalityCertificate: at least 2 terms, by 2 points>
    """

    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    parts: tuple[PointPart | PartCases, ...]
    off: tuple[OffPoint, ...]

    def __post_init__(self) -> None:
        for name, what in (("inputs", "input"), ("outputs", "output")):
            object.__setattr__(self, name, unique_names(getattr(self, name), what))
        for part in self._leaves():
            self._check(part.most, "a part's most")
            for point in part.points:
                self._check(point.weight, "a weight")
                self._check_point(point.row, (point.output,))
        for row, outputs in self.off:
            self._check_point(row, outputs)

    def _leaves(self) -> Iterator[PointPart]:
        for part in self.parts:
            if isinstance(part, PartCases) and part.depth > _DEEPEST:
                raise SpecificationError(f"a part has more than {_DEEPEST} cases within cases")
            yield from part.leaves

    def _check(self, number: object, what: str) -> None:
        if not (is_whole(number) and number >= 1):  # type: ignore[operator]
            raise SpecificationError(f"{what} is {number!r}; expected a whole number, at least 1")

    def _check_point(self, row: str, outputs: Iterable[int]) -> None:
        if len(row) != len(self.inputs) or set(row) - set("01"):
            raise SpecificationError(
                f"a point is {row!r}; expected {len(self.inputs)} digits 0 or 1, one an input"
            )
        if not all(0 <= number < len(self.outputs) for number in outputs):
            raise SpecificationError(
                f"the point {row!r} has the outputs {tuple(outputs)}; expected numbers below "
                f"{len(self.outputs)}"
            )

    @property
    def bound(self) -> int:
        """Product terms that every cover has, if the certificate is right."""
        return sum(part.terms for part in self.parts)

    def _repr_html_(self) -> str:
        rows = [
            (part.most, point.row, self.outputs[point.output], point.weight)
            for part in self._leaves()
            for point in part.points[:_MOST_SHOWN]
        ][:_MOST_SHOWN]
        head = ["a term holds at most", "row", "output", "weight"]
        return sentence("MinimalityCertificate", self._said()) + table(head, rows)

    def __repr__(self) -> str:
        return f"<MinimalityCertificate: {self._said()}>"

    def _said(self) -> str:
        points = len({(row, y) for part in self._leaves() for row, y, _ in part.points})
        listed = ", ".join(
            f"{count} {what}{'s' * (count != 1)}"
            for count, what in ((self.bound, "term"), (points, "point"))
        ).replace(", ", ", by ")
        return f"at least {listed}"
