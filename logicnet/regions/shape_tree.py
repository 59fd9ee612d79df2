"""Shapes joined by operators, as a tree: what a region is, however it was stated."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from logicnet.errors import SpecificationError
from logicnet.ground.names import unique_names

from .exact import Hyperplane, fractions, widened
from .shapes import Rings, Shape

if TYPE_CHECKING:
    from typing_extensions import Self

Operator = Literal["shape", "and", "or", "xor", "not", "atleast"]
T = TypeVar("T")

_COMBINED: dict[str, Callable[[list[NDArray[np.bool_]], int], Any]] = {
    "and": lambda parts, least: np.logical_and.reduce(parts),
    "or": lambda parts, least: np.logical_or.reduce(parts),
    "xor": lambda parts, least: np.logical_xor.reduce(parts),
    "not": lambda parts, least: ~parts[0],
    "atleast": lambda parts, least: np.sum(parts, axis=0) >= least,
}


@dataclass(frozen=True, kw_only=True)
class ShapeTree:
    """A shape over named coordinates, or a Boolean combination of such trees.

    Parts may have fewer coordinates: what they do not have they do not restrict.
    """

    names: tuple[str, ...]
    operator: Operator = "shape"
    shape: Shape | None = None
    parts: tuple[Self, ...] = ()
    boolean: bool = False  # a shape that is a variable which is 0 or 1
    least: int = 0  # how many parts "atleast" needs

    def __post_init__(self) -> None:
        object.__setattr__(self, "names", unique_names(self.names, "coordinate"))
        if (self.operator == "shape") != (self.shape is not None):
            raise SpecificationError("a region is either a shape or a combination of regions")
        if self.shape is None and self.operator not in _COMBINED:
            raise SpecificationError(f"regions are joined by {', '.join(_COMBINED)}, not by "
                                     f"{self.operator!r}")  # fmt: skip
        proper = all(isinstance(part, type(self)) for part in self.parts)
        if not proper or (self.shape is None and not self.parts):
            raise SpecificationError("a combination needs one part at least, each a Region")
        lacking = {name for part in self.parts for name in part.names} - set(self.names)
        if lacking:
            raise SpecificationError(f"a part has the coordinate {min(lacking)!r}, which is not "
                                     f"among {', '.join(self.names) or 'none'}")  # fmt: skip
        if self.shape is not None and self.shape.dimension != len(self.names):
            raise SpecificationError(
                f"the shape has {self.shape.dimension} coordinates, but {len(self.names)} are "
                f"named: {', '.join(self.names)}"
            )

    @property
    def dimension(self) -> int:
        """Number of coordinates."""
        return len(self.names)

    def contains(self, points: ArrayLike) -> NDArray[np.bool_]:
        """Whether each point (a row of coordinates) is in the region, exactly.

        Floats are taken as the binary fractions that they are; points may also be Fractions
        (an array of objects). Cost is points times edges; a compiled network is the fast way.
        """
        at = self.checked(points)
        return np.asarray(self.evaluated(at, lambda shape, rows: shape.contains(rows)), dtype=bool)

    def on_boundary(self, points: ArrayLike) -> NDArray[np.bool_]:
        """Whether each point lies on the boundary of a shape that the region is made of."""
        at = self.checked(points)
        found = np.zeros(len(at), dtype=bool)
        for leaf in self.leaves():
            found |= leaf.shape.on_boundary(at[:, self._columns(leaf)])  # type: ignore[union-attr]
        return found

    def leaves(self) -> list[Self]:
        """The shapes that the region is made of, as regions, from left to right, each once."""
        found: list[Self] = []
        self.folded(found.append, lambda region, parts: None)
        return found

    def folded(self, leaf: Callable[[Self], T], join: Callable[[Self, list[T]], T]) -> T:
        """A value made from those of the shapes by way of those of all parts, each made once."""
        done: dict[int, T] = {}
        pending = [self]
        while pending:
            region = pending.pop()
            missing = [part for part in region.parts if id(part) not in done]
            if id(region) in done:
                continue
            if missing:
                pending += [region, *reversed(missing)]
            elif region.shape is not None:
                done[id(region)] = leaf(region)
            else:
                done[id(region)] = join(region, [done[id(part)] for part in region.parts])
        return done[id(self)]

    def planes(self) -> list[Hyperplane]:
        """The hyperplanes of a region that is a shape, each once."""
        return [] if self.shape is None else self.shape.planes()

    @property
    def promises(self) -> bool:
        """Whether a region that is a shape says whether its boundary belongs to it."""
        return not isinstance(self.shape, Rings) or self.shape.boundary is not None

    @property
    def booleans(self) -> frozenset[str]:
        """The coordinates that are Boolean variables: they take the values 0 and 1 only."""
        return frozenset(name for leaf in self.leaves() if leaf.boolean for name in leaf.names)

    def hyperplanes(self) -> list[Hyperplane]:
        """The distinct hyperplanes that bound the shapes, in all coordinates of the region."""
        found: dict[Hyperplane, None] = {}
        for leaf in self.leaves():
            columns = self._columns(leaf)
            for plane in leaf.shape.planes():  # type: ignore[union-attr]
                found[widened(plane, columns, self.dimension)[0]] = None
        return list(found)

    def bounds(self) -> NDArray[np.float64] | None:
        """The box (lows, highs) of all corners of rings, where every shape is made of rings."""
        leaves = self.leaves()
        if not all(isinstance(leaf.shape, Rings) and leaf.names == self.names for leaf in leaves):
            return None
        corners = np.concatenate(
            [r for leaf in leaves for r in leaf.shape.rings]  # type: ignore[union-attr]
        )
        return np.stack([corners.min(axis=0), corners.max(axis=0)])

    def checked(self, points: ArrayLike) -> NDArray[Any]:
        """The points as an array of rows of finite coordinates."""
        try:
            array = np.asarray(points)
        except ValueError:
            raise SpecificationError("expected rows of coordinates, all of one length") from None
        large = array.dtype.kind in "iu" and (np.abs(array.astype(np.float64)) >= 2.0**53).any()
        if large or (array.dtype.kind == "f" and array.dtype.itemsize > 8):
            array = array.astype(object)  # floats do not hold all of these
        if array.dtype == object:
            array = np.array(fractions(array.ravel()), dtype=object).reshape(array.shape)
        elif array.dtype.kind not in "biuf":
            raise SpecificationError(f"expected rows of coordinates, got {array.dtype.name}")
        else:
            array = array.astype(np.float64)
        if array.ndim == 1 and self.dimension == 1:
            array = array[:, None]
        if array.ndim != 2 or array.shape[1] != self.dimension:
            raise SpecificationError(
                f"expected points with {self.dimension} coordinates ({', '.join(self.names)}), "
                f"got an array of {array.shape}"
            )
        if array.dtype != object and not np.isfinite(array).all():
            row = np.flatnonzero(~np.isfinite(array).all(axis=1))[0]
            raise SpecificationError(f"point {row} is {tuple(array[row].tolist())}")
        return array

    def _columns(self, part: ShapeTree) -> list[int]:
        return [self.names.index(name) for name in part.names]

    def evaluated(self, points: NDArray[Any], leaf: Callable[[Shape, Any], Any]) -> Any:
        """The values of the shapes, given by `leaf` for their columns of `points`, combined."""
        return self.folded(
            lambda part: leaf(part.shape, points[:, self._columns(part)]),  # type: ignore[arg-type]
            lambda region, values: _COMBINED[region.operator](values, region.least),
        )
