"""What regions are more than formulas over half-spaces: positions, tangent sums, convex pieces.

The modules that build these are loaded where there is a region.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from logicnet.construction.one_layer.wide import from_cover
from logicnet.construction.target import Target
from logicnet.construction.task import Task
from logicnet.ground.budget import SECOND
from logicnet.network.network import Network

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from logicnet.minimization.problem import MinimizeOptions

_MOST_SIDES = 64  # half-spaces up to which constructions for shapes are tried
_MOST_MINIMISED = 16  # half-spaces up to which the fewest pieces are
_PIECES = 1 * SECOND  # work for these
_MOST_CUT = 512  # half-spaces up to which pieces are joined as well as the smallest network
_MOST_RATHER = 1200, 3  # up to which pieces are instead, where they are not so many times as many
_JOINED = 0.5 * SECOND, 0.008 * SECOND, 8 * SECOND  # of joining: some, for each side, most
_LEAST_JOINED = 0.25  # of that, with low effort


def is_region(task: Task) -> bool:
    """Whether the inputs are half-spaces."""
    return task.function.regions is not None


def positions(task: Task) -> Iterator[Network]:
    """Functions of positions across parallel half-spaces."""
    from .positions import by_positions

    return by_positions(task.function, task.limits)


def has_few_sides(task: Task) -> bool:
    """Whether shapes are tried: over few half-spaces, or where their few layers need no relays."""
    return is_region(task) and not (task.limits.skip and len(task.function.inputs) > _MOST_SIDES)


def tangent_sums(task: Task) -> Iterator[Network]:
    """Regions by the tangent sum."""
    yield shallow(task.function)


def pieces(task: Task) -> Iterator[Network]:
    """Unions of convex pieces, by cuts and as product terms."""
    from .convex_pieces import cut_pieces, cuttable, fewest_pieces

    if all(map(cuttable, (task.function.regions or {}).values())):
        yield cut_pieces(task.function)
    if len(task.function.inputs) <= _MOST_MINIMISED:
        found = fewest_pieces(task.function, task.budget.share(1.0, _PIECES, _PIECES))
        if not task.is_beaten(found.cover):
            yield from_cover(found.cover, found.complemented)


def joined_units(task: Task) -> Iterator[Network]:
    """Units of a region's smallest networks joined wherever no point tells the difference."""
    from .convex_pieces import cut_pieces, cuttable
    from .joined import joined
    from .lowering import lowered

    function = lowered(task.function)
    known = [net for net in task.found if net.encoding == "binary"]
    bases = [min(known, key=function.cost)] if known else []
    sides, (rather, times) = len(function.sides), _MOST_RATHER
    if sides <= rather and all(map(cuttable, function.regions.values())):
        cut = cut_pieces(function)
        if sides <= _MOST_CUT or not bases:
            bases.append(cut)
        elif cut.units <= times * bases[0].units:
            bases = [cut]
    least, each, most = _JOINED
    work = min(least + each * sides, most) * max(task.budget.patience, _LEAST_JOINED)
    for base in bases:
        if not task.budget.late():
            yield joined(function, base, task.limits, task.budget.share(1 / 2, work, work))


# Styles -----------------------------------------------------------------------------------------


def pieces_or_terms(function: Target, **options: Unpack[MinimizeOptions]) -> Network:
    """Product terms, or the convex pieces of regions; options are those of `minimize`."""
    if function.regions is None:
        from logicnet.construction.one_layer.wide import wide

        return wide(function, **options)
    from .convex_pieces import union_of_pieces

    return union_of_pieces(function, options)


def shallow(function: Target) -> Network:
    """The tangent sum of regions."""
    from .tangent_sum import tangents

    return tangents(function)


def one_layer(function: Target) -> Network:
    """One hidden layer over the half-spaces of a region."""
    from .one_hidden import by_one_hidden

    return by_one_hidden(function)
