"""The sign vectors of an arrangement of hyperplanes that occur, exactly, in any dimension.

Where the normals span the space, every face of the arrangement (a cell, an edge, ..., a corner)
has a corner in its closure: a point where hyperplanes meet whose normals span the space. So it
is enough to look around all corners. Around one of exactly d hyperplanes all 3^d combinations
of sides occur. Around one of more, every face is the composition of rays: with X o Y equal to X
where X is not 0 and to Y elsewhere, all faces are reached from the corner by composing with the
sign vectors of the rays that leave it along d - 1 hyperplanes.

A face has the corner plus a small step along the sum of its rays as a point. All numbers are
integers, so that nothing is left to rounding.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations, product
from math import comb
from typing import Any

import numpy as np
from numpy.typing import NDArray

from logicnet.errors import LimitError
from logicnet.ground.budget import CALL
from logicnet.logic.tables.cubes import Tick, no_tick
from logicnet.regions.exact import crossed, signs_of

MOST_CORNERS = 60_000  # sets of d hyperplanes that are looked at
MOST_SIGNS = 1 << 27  # signs in all, before equal rows are found
_CHUNK = 2048  # corners handled together
_SIGN = 10.0  # work of one sign
_FITS = 1 << 62
_EPSILON, _TINY = 2.0**-52, 1e-290

Signs = NDArray[np.int8]


class Arrangement:
    """Hyperplanes ``normal.x == offset`` given as rows (normal, offset) of integers.

    >>> Arrangement([(1, 0, 0), (0, 1, 0)], 2).signs.shape        # two crossing lines
    (9, 2)
    """

    def __init__(self, rows: Sequence[Sequence[int]], dimension: int, *, faces: bool = True,
                 tick: Tick = no_tick):  # fmt: skip
        self.rows = np.array(rows, dtype=object).reshape(len(rows), dimension + 1)
        self.dimension = dimension
        self.columns = independent(self.rows[:, :-1])
        self._rays: dict[int, tuple[NDArray[Any], Signs]] = {}
        flat = self.rows[:, [*self.columns, dimension]].copy()
        flat[:, -1] *= -1
        self.planes = _narrowed(flat)
        self._check(faces)
        self.corners, self.corner_signs = self._corners(tick)
        self.signs, self.corner_of = self._around(faces, tick)

    def _check(self, faces: bool) -> None:
        count, rank = len(self.planes), len(self.columns)
        subsets = comb(count, rank)
        if subsets > MOST_CORNERS or subsets * (3 if faces else 2) ** rank * count > MOST_SIGNS:
            raise LimitError(
                f"{count} hyperplanes in {rank} dimensions have too many cells to list them all"
            )

    def _corners(self, tick: Tick) -> tuple[NDArray[Any], Signs]:
        """All corners as (point, weight), the point times the weight, and their signs."""
        rank = len(self.columns)
        subsets = _subsets(len(self.planes), rank)
        found, signs = [], []
        for start in range(0, len(subsets), _CHUNK):
            corner = crossed(self.planes[subsets[start : start + _CHUNK]])
            corner = corner[corner[:, -1] != 0]
            corner = corner * np.where(corner[:, -1:] > 0, 1, -1)
            sign = _sides(corner, self.planes)
            _, first = distinct(sign)
            found.append(corner[first])
            signs.append(sign[first])
            tick(_SIGN * sign.size)
        corners, sign = np.concatenate(found), np.concatenate(signs)
        _, first = distinct(sign)
        return corners[first], sign[first]

    def _around(self, faces: bool, tick: Tick) -> tuple[Signs, NDArray[np.int64]]:
        """The signs of all faces, and for each the number of a corner of it."""
        rank = len(self.columns)
        on = self.corner_signs == 0
        simple = np.flatnonzero(on.sum(axis=1) == rank)
        choices = list(product((-1, 0, 1) if faces else (-1, 1), repeat=rank))
        local = np.array(choices, dtype=np.int8).reshape(len(choices), rank)
        found, corner_of = [], []
        for start in range(0, len(simple), _CHUNK):
            part = simple[start : start + _CHUNK]
            rows = np.repeat(self.corner_signs[part], len(local), axis=0)
            at = np.nonzero(on[part])[1].reshape(len(part), rank)
            rows[np.arange(len(rows))[:, None], np.repeat(at, len(local), axis=0)] = np.tile(
                local, (len(part), 1)
            )
            _, first = distinct(rows)
            found.append(rows[first])
            corner_of.append(part[first // len(local)])
            tick(_SIGN * rows.size)
        for corner in np.flatnonzero(on.sum(axis=1) != rank).tolist():
            local = _composed(self.rays(corner)[1], faces, tick)
            rows = np.repeat(self.corner_signs[corner][None], len(local), axis=0)
            rows[:, on[corner]] = local
            found.append(rows)
            corner_of.append(np.full(len(rows), corner))
            tick(_SIGN * rows.size + CALL)
        signs, corners = np.concatenate(found), np.concatenate(corner_of)
        _, first = distinct(signs)
        return signs[first], corners[first]

    def rays(self, corner: int) -> tuple[NDArray[Any], Signs]:
        """The rays that leave a corner, and their signs on the hyperplanes through it."""
        if corner not in self._rays:
            normals = self.planes[self.corner_signs[corner] == 0, :-1]
            rank = len(self.columns)
            if comb(len(normals), rank - 1) > MOST_CORNERS:
                raise LimitError(f"{len(normals)} hyperplanes meet in a corner")
            way = crossed(normals[_subsets(len(normals), rank - 1)])
            way = np.concatenate([way, -way])
            sign = signs_of(way @ normals.T)
            _, first = distinct(sign)
            first = first[sign[first].any(axis=1)]
            self._rays[corner] = way[first].astype(object), sign[first]
        return self._rays[corner]

    def points(self, numbers: NDArray[np.int64]) -> NDArray[Any]:
        """A point of each of the faces with these numbers, in Fractions."""
        answer = np.full((len(numbers), self.dimension), Fraction(0), dtype=object)
        corners = self.corner_of[numbers]
        planes = self.planes.astype(object)
        for corner in np.unique(corners).tolist():
            at = np.flatnonzero(corners == corner)
            through = self.corner_signs[corner] == 0
            rays, ray_signs = self.rays(corner) if len(self.columns) else _NO_RAYS
            signs = self.signs[numbers[at]][:, through]
            fits = ((ray_signs[None] == 0) | (ray_signs[None] == signs[:, None])).all(axis=2)
            way = fits.astype(object) @ rays if len(rays) else np.zeros((len(at), 0), dtype=object)
            place = self.corners[corner].astype(object)
            height, rate = planes @ place, way @ planes[:, :-1].T
            other = np.flatnonzero(~through)
            share = np.ones(len(at), dtype=object)  # the step is way / share
            if len(other):  # at most half the way to any other hyperplane
                needed = -(-2 * place[-1] * abs(rate[:, other]) // abs(height[other]))
                share = np.maximum(share, needed.max(axis=1))
            for i, row in enumerate(at.tolist()):
                for column, p, u in zip(self.columns, place[:-1], way[i], strict=True):
                    answer[row, column] = Fraction(p, place[-1]) + Fraction(u, share[i])
        return answer

    def near(self, numbers: NDArray[np.int64]) -> NDArray[np.float64]:
        """A float in or beside each of the faces, or nan; not exact, to be checked by who asks.

        Around a corner of as many hyperplanes as dimensions, with normals N, the step w with
        N w = s leads to the sides s; for an edge or a corner to a cell beside it.
        """
        answer = np.full((len(numbers), self.dimension), np.nan)
        if len(self.columns) < self.dimension:
            return answer
        try:
            scale = np.abs(self.planes[:, :-1]).max(axis=1, initial=1)
            planes = (self.planes / scale[:, None]).astype(np.float64)
            corners = (self.corners[:, :-1] / self.corners[:, -1:]).astype(np.float64)
        except OverflowError:
            return answer
        for start in range(0, len(numbers), _CHUNK):
            part = numbers[start : start + _CHUNK]
            on = self.corner_signs[self.corner_of[part]] == 0
            simple = np.flatnonzero(on.sum(axis=1) == self.dimension)
            on, place = on[simple], corners[self.corner_of[part[simple]]]
            at = np.nonzero(on)[1].reshape(len(simple), self.dimension)
            side = self.signs[part[simple][:, None], at]
            inverse = np.linalg.pinv(planes[at][:, :, :-1], rcond=0)
            way = (inverse @ np.where(side == 0, 1, side)[:, :, None])[:, :, 0]
            with np.errstate(all="ignore"):
                height, rate = place @ planes[:, :-1].T + planes[:, -1], way @ planes[:, :-1].T
                share = np.where(on | (rate == 0), np.inf, np.abs(height / rate) / 2)
                step = share.min(axis=1, initial=np.inf)
            step[np.isinf(step)] = 1
            answer[start + simple] = place + step[:, None] * way
        return answer


def _subsets(count: int, size: int) -> NDArray[np.int64]:
    """All sets of `size` of the first `count` numbers."""
    sets = list(combinations(range(count), size))
    return np.array(sets, dtype=np.int64).reshape(len(sets), size)


def distinct(rows: Signs) -> tuple[Signs, NDArray[np.int64]]:
    """The distinct rows, and the first number of each."""
    if not rows.shape[1]:
        first = np.arange(min(1, len(rows)))
        return rows[first], first
    whole = np.ascontiguousarray(rows).view(np.dtype((np.void, rows.shape[1]))).ravel()
    _, first = np.unique(whole, return_index=True)
    return rows[first], first


def _composed(rays: Signs, faces: bool, tick: Tick) -> Signs:
    """All sign vectors that rays compose to."""
    known = np.zeros((1, rays.shape[1]), dtype=np.int8)
    while True:
        tick(known.size * len(rays))
        joined = np.where(known[:, None] == 0, rays[None], known[:, None])
        joined = joined.reshape(-1, rays.shape[1]).astype(np.int8)
        grown, _ = distinct(np.concatenate([known, joined]))
        if len(grown) == len(known):
            return known if faces else known[(known != 0).all(axis=1)]
        known = grown


def independent(normals: NDArray[Any]) -> list[int]:
    """Columns that are independent and span all columns, by elimination in integers."""
    rows = [list(row) for row in normals.T]  # each column of the matrix
    kept: list[int] = []
    reduced: list[tuple[int, list[Any]]] = []
    for number, row in enumerate(rows):
        for pivot, known in reduced:
            if row[pivot]:
                factor, other = known[pivot], row[pivot]
                row = [factor * a - other * b for a, b in zip(row, known, strict=True)]
        place = next((k for k, v in enumerate(row) if v), None)
        if place is not None:
            reduced.append((place, row))
            kept.append(number)
    return kept


def _narrowed(rows: NDArray[Any]) -> NDArray[Any]:
    """The same integers as int64 where no minor or sum of products can overflow."""
    largest = max((abs(v) for v in rows.ravel().tolist()), default=0)
    width = rows.shape[1]
    fits = 1
    for k in range(width + 1):
        fits *= largest * max(1, width - k)
    return rows.astype(np.int64) if fits * width * 4 < _FITS else rows


def _sides(points: NDArray[Any], planes: NDArray[Any]) -> Signs:
    """The signs of the products of all points with all planes: floats, integers where needed."""
    if planes.dtype != object:
        return signs_of(points @ planes.T)
    p, q = (v / np.abs(v).max(axis=1, initial=1)[:, None] for v in (points, planes))
    p, q = p.astype(np.float64), q.astype(np.float64)
    value = p @ q.T
    sign = signs_of(value)
    bound = (planes.shape[1] + 4) * _EPSILON * (np.abs(p) @ np.abs(q).T) + _TINY
    at, which = np.nonzero(np.abs(value) <= bound)
    sign[at, which] = signs_of((points[at] * planes[which]).sum(axis=1))
    return sign


_NO_RAYS = (np.zeros((0, 0), dtype=object), np.zeros((0, 0), dtype=np.int8))
