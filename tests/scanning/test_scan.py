"""Rules at every place of grids, against windows cut out one by one."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import logicnet
from logicnet.errors import SpecificationError
from logicnet.scanning.scan import Scan, pattern, pool, scan


def by_hand(rule, grid, window, stride, padding):
    """The outputs, a window at a time: each cell is looked up where it is."""
    channels, *sizes = grid.shape
    before = [0 if padding == "none" else (w - 1) // 2 for w in window]
    counts = [s - w + 1 if padding == "none" else s for s, w in zip(sizes, window, strict=True)]
    found = []
    for place in product(*(range(0, c, t) for c, t in zip(counts, stride, strict=True))):
        cells = []
        for channel, *offset in product(range(channels), *map(range, window)):
            at = [p + o - b for p, o, b in zip(place, offset, before, strict=True)]
            inside = all(0 <= a < s for a, s in zip(at, sizes, strict=True))
            if inside or padding == "wrap":
                cells.append(int(grid[(channel, *(a % s for a, s in zip(at, sizes, strict=True)))]))
            else:
                cells.append(int(padding == "ones"))
        found.append(rule(cells))
    return np.array(found).reshape([-(-c // t) for c, t in zip(counts, stride, strict=True)])


def odd_or_first(cells):
    return int(sum(cells) % 2 or (cells[0] and not cells[-1]))


def network_of(count):
    names = [f"x{k}" for k in range(count)]
    return logicnet.compile(f"parity({', '.join(names)}) | x0 & ~x{count - 1}", inputs=names)


@given(st.data())
def test_any_window_in_any_grid(data):
    axes = data.draw(st.integers(1, 3))
    window = tuple(data.draw(st.lists(st.integers(1, 3), min_size=axes, max_size=axes)))
    channels = data.draw(st.integers(1, 2))
    if channels * np.prod(window) > 9:
        window, channels = window[:1] + (1,) * (axes - 1), 1
    stride = tuple(data.draw(st.lists(st.integers(1, 3), min_size=axes, max_size=axes)))
    padding = data.draw(st.sampled_from(["none", "zeros", "ones", "wrap"]))
    sizes = [data.draw(st.integers(w, w + 4)) for w in window[:-1]]
    sizes.append(data.draw(st.sampled_from([3, 5, 62, 63, 64, 65, 66, 127, 128, 130])))
    grid = np.random.default_rng(data.draw(st.integers(0, 9))).random((channels, *sizes)) < 0.5
    count = int(channels * np.prod(window))
    rule = scan(network_of(count), window, stride=stride, padding=padding, channels=channels)
    wanted = by_hand(odd_or_first, grid, window, stride, padding)
    assert np.array_equal(rule(grid), wanted)


@pytest.mark.parametrize("padding", ["none", "zeros", "ones", "wrap"])
def test_one_network_for_the_whole_grid(padding):
    rule = scan(network_of(6), (2, 3), stride=(1, 2), padding=padding)
    net = rule.network([3, 4])
    rows = np.random.default_rng(0).integers(0, 2, (50, 3, 4))
    assert np.array_equal(net(rows.reshape(50, 12)), [rule(row).ravel() for row in rows])
    places = rule(rows[0]).size
    assert net.units == places * rule.rule.units + (padding in ("zeros", "ones"))


def lives(nw, n, ne, w, cell, e, sw, s, se):
    return n + s + w + e + nw + ne + sw + se in ([2, 3] if cell else [3])


def test_life_goes_on_as_counted():
    life = scan(lives, (3, 3), padding="wrap")
    board = np.random.default_rng(1).random((20, 70)) < 0.4
    wanted = board.astype(int)
    for _ in range(5):
        around = sum(
            np.roll(wanted, shift, (0, 1)) for shift in product((-1, 0, 1), repeat=2) if any(shift)
        )
        wanted = ((around == 3) | ((around == 2) & (wanted == 1))).astype(int)
    assert np.array_equal(life.steps(board, 5), wanted)
    assert np.array_equal(life.steps(board, 0), board)


def test_several_channels_and_outputs():
    both = scan({"same": "a <-> b", "one": "a | b"}, 1, channels=2, padding="zeros")
    grid = np.array([[0, 0, 1, 1], [0, 1, 0, 1]])
    assert both(grid).tolist() == [[1, 0, 0, 1], [0, 1, 1, 1]]
    assert both.steps(grid, 2).tolist() == [[0, 0, 0, 1], [1, 1, 1, 1]]


def test_pictures_and_pools():
    corner = pattern("#?\n##")
    assert (corner.rule.units, corner.rule.wires) == (1, 3)
    image = np.zeros((6, 6), dtype=bool)
    image[2, 3] = image[3, 3] = image[3, 4] = True
    assert np.argwhere(corner(image)).tolist() == [[2, 3]]
    assert pool((2, 2))(corner(image)[:4, :4]).tolist() == [[0, 0], [0, 1]]
    assert pool(3, least=2)([1, 1, 0, 0, 1, 0]).tolist() == [1, 0]
    assert pattern(".#.", padding="zeros")([[0, 1, 0, 1, 1]]).tolist() == [[0, 1, 0, 0, 0]]


def test_names_of_cells():
    left = scan("middle & ~left", 3, cells=["left", "middle", "right"], padding="zeros")
    assert left([1, 1, 0, 1]).tolist() == [1, 0, 0, 1]


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: scan("a & b", 3), "the rule reads 2 inputs .a, b., and the window has 3 cells"),
        (lambda: scan("a & b", (1, 2), stride=(1, 2, 3)), "stride has 2 numbers"),
        (lambda: scan("a & b", 0), "window"),
        (lambda: scan("a & b", 2, padding="wrp"), "did you mean 'wrap'"),
        (lambda: scan("x + y < 1", 2), "coordinates"),
        (lambda: scan("a & b", 2)([[0, 1]] * 2), r"needs a grid of 1 axes, got shape \(2, 2\)"),
        (lambda: scan("a & b", 2)([1]), r"does not fit into \(1,\)"),
        (lambda: scan("a & b", 2)([0, 2]), "0 or 1"),
        (lambda: scan("a & b", 2).steps([0, 1], 1), "a padding"),
        (lambda: scan("a & b", 2, padding="wrap")([]), "a cell at least"),
        (lambda: scan({"y": "a", "z": "b"}, 2, padding="wrap").steps([0, 1], 1), "2 outputs"),
        (lambda: scan("a & b", (1, 2))([[1], [1, 0]]), "rows of a grid are of one length"),
        (lambda: pattern(3), "text must be a text"),
        (lambda: pool(2, least=3), "least"),
        (lambda: pattern("#x"), "a picture has lines"),
        (lambda: pattern("##\n#"), "a picture has lines"),
    ],
)
def test_what_does_not_fit_is_said(make, said):
    with pytest.raises(SpecificationError, match=said):
        make()


def test_a_scan_is_its_parts():
    rule = scan("a & b", 2)
    assert Scan(rule.rule, (2,), (1,), "none", 1)([1, 1, 0]).tolist() == [1, 0]
