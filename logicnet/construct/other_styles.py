"""What the other styles make of a function, as far as that may have fewer units than is known.

Compact networks are to have no more units than those of any other style. So these are built as
well, each unless it is proven that it cannot have fewer.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from time import monotonic
from typing import Any

import numpy as np

from ..bits import popcount
from ..cover import Cover
from ..errors import LogicnetError
from ..minimization import choose_polarity, minimize
from ..network import Network
from ..truthtable import TruthTable
from . import wide
from .deep import deep
from .functions import Function
from .limits import Limits
from .two_levels import fewest_two_level

_LARGEST_TABLE = 20  # inputs up to which a function that is no cover is minimised here
_USUAL = 20.0  # seconds that all minimisations may take together where no time limit is given
_LEAST_USUAL, _LEAST = 2.0, 0.05  # seconds that each may take at least, without a limit and with

_MOST_SIDES = 64  # half-spaces up to which constructions for shapes are tried as well
_MOST_MINIMISED = 16  # half-spaces up to which the fewest pieces are
_PIECES = 1.0  # seconds for these


def of_regions(function: Function, limits: Limits) -> Iterator[Network]:
    """Networks of regions that are more than formulas over half-spaces.

    Without skip wires their few layers pay for many half-spaces too.
    """
    if function.regions is None:
        return
    from .positions import by_positions

    yield from by_positions(function, limits)
    if limits.skip and len(function.inputs) > _MOST_SIDES:
        return
    from .cuts import cut_pieces, cuttable
    from .tangents import tangents

    yield tangents(function)
    if all(map(cuttable, function.regions.values())):
        yield cut_pieces(function)
    if len(function.inputs) <= _MOST_MINIMISED:
        yield wide.wide(function, time_limit=_PIECES)


def other_styles(
    function: Function, limits: Limits, units: int | None, deadline: float | None
) -> Iterator[Network]:
    """Networks of the styles "deep", "minterms" and "wide", as they are asked for.

    `units` are known to do (None: no network within the limits is known); without a `deadline`
    the minimisation has its usual time. What regions are as wide networks, `of_regions` tells.
    """
    table, sizes = function.table, (len(function.inputs), len(function.outputs))
    from_text = not isinstance(function.stated, (TruthTable, Network))
    if from_text and (function.regions is None or sizes[0] <= _MOST_SIDES):
        yield from _deep(function, sizes[0], limits)
    if table is not None:
        rows = int(popcount(np.bitwise_or.reduce(table.on, axis=0)))
        if units is None or rows < units:
            yield wide.minterms(table)
    if function.regions is not None:
        return
    if table is not None:
        enough = (units or 0) + (0 if from_text else 2 * sizes[0])  # trees read literals as such
        if units is not None and fewest_two_level(table, enough) >= enough:
            return
    elif sizes[0] > _LARGEST_TABLE and not isinstance(function.stated, Cover):
        return
    with suppress(LogicnetError):  # too large to be minimised
        chosen = choose_polarity(function.rows, time_limit=_seconds(sizes[1], deadline))
        yield wide.from_cover(chosen.cover, chosen.complemented)
        if not from_text:
            cover = chosen.cover
            if any(chosen.complemented):
                cover = minimize(function.rows, time_limit=_seconds(sizes[1], deadline))
            yield from _deep(cover, sizes[0], limits)


def _deep(function: Any, inputs: int, limits: Limits) -> Iterator[Network]:
    """The formula in trees of fan-in 2, and of the largest fan-in that is allowed."""
    for fan_in in {2, max(2, limits.max_fan_in or inputs)}:
        with suppress(LogicnetError):
            yield deep(function, max_fan_in=fan_in)


def _seconds(outputs: int, deadline: float | None) -> float:
    """The time of one minimisation: a share, as each output is minimised in two ways."""
    calls = 2 * outputs + 2
    if deadline is None:
        return max(_LEAST_USUAL, _USUAL / calls)
    return max(_LEAST, (deadline - monotonic()) / calls)
