"""What hypothesis draws: formulas, tables, covers, networks and regions over names of your own.

>>> from hypothesis import given, settings
>>> from logicnet import compile, verify
>>> @settings(max_examples=20, deadline=None, database=None)
... @given(formulas("abc"))
... def test_wide_networks_are_right(formula):
...     assert verify(compile(formula, "wide"), formula)
>>> test_wide_networks_are_right()
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from logicnet.errors import LimitError
from logicnet.ground.checks import whole
from logicnet.ground.extras import needed
from logicnet.ground.names import unique_names
from logicnet.logic.tables.cover import Cover
from logicnet.logic.tables.truthtable import TruthTable
from logicnet.network.network import Network
from logicnet.regions.region import Region

if TYPE_CHECKING:
    from hypothesis import strategies as st
    from hypothesis.strategies import SearchStrategy
else:
    st = needed("hypothesis.strategies", "logicnet.testing.strategies", "testing")

__all__ = ["covers", "formulas", "networks", "regions", "tables"]

_MOST_INPUTS = 12  # of a table that is drawn
_SIGNS = ("&", "|", "^", "->", "<->")
_GRID = 8  # corners of regions are multiples of 1/2 from -_GRID/2 to _GRID/2


def formulas(
    inputs: Sequence[str] = "abcd", *, operators: Sequence[str] = _SIGNS, max_leaves: int = 12
) -> SearchStrategy[str]:
    """Formulas as text, of some of the inputs and of the operators, "~" always among them.

    >>> from hypothesis import find
    >>> find(formulas("ab", operators=["->"]), lambda text: "b" in text and ">" in text)
    '(a -> b)'
    """
    names = unique_names(inputs, "input")
    unknown = [sign for sign in operators if sign not in _SIGNS]
    if unknown or not operators:
        raise LimitError(f"operators are some of {' '.join(_SIGNS)}, not {unknown or 'none'}")

    def larger(inner: SearchStrategy[str]) -> SearchStrategy[str]:
        joined = st.builds("({} {} {})".format, inner, st.sampled_from(list(operators)), inner)
        return joined | inner.map("~{}".format)

    return st.recursive(st.sampled_from(names), larger, max_leaves=max_leaves)


def tables(
    inputs: Sequence[str] = "abcd", outputs: Sequence[str] = "y", *, dont_cares: bool = True
) -> SearchStrategy[TruthTable]:
    """Truth tables of these inputs and outputs, with don't-cares unless told otherwise.

    >>> from hypothesis import find
    >>> find(tables("ab", ["sum", "carry"]), lambda table: "1" in table.to_string("carry")).inputs
    ('a', 'b')
    """
    names, results = unique_names(inputs, "input"), unique_names(outputs, "output")
    if len(names) > _MOST_INPUTS:
        raise LimitError(f"tables of at most {_MOST_INPUTS} inputs are drawn, not of {len(names)}")
    value = st.sampled_from([0, 1, -1] if dont_cares else [0, 1])
    size = 2 ** len(names) * len(results)

    def table(values: list[int]) -> TruthTable:
        rows = np.array(values).reshape(-1, len(results))
        return TruthTable.from_values(rows, names, results)

    return st.lists(value, min_size=size, max_size=size).map(table)


def covers(
    inputs: Sequence[str] = "abcd", outputs: Sequence[str] = "y", *, max_terms: int = 6
) -> SearchStrategy[Cover]:
    """Covers of at most so many product terms, each for one output or more.

    >>> from hypothesis import find
    >>> find(covers("abc", "yz"), lambda cover: cover.terms == 2).outputs
    ('y', 'z')
    """
    names, results = unique_names(inputs, "input"), unique_names(outputs, "output")
    digits = st.lists(st.sampled_from("01-"), min_size=len(names), max_size=len(names))
    tags = st.lists(st.sampled_from("01"), min_size=len(results), max_size=len(results))
    line = st.builds(
        lambda a, b: f"{''.join(a)} {''.join(b)}", digits, tags.filter(lambda tag: "1" in tag)
    )
    cubes = st.lists(line, max_size=max_terms)
    return cubes.map(lambda lines: Cover.from_cubes(lines, inputs=names, outputs=results))


def networks(
    inputs: Sequence[str] = "abcd", outputs: Sequence[str] = "y", *, max_units: int = 6,
    max_weight: int = 3,
) -> SearchStrategy[Network]:  # fmt: skip
    """Threshold networks with whole weights, skip wires and units that read nothing among them.

    >>> from hypothesis import find
    >>> find(networks("ab", ["sum", "carry"]), lambda network: network.depth == 2).outputs
    ('sum', 'carry')
    """
    names, results = unique_names(inputs, "input"), unique_names(outputs, "output")
    most = whole(max_units, "max_units")
    limit = whole(max_weight, "max_weight")
    weight = st.integers(-limit, limit)

    @st.composite
    def drawn(draw: Any) -> Network:
        units = []
        for unit in range(draw(st.integers(1, most))):
            known = range(len(names) + unit)
            reads = draw(st.lists(st.sampled_from(known), unique=True)) if known else []
            weights = [draw(weight) for _ in reads]
            reach = sum(map(abs, weights)) + 1
            units.append((reads, weights, draw(st.integers(-reach, reach))))
        ends = {name: draw(st.integers(0, len(units) - 1)) for name in results}
        return Network.from_units(names, units, outputs=ends)

    return drawn()


def regions(
    inputs: Sequence[str] = "xy", *, max_parts: int = 4, boundary: bool = True
) -> SearchStrategy[Region]:
    """Regions made of half-spaces by "and", "or", "xor" and "not", corners on a coarse grid.

    With two inputs convex polygons are among the parts. Without `boundary` all half-spaces are
    closed.

    >>> from hypothesis import find
    >>> find(regions("xyz"), lambda region: not region.contains([(0, 0, 0)])[0]).names
    ('x', 'y', 'z')
    """
    names = unique_names(inputs, "input")
    step = st.integers(-_GRID, _GRID).map(lambda k: k / 2)
    normal = st.lists(st.integers(-3, 3), min_size=len(names), max_size=len(names)).filter(any)
    strict = st.booleans() if boundary else st.just(False)
    leaf = st.builds(
        lambda a, b, s: Region.halfspace(a, b, strict=s, names=names), normal, step, strict
    )
    if len(names) == 2:
        corners = st.lists(st.tuples(step, step), min_size=3, max_size=6, unique=True)
        leaf |= corners.filter(_spans).map(lambda points: Region.hull(points, names=names))

    def larger(inner: SearchStrategy[Region]) -> SearchStrategy[Region]:
        return st.one_of(
            inner.map(lambda a: ~a),
            st.builds(lambda a, b: a & b, inner, inner),
            st.builds(lambda a, b: a | b, inner, inner),
            st.builds(lambda a, b: a ^ b, inner, inner),
        )

    return st.recursive(leaf, larger, max_leaves=max_parts)


def _spans(points: list[tuple[float, float]]) -> bool:
    """Whether points do not all lie on one line."""
    (x, y), *rest = points
    ways = [(a - x, b - y) for a, b in rest]
    return any(a * ways[0][1] != b * ways[0][0] for a, b in ways)


def __dir__() -> list[str]:
    return __all__
