"""Toy data with exact definitions: tasks in the plane, truth tables, MONK's problems, small tables.

The plane's tasks are those of the TensorFlow Playground (Smilkov, Carter; Apache-2.0), restated
from its definitions; U(a, b) is uniform, `noise` runs from 0 to 0.5, labels are 1 and 0:

| set | points | label 1 |
|---|---|---|
| circle | half at radius U(0, 2.5), half at U(3.5, 5), angle U(0, 2 pi) | radius of (x, y) + noise U(-5, 5)^2 below 2.5 |
| xor | x, y = U(-5, 5), moved by 0.3 away from 0 | (x + noise U(-5, 5)) (y + noise U(-5, 5)) >= 0 |
| gauss | half around (2, 2), half around (-2, -2), variance 0.5 + 7 noise an axis | around (2, 2) |
| spiral | r = 5 k/h, t = 3.5 pi k/h for k = 0 ... h-1, (r sin t, r cos t) + noise U(-1, 1)^2 | the rest: t + pi |
"""  # noqa: E501

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from logicnet.ground.arguments import checked
from logicnet.ground.checks import generator, number, whole
from logicnet.ground.html import sentence, table

from .small_tables import LETTER_SHAPE, NamedTable, animals, letters, weather

__all__ = [
    "LETTER_SHAPE",
    "MONK_SIZES",
    "PLANE",
    "Dataset",
    "NamedTable",
    "animals",
    "circle",
    "gauss",
    "letters",
    "monks",
    "spiral",
    "truth_table_rows",
    "weather",
    "xor",
]

Floats = NDArray[np.float64]
_MOST_SHOWN = 8  # rows


class Dataset(NamedTuple):
    """Rows `x`, labels `y`, and the names of the columns."""

    x: NDArray[Any]
    y: NDArray[np.int64]
    names: tuple[str, ...]

    def _repr_html_(self) -> str:
        rows, columns = np.shape(self.x)
        told = sentence("Dataset", f"{rows} rows of {columns} columns")
        labels = [np.atleast_1d(each).tolist() for each in self.y[:_MOST_SHOWN]]
        shown = zip(np.asarray(self.x)[:_MOST_SHOWN].tolist(), labels, strict=True)
        heads = [*self.names, *(["label"] * len(labels[0]) if labels else [])]
        return told + table(heads, ([*row, *label] for row, label in shown))


@checked()
def circle(count: int = 500, noise: float = 0.0, seed: int | None = 0) -> Dataset:
    """A disc inside a ring.

    >>> x, y, _ = circle(100)
    >>> bool(((np.hypot(*x.T) < 2.5) == y).all())
    True
    """
    rng, half = _start(count, noise, seed), count // 2
    radius = np.concatenate([rng.uniform(0, 2.5, half), rng.uniform(3.5, 5, count - half)])
    angle = rng.uniform(0, 2 * np.pi, count)
    x = np.stack([radius * np.sin(angle), radius * np.cos(angle)], axis=1)
    seen = x + noise * rng.uniform(-5, 5, x.shape)
    return _shuffled(rng, x, np.hypot(*seen.T) < 2.5)


@checked()
def xor(count: int = 500, noise: float = 0.0, seed: int | None = 0) -> Dataset:
    """Opposite quadrants.

    >>> x, y, _ = xor(100)
    >>> bool(((x[:, 0] * x[:, 1] >= 0) == y).all()), bool((abs(x) >= 0.3).all())
    (True, True)
    """
    rng = _start(count, noise, seed)
    x = rng.uniform(-5, 5, (count, 2))
    x += np.where(x > 0, 0.3, -0.3)
    seen = x + noise * rng.uniform(-5, 5, x.shape)
    return _shuffled(rng, x, seen.prod(axis=1) >= 0)


@checked()
def gauss(count: int = 500, noise: float = 0.0, seed: int | None = 0) -> Dataset:
    """Two round clouds.

    >>> x, y, _ = gauss(1000)
    >>> bool(((x.sum(axis=1) > 0) == y).mean() > 0.99)
    True
    """
    rng, half = _start(count, noise, seed), count // 2
    y = np.arange(count) < half
    centre = np.where(y, 2.0, -2.0)[:, None]
    x = rng.normal(centre, np.sqrt(0.5 + 7 * noise), (count, 2))
    return _shuffled(rng, x, y)


@checked()
def spiral(count: int = 500, noise: float = 0.0, seed: int | None = 0) -> Dataset:
    """Two interleaved spirals; the origin belongs to both, so one row is always wrong.

    >>> x, y, _ = spiral(500)
    >>> sorted(y[(x == 0).all(axis=1)].tolist())
    [0, 1]
    """
    rng, half = _start(count, noise, seed), count // 2
    k = np.concatenate([np.arange(half) / half, np.arange(count - half) / (count - half)])
    y = np.arange(count) < half
    radius, angle = 5 * k, 3.5 * np.pi * k + np.where(y, 0, np.pi)
    x = np.stack([radius * np.sin(angle), radius * np.cos(angle)], axis=1)
    return _shuffled(rng, x + noise * rng.uniform(-1, 1, x.shape), y)


PLANE: dict[str, Callable[..., Dataset]] = {
    "circle": circle, "xor": xor, "gauss": gauss, "spiral": spiral,
}  # fmt: skip


def _start(count: int, noise: float, seed: int | None) -> np.random.Generator:
    whole(count, "count", 2, 10**8)
    number(noise, "noise", 0, 0.5)
    return generator(seed)


def _shuffled(rng: np.random.Generator, x: Floats, y: NDArray[np.bool_]) -> Dataset:
    order = rng.permutation(len(x))
    return Dataset(x[order], y[order].astype(np.int64), ("x", "y"))


@checked()
def truth_table_rows(
    source: Any, *, noise: float = 0.0, copies: int = 1, seed: int | None = 0
) -> Dataset:
    """The rows of a function as data, `copies` of each, a share `noise` of the labels flipped.

    `source` is anything that states a function of few inputs. Rows with a don't-care are left
    out. Labels of several outputs make a matrix.

    >>> x, y, names = truth_table_rows("a & b")
    >>> x.tolist(), y.tolist(), names
    ([[0, 0], [0, 1], [1, 0], [1, 1]], [0, 0, 0, 1], ('a', 'b'))
    """
    from logicnet.logic.function import function

    number(noise, "noise", 0, 1)
    whole(copies, "copies", 1, 10**8)
    table = function(source).table()
    values, n = table.values(), len(table.inputs)
    x = (np.arange(len(table))[:, None] >> np.arange(n)[::-1]) & 1
    known = (values.reshape(len(table), -1) >= 0).all(axis=1)
    x, y = (np.repeat(part[known], copies, axis=0) for part in (x, values.astype(np.int64)))
    flips = np.zeros(y.size, dtype=bool)
    flips[: round(noise * y.size)] = True
    y = y ^ generator(seed).permutation(flips).reshape(y.shape)
    return Dataset(x, y[:, 0] if y.ndim == 2 and y.shape[1] == 1 else y, table.inputs)


# MONK's problems (Thrun and others, 1991): robots of six attributes, and three rules ----------

MONK_SIZES = (3, 3, 2, 3, 4, 2)
_MONK_RULES: dict[int, Callable[[NDArray[np.int64]], NDArray[np.bool_]]] = {
    1: lambda a: (a[:, 0] == a[:, 1]) | (a[:, 4] == 1),
    2: lambda a: (a == 1).sum(axis=1) == 2,
    3: lambda a: ((a[:, 4] == 3) & (a[:, 3] == 1)) | ((a[:, 4] != 4) & (a[:, 1] != 3)),
}


@checked()
def monks(
    problem: int, count: int | None = None, *, noise: float = 0.0, seed: int | None = 0
) -> Dataset:
    """All 432 robots, or `count` of them at random, with the labels of problem 1, 2 or 3.

    1: a1 = a2 or a5 = 1. 2: exactly two of the six attributes are 1. 3: a5 = 3 and a4 = 1, or
    a5 is not 4 and a2 is not 3. A share `noise` of the labels is flipped; the training sets in
    use have 124, 169 and 122 robots, the third with 5 % noise.

    >>> [int(monks(k).y.sum()) for k in (1, 2, 3)]
    [216, 142, 228]
    """
    whole(problem, "problem", 1, 3)
    number(noise, "noise", 0, 1)
    robots = np.stack(np.meshgrid(*(np.arange(1, s + 1) for s in MONK_SIZES), indexing="ij"), -1)
    x = robots.reshape(-1, 6)
    y = _MONK_RULES[problem](x).astype(np.int64)
    rng = generator(seed)
    if count is not None:
        chosen = rng.choice(len(x), whole(count, "count", 1, len(x)), replace=False)
        x, y = x[chosen], y[chosen]
    flipped = rng.choice(len(x), round(noise * len(x)), replace=False)
    y[flipped] = 1 - y[flipped]
    return Dataset(x, y, tuple(f"a{k + 1}" for k in range(6)))


def __dir__() -> list[str]:
    return __all__
