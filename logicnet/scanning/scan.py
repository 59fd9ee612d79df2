"""`scan`: a rule for a small window, at every place of an image, a grid or a sequence.

>>> import numpy as np
>>> def lives(nw, n, ne, w, cell, e, sw, s, se):
...     return n + s + w + e + nw + ne + sw + se in ([2, 3] if cell else [3])
>>> life = scan(lives, (3, 3), padding="wrap")
>>> life.rule.units, life([[0, 0, 0, 0], [0, 1, 1, 1], [0, 0, 0, 0], [0, 0, 0, 0]])[:, 2].tolist()
(2, [1, 1, 1, 0])
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from operator import gt
from typing import Any, get_args

import numpy as np
from numpy.typing import NDArray

from logicnet.compiling import compile
from logicnet.errors import SpecificationError
from logicnet.ground.arguments import checked, one_of
from logicnet.ground.bits import ONES, WORD, Words, pack, unpack
from logicnet.ground.checks import text as check_text
from logicnet.ground.checks import whole
from logicnet.ground.html import sentence
from logicnet.ground.names import unique_names
from logicnet.network.engines.digits import digits
from logicnet.network.network import Network

from .windows import Padding, kernels, widened, windows


@dataclass(frozen=True)
class Scan:
    """A network whose inputs are the cells of a window, channel by channel and row by row.

    Called on a grid of 0 and 1, with an axis of channels before the others where there are
    several, it gives the outputs at each place, with an axis of them where there are several.
    """

    rule: Network
    window: tuple[int, ...]
    stride: tuple[int, ...]
    padding: Padding
    channels: int

    def __call__(self, grid: Any) -> NDArray[np.uint8]:
        """The outputs at each place of the window."""
        cells = self._cells(grid)
        words, places = self._after(_packed(cells), cells.shape)
        outputs = unpack(words, places[-1]).view(np.uint8)
        if self.stride[-1] > 1:
            outputs = outputs[:, :: self.stride[-1]]
        outputs = outputs.reshape(-1, *places[:-1], outputs.shape[-1])
        return outputs if len(self.rule.outputs) > 1 else outputs[0]

    def steps(self, grid: Any, count: int) -> NDArray[np.uint8]:
        """The grid after so many times; it keeps its size, and has as many channels as outputs.

        >>> rule30 = scan("x1 ^ (x2 | x3)", 3, padding="zeros")
        >>> rule30.steps([0, 0, 0, 1, 0, 0, 0], 3).tolist()
        [1, 1, 0, 1, 1, 1, 1]
        """
        if set(self.stride) != {1} or self.padding == "none":
            raise SpecificationError("steps need a stride of 1 and a padding, so that cells remain")
        if len(self.rule.outputs) != self.channels:
            raise SpecificationError(
                f"steps need as many outputs as channels, not {len(self.rule.outputs)} outputs "
                f"and {self.channels} channels"
            )
        whole(count, "count", 0)
        cells = self._cells(grid)
        words = _packed(cells)
        for _ in range(count):
            words, places = self._after(words, cells.shape)
            words[:, -1] &= ONES >> np.uint64(-places[-1] % WORD)  # 0 beyond the last place
        found = unpack(words, cells.shape[-1]).view(np.uint8).reshape(cells.shape)
        return found if self.channels > 1 else found[0]

    def __repr__(self) -> str:
        window, stride = _by(self.window), _by(self.stride)
        return (
            f"<Scan window {window}, stride {stride}, padding {self.padding}, "
            f"channels {self.channels}, {self.rule.units} units>"
        )

    def _repr_html_(self) -> str:
        return sentence("Scan", repr(self)[6:-1]) + self.rule._repr_html_()

    def network(self, shape: Sequence[int]) -> Network:
        """One network for a whole grid: a copy of the rule for each place, wired to its cells.

        >>> net = scan("a ^ b", 2).network([4])
        >>> net.inputs, net.units, net([0, 0, 1, 1]).tolist()
        (('x0', 'x1', 'x2', 'x3'), 6, [0, 1, 0])
        """
        sizes = sizes_of(shape, "shape", len(self.window))
        self.check_fits(sizes)
        read, names = _cells_read((self.channels, *sizes), self)
        base = len(names)
        outside = [k for k in (-1, -2) if (read == k).any()]
        units: list[Any] = [([], [], 2 + k) for k in outside]  # what is beyond the grid
        ends = {}
        for place, cells in enumerate(read.reshape(-1, read.shape[-1]).tolist()):
            nodes = [c if c >= 0 else base + outside.index(c) for c in cells]
            first = base + len(units)
            nodes += range(first, first + self.rule.units)
            for unit in range(self.rule.units):
                reads, weights = self.rule.wires_of(unit)
                wires = _summed([nodes[r] for r in reads.tolist()], weights.tolist())
                units.append((*wires, self.rule.thresholds[unit].item()))
            for name, unit in zip(self.rule.outputs, self.rule.output_units.tolist(), strict=True):
                ends[f"{name}@{place}"] = first - base + unit
        return Network.from_units(names, units, outputs=ends)

    def _cells(self, grid: Any) -> NDArray[np.bool_]:
        """The grid with its axis of channels, checked."""
        try:
            cells = np.asarray(grid)
        except ValueError:
            raise SpecificationError("the rows of a grid are of one length") from None
        if cells.dtype != bool:
            ones = cells == 1
            if cells.size and not (ones | (cells == 0)).all():
                raise SpecificationError("the cells of a grid are 0 or 1")
            cells = ones
        if self.channels == 1 and cells.ndim == len(self.window):
            cells = cells[None]
        if cells.ndim != len(self.window) + 1 or len(cells) != self.channels:
            many = f"{self.channels} channels of " if self.channels > 1 else ""
            raise SpecificationError(
                f"a window of {_by(self.window)} needs a grid of {many}{len(self.window)} axes, "
                f"got shape {np.shape(grid)}"
            )
        self.check_fits(cells.shape[1:])
        if not cells.size:
            raise SpecificationError(f"a grid has a cell at least, got shape {np.shape(grid)}")
        return cells

    def check_fits(self, sizes: tuple[int, ...]) -> None:
        """Raise where there is no place for the window on a grid of these sizes."""
        if self.padding == "none" and any(map(gt, self.window, sizes)):
            raise SpecificationError(f"a window of {_by(self.window)} does not fit into {sizes}")

    def _after(self, words: Words, shape: tuple[int, ...]) -> tuple[Words, tuple[int, ...]]:
        """The packed outputs of packed rows, a row of them each, and how many places there are.

        Bits beyond the last place are any.
        """
        at = windows(shape, self.window, self.stride, self.padding)
        found = np.empty((len(self.rule.outputs), len(at.rows) * at.length), dtype=np.uint64)
        kernels().run(
            widened(words, shape[-1], self.window[-1], self.padding),
            at.rows, at.skips, at.rests, at.length,
            *digits(self.rule), self.rule.output_units, found,
        )  # fmt: skip
        return found.reshape(-1, at.length), at.places


def _by(sizes: tuple[int, ...]) -> str:
    """Sizes in words."""
    return "x".join(map(str, sizes))


def _cells_read(shape: tuple[int, ...], rule: Scan) -> tuple[NDArray[np.int64], list[str]]:
    """The cells that are read at each place (-1: 0, -2: 1), and the names of all cells."""
    at = windows(shape, rule.window, rule.stride, rule.padding)
    width, wide = shape[-1], rule.window[-1]
    before = 0 if rule.padding == "none" else (wide - 1) // 2
    columns = np.arange(0, at.places[-1], rule.stride[-1])[:, None] - before
    columns = columns + (at.skips * WORD + at.rests)
    rows = at.rows[:, None, :]
    found = np.where(rows >= 0, rows * width + columns % width, rows)
    if rule.padding in ("zeros", "ones"):
        beyond = -1 if rule.padding == "zeros" else -2
        found = np.where((columns < 0) | (columns >= width), beyond, found)
    names = ["x" + "_".join(map(str, cell)) for cell in np.ndindex(*shape[shape[0] == 1 :])]
    return found, names


def _summed(nodes: list[int], weights: list[Any]) -> tuple[list[int], list[Any]]:
    """The wires, those from one node as one."""
    total: dict[int, Any] = {}
    for node, weight in zip(nodes, weights, strict=True):
        total[node] = total.get(node, 0) + weight
    return list(total), list(total.values())


def _packed(cells: NDArray[np.bool_]) -> Words:
    """The rows of a grid, one after the other."""
    return pack(cells.reshape(-1, cells.shape[-1]))


@checked(padding=one_of(get_args(Padding), "padding"))
def scan(
    rule: Any,
    window: int | Sequence[int],
    *,
    stride: int | Sequence[int] = 1,
    padding: Padding = "none",
    channels: int = 1,
    cells: Sequence[str] | None = None,
) -> Scan:
    """A rule at every place of a window: a convolution whose kernel is any function of 0 and 1.

    The inputs of `rule`, a network or anything that `compile` takes, are the cells of the window,
    row by row, those of the first channel first; `cells` gives their names in that order, and is
    needed where the rule does not read them all. Without `padding` windows lie within the grid;
    with it there is one around each cell, and what is beyond the grid is 0 ("zeros"), 1 ("ones"),
    or the other side ("wrap").

    >>> edges = scan("a ^ b", (1, 2))
    >>> edges([[0, 0, 1], [1, 1, 1]]).tolist()
    [[0, 1], [0, 0]]
    """
    size = sizes_of(window, "window", None)
    steps = sizes_of(stride, "stride", len(size))
    whole(channels, "channels", 1)
    needed = channels * prod(size)
    net = rule if isinstance(rule, Network) else compile(rule)
    if cells is not None:
        net = net.over(unique_names(cells, "cell"))
    if len(net.inputs) != needed:
        raise SpecificationError(
            f"the rule reads {len(net.inputs)} inputs ({', '.join(net.inputs[:8])}), "
            f"and the window has {needed} cells: cells=[...] names all of them, row by row"
        )
    if net.encoding == "real":
        raise SpecificationError("a rule reads cells of 0 and 1, and this network coordinates")
    return Scan(net, size, steps, padding, channels)


def sizes_of(value: int | Sequence[int], name: str, axes: int | None) -> tuple[int, ...]:
    """A size for each axis, of one number or of several."""
    given = [value] * (axes or 1) if np.ndim(value) == 0 else list(value)  # type: ignore[arg-type]
    if not 1 <= len(given) <= 3 or (axes is not None and len(given) != axes):
        wanted = "1 to 3 numbers" if axes is None else f"{axes} numbers"
        raise SpecificationError(f"{name} has {wanted}, one an axis, got {value!r:.80}")
    return tuple(whole(each, name) for each in given)


def pool(
    window: int | Sequence[int], *, least: int = 1, stride: int | Sequence[int] | None = None
) -> Scan:
    """Whether at least so many cells of a window are 1: an OR, a majority, an AND of them.

    >>> pool(2)([0, 1, 0, 0]).tolist()
    [1, 0]
    """
    size = sizes_of(window, "window", None)
    cells = [f"x{k + 1}" for k in range(prod(size))]
    whole(least, "least", 1, len(cells))
    net = Network.from_units(cells, [(range(len(cells)), [1] * len(cells), least)])
    return scan(net, size, stride=size if stride is None else stride)


def pattern(text: str, *, stride: int | Sequence[int] = 1, padding: Padding = "none") -> Scan:
    r"""Where a picture of # (1), . (0) and ? (either) is found: one unit.

    >>> corner = pattern("#?\n##")
    >>> corner([[1, 0, 0], [1, 1, 0]]).tolist()
    [[1, 0]]
    """
    lines = [line.strip() for line in check_text(text, "text").strip().splitlines()]
    if not lines or len({*map(len, lines)}) != 1 or not set("".join(lines)) <= set("#.?"):
        raise SpecificationError(
            f"a picture has lines of one length of # (1), . (0) and ? (either), got {text!r:.80}"
        )
    signs = "".join(lines)
    wires = [k for k, sign in enumerate(signs) if sign != "?"]
    weights = [1 if signs[k] == "#" else -1 for k in wires]
    cells = [f"x{k + 1}" for k in range(len(signs))]
    net = Network.from_units(cells, [(wires, weights, signs.count("#"))])
    return scan(net, (len(lines), len(lines[0])), stride=stride, padding=padding)
