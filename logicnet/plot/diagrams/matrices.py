"""Large networks: the weight matrix of each layer, where wires would only be a tangle."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import to_hex
from matplotlib.image import AxesImage
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from logicnet.network.wiring_holder import layer
from logicnet.plot.arguments import drawing, net_of
from logicnet.plot.key import Item, draw_key, key_height
from logicnet.plot.style import INK, MUTED, diverging, number, pen, sheet, text_width, write
from logicnet.plot.words import describe, some

if TYPE_CHECKING:
    from .captions import Net

_SIDE = 170.0  # points of the longest side of a matrix
_CELLS = 170  # cells a side; more are drawn together, the largest weight of each group
MOST_LAYERS = 6
_COLOURS = diverging(0.7, 1.0)
_NAMED = 20  # columns up to which they are named


class MatrixBlock(NamedTuple):
    """One layer's matrix, made small enough to be drawn."""

    layer: int
    units: int
    sources: list[str]
    weights: NDArray[np.float64]
    width: float
    height: float


@drawing
def matrices(net: Any, *, ax: Axes | None = None, title: str | None = None) -> Axes:
    """The Axes with a matrix for each layer: a row for each unit, a column for what it reads.

    The net is a Network or an MLP, or what `compile` makes of a source. Colours tell the sign and,
    on a logarithmic scale, the size of a weight; negative cells are paler and have a minus sign
    where they are large enough. Of a deep network the first layers and the last one are drawn,
    and the picture says what is left out.

    >>> from logicnet import compile
    >>> ax = matrices(compile("a ^ b ^ c", "wide"))
    >>> ax.texts[0].get_text()
    '16 wires in 2 layers, drawn as weight matrices'
    """
    net = net_of(net)
    shown = list(range(net.depth))
    if net.depth > MOST_LAYERS:
        shown = [*range(MOST_LAYERS - 1), net.depth - 1]
    blocks = [_block(net, k) for k in shown]
    largest = float(np.abs(net.weights).max(initial=0))
    said = f"{net.wires:,} wires in {net.depth} layer{'s' * (net.depth != 1)}, drawn as weight "
    said += "matrices" if net.depth != 1 else "matrix"
    heads = [said] if title is None else [title, said]
    names = max((text_width(s, 6.5) for b in blocks for s in b.sources), default=0.0)
    tall = max((b.height for b in blocks), default=20.0)
    items = _key(largest)
    places, width = _across(net, blocks)
    width = max(width, *(text_width(h, 8.5, "bold") + 20 for h in heads), 180.0)
    below = key_height(items, width - 12) + names + 20
    height = below + tall + 34 + 12 * len(heads)
    ax = sheet(ax, width, height, min(1.35, 1008 / width))
    for k, head in enumerate(heads):
        write(ax, width / 2, height - 11 - 12 * k, head, 8.5, weight="bold")
    for block, left in zip(blocks, places, strict=True):
        _draw(ax, block, left, below + tall, largest)
    if len(blocks) < net.depth:
        gap = (places[-2] + blocks[-2].width + places[-1]) / 2
        left_out = f"{net.depth - len(blocks):,} more\nlayers\n⋯"
        write(ax, gap, below + tall / 2, left_out, 7, color=MUTED)
    draw_key(ax, items, 6, key_height(items, width - 12) + 3, width - 12)
    sizes = [f"layer {b.layer + 1}: {b.units:,} units" for b in blocks]
    describe(ax, f"{'. '.join(heads)}: {some(sizes, between='; ')}.")
    return ax


def _key(largest: float) -> list[Item]:
    size = f" (up to {number(largest)})" if largest > 1 else ""
    return [
        Item("line", to_hex(_COLOURS(1.0)), f"positive{size}"),
        Item("line", to_hex(_COLOURS(0.0)), "negative, paler"),
        Item("none", INK, "rows: units; columns: what they read"),
        Item("none", MUTED, "each wire: plot.page(net, 'net.html')"),
    ]


def _block(net: Net, k: int) -> MatrixBlock:
    """The matrix of a layer over the nodes that it reads, at most `_CELLS` a side."""
    wires = layer(net, k)
    units, nodes, values = wires.units, wires.reads, wires.weights
    rows, columns = min(units, _CELLS), min(max(len(nodes), 1), _CELLS)
    grid = np.zeros((rows, columns))
    order = np.argsort(np.abs(values), kind="stable")  # of several in a cell the largest stays
    at = (wires.unit_of * rows // units, wires.places * columns // max(len(nodes), 1))
    grid[at[0][order], at[1][order]] = values[order]
    sources = [_node_name(net, int(k)) for k in nodes] if len(nodes) <= _NAMED else []
    wide, tall = min(_SIDE, 13.0 * columns), min(_SIDE, 13.0 * rows)
    return MatrixBlock(k, units, sources, grid, wide, tall)


def _node_name(net: Net, node: int) -> str:
    n = len(net.inputs)
    return net.inputs[node] if node < n else f"h{node - n + 1}"


def _texts(block: MatrixBlock) -> tuple[str, str]:
    return f"layer {block.layer + 1}", f"{block.units:,} unit{'s' * (block.units != 1)}"


def _across(net: Net, blocks: list[MatrixBlock]) -> tuple[list[float], float]:
    """The left edge of each block, and the width of them all."""
    places = []
    x = 16.0
    for k, block in enumerate(blocks):
        room = max(block.width, *(text_width(t, 7.5) for t in _texts(block)))
        if k == len(blocks) - 1 and len(blocks) < net.depth:
            x += 46
        places.append(x + (room - block.width) / 2)
        x += room + 22
    return places, x - 6


def _draw(ax: Axes, block: MatrixBlock, left: float, top: float, largest: float) -> None:
    """One matrix with what is said over and under it."""
    low = top - block.height
    sizes = np.log2(1 + np.abs(block.weights)) / np.log2(1 + (largest or 1.0))
    scaled = np.sign(block.weights) * sizes
    box = (left, left + block.width, low, top)
    image = AxesImage(
        ax, cmap=_COLOURS, extent=box, origin="upper", interpolation="nearest", zorder=1
    )
    image.set_data(scaled)
    image.set_clim(-1, 1)
    image.set_gid(f"layer {block.layer + 1}")
    ax.add_image(image)
    edge = Rectangle((left, low), block.width, block.height, fill=False, edgecolor=MUTED)
    edge.set(lw=0.6 * pen(ax), zorder=2)
    ax.add_patch(edge)
    head, size = _texts(block)
    write(ax, left + block.width / 2, top + 17, head, 7.5)
    write(ax, left + block.width / 2, top + 7, size, 7.5, color=MUTED)
    cell, row = block.width / block.weights.shape[1], block.height / block.weights.shape[0]
    for k, name in enumerate(block.sources):
        x = left + cell * (k + 0.5)
        write(ax, x, low - 3, name, min(6.5, 0.9 * cell), rotation=90, va="top")
    if min(cell, row) >= 2.5:
        rows, columns = np.nonzero(block.weights < 0)
        x, y = left + cell * (columns + 0.5), top - row * (rows + 0.5)
        half, thick = 0.22 * min(cell, 13.0), min(1.2, 0.35 * row)
        signs = np.stack([np.stack([x - half, y], 1), np.stack([x + half, y], 1)], axis=1)
        marks = LineCollection(list(signs), colors="white", linewidths=thick * pen(ax), zorder=1.5)
        marks.set_gid(f"minus signs {block.layer + 1}")
        ax.add_collection(marks, autolim=False)
