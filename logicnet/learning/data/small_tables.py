"""Tables that lectures use: animals, the weather, letters; small enough to be read."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from logicnet.errors import SpecificationError
from logicnet.ground.arguments import checked
from logicnet.ground.checks import generator, number, text, whole
from logicnet.ground.html import sentence

Floats = NDArray[np.float64]


class NamedTable(NamedTuple):
    """Rows, targets (class numbers, or numbers by column), and what inputs and targets are called.

    `kinds` are the classes in order, or the names of the target columns.
    """

    x: Floats
    y: NDArray[np.float64] | NDArray[np.int64]
    names: tuple[str, ...]
    kinds: tuple[str, ...]

    def _repr_html_(self) -> str:
        told = f"{len(self.x)} rows of {', '.join(self.names[:8])}, for {', '.join(self.kinds)}"
        return sentence("NamedTable", told)


@checked()
def animals() -> NamedTable:
    """Who is it, by size in metres, by fur and by whether it talks: three rows of each of four.

    >>> x, y, names, kinds = animals()
    >>> names, kinds
    (('size', 'fur', 'talks'), ('cat', 'dog', 'human', 'parrot'))
    >>> dict(zip(names, x[0].tolist())), kinds[y[0]]
    ({'size': 0.3, 'fur': 1.0, 'talks': 0.0}, 'cat')
    """
    sizes = {
        "cat": (0.3, 0.35, 0.4), "dog": (0.6, 0.75, 0.9), "human": (1.5, 1.7, 1.9),
        "parrot": (0.2, 0.3, 0.4),
    }  # fmt: skip
    looks = {"cat": (1, 0), "dog": (1, 0), "human": (0, 1), "parrot": (0, 1)}
    kinds = tuple(sizes)
    rows = [(size, *looks[kind]) for kind in kinds for size in sizes[kind]]
    y = np.repeat(np.arange(len(kinds)), 3)
    return NamedTable(np.array(rows, dtype=np.float64), y, ("size", "fur", "talks"), kinds)


@checked()
def weather(count: int = 60, *, noise: float = 0.5, seed: int | None = 0) -> NamedTable:
    """Tomorrow's temperature and rain from today's temperature, pressure and humidity, invented.

    The temperature goes 0.3 of the way to 15 degrees and up by 0.1 a hectopascal above 1013; the
    rain is 0.2 mm a percent of humidity above 60 and falls by 0.15 a hectopascal, never below 0.
    Then comes normal noise (the rain stays at 0 or more).

    >>> weather(3, noise=0).y.round(1).tolist()
    [[15.3, 2.0], [3.1, 4.3], [17.1, 0.0]]
    """
    whole(count, "count", 1, 10**7)
    number(noise, "noise", 0)
    rng = generator(seed)
    x = rng.uniform([-5, 985, 30], [30, 1040, 100], (count, 3))
    heat, pressure, wet = x.T
    warm = heat + 0.3 * (15 - heat) + 0.1 * (pressure - 1013)
    rain = 0.2 * np.maximum(wet - 60, 0) - 0.15 * (pressure - 1013)
    y = np.stack([warm, np.maximum(rain, 0)], axis=1) + noise * rng.normal(size=(count, 2))
    y[:, 1] = np.maximum(y[:, 1], 0)
    names = ("temperature", "pressure", "humidity")
    return NamedTable(x, y, names, ("temperature tomorrow", "rain tomorrow"))


# Five columns of seven pixels for each letter, the lowest bit at the top.
_LETTERS = {
    "A": "7e1111117e", "B": "7f49494936", "C": "3e41414122", "D": "7f4141221c", "E": "7f49494941",
    "F": "7f09090901", "G": "3e4149497a", "H": "7f0808087f", "I": "00417f4100", "J": "2040413f01",
    "K": "7f08142241", "L": "7f40404040", "M": "7f020c027f", "N": "7f0408107f", "O": "3e4141413e",
    "P": "7f09090906", "Q": "3e4151215e", "R": "7f09192946", "S": "4649494931", "T": "01017f0101",
    "U": "3f4040403f", "V": "1f2040201f", "W": "3f4038403f", "X": "6314081463", "Y": "0708700807",
    "Z": "6151494543",
}  # fmt: skip
LETTER_SHAPE = (7, 5)


@checked()
def letters(
    which: str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    *,
    copies: int = 1,
    noise: float = 0.0,
    seed: int | None = 0,
) -> NamedTable:
    """Capital letters of 7 by 5 pixels, row by row, 1 is ink; a share `noise` of pixels is flipped.

    >>> x, y, names, kinds = letters("TL")
    >>> for row in x[0].reshape(7, 5)[:3]:
    ...     print("".join(".#"[int(pixel)] for pixel in row))
    #####
    ..#..
    ..#..
    """
    text(which, "which")
    unknown = sorted({letter for letter in which if letter not in _LETTERS})
    if unknown or not which or len(set(which)) < len(which):
        raise SpecificationError("which must be different letters from A to Z")
    whole(copies, "copies", 1, 10**6)
    number(noise, "noise", 0, 1)
    columns = np.array([list(bytes.fromhex(_LETTERS[letter])) for letter in which])
    pixels = (columns[:, None, :] >> np.arange(7)[None, :, None]) & 1
    x = np.tile(pixels.reshape(len(which), 35), (copies, 1)).astype(np.float64)
    y = np.tile(np.arange(len(which)), copies)
    rng = generator(seed)
    flips = np.zeros(x.size, dtype=bool)
    flips[: round(noise * x.size)] = True
    x = np.abs(x - rng.permutation(flips).reshape(x.shape))
    names = tuple(f"p{row}{column}" for row in range(7) for column in range(5))
    return NamedTable(x, y, names, tuple(which))
