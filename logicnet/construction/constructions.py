"""All constructions, in the order in which they are tried: cheap and exact ones first.

To add one: a file with what it accepts and builds, a row here, and its page.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from logicnet.construction.formulas.chains import formula
from logicnet.construction.formulas.deep import deep
from logicnet.construction.search.stairs import stairs
from logicnet.construction.structure.sampled import bound, conjectured
from logicnet.network.network import Network

from . import other_styles, stated
from .one_layer import wide
from .registry import Construction
from .structure import composed, one_output, several_outputs
from .target import target_of
from .task import Task

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from logicnet.minimization.problem import MinimizeOptions

# what can be asked for by name; a test compares it with the table
Style: TypeAlias = Literal[
    "minterms", "wide", "deep", "formula", "shallow", "one-hidden", "layered", "compact"
]


def _one_output(task: Task) -> bool:
    return task.one_output


def _outputs(task: Task) -> bool:
    return task.table is not None and not task.one_output


def _stairs(task: Task) -> Iterator[Network]:
    """Stairs: few units for functions without structure."""
    return stairs(task.rows if task.one_output else task.tabled, task.limits)


def _wide(source: Any, **options: Unpack[MinimizeOptions]) -> Network:
    """Product terms, or the convex pieces of regions; options are those of `minimize`."""
    function = target_of(source)
    if function.regions is None:
        return wide.wide(function, **options)
    from logicnet.construction.planes.convex_pieces import union_of_pieces

    return union_of_pieces(function, options)


def _shallow(source: Any) -> Network:
    """The tangent sum of regions."""
    from logicnet.construction.planes.tangent_sum import tangents

    return tangents(target_of(source))


def _one_hidden(source: Any) -> Network:
    """One hidden layer over the half-spaces of a region."""
    from logicnet.construction.planes.one_hidden import by_one_hidden

    return by_one_hidden(target_of(source))


FOR_FEW_UNITS = (
    Construction("least of four inputs", one_output.tabled, one_output.is_tabled, "few_units"),
    Construction("threshold function", one_output.one_unit, _one_output, "threshold"),
    Construction("least of fan-in 2", one_output.narrowed, one_output.is_narrow, "few_units"),
    Construction("parity", one_output.sums_modulo_2, _one_output, "parity"),
    Construction("digits of a number", several_outputs.numbers, _outputs, "arithmetic"),
    Construction("stated formula", stated.formulas, stated.has_formula, "gathering"),
    Construction("positions", stated.positions, stated.is_region, "regions"),
    Construction("tangent sum", stated.tangent_sums, stated.has_few_sides, "regions"),
    Construction("convex pieces", stated.pieces, stated.has_few_sides, "regions"),
    Construction("function of a count", composed.weighted_counts, _one_output, "symmetric"),
    Construction("sum modulo 2", composed.parts_modulo_2, _one_output, "structures"),
    Construction("stairs", _stairs, lambda task: task.in_layers, "stairs"),
    Construction("counted groups", composed.counted_groups, one_output.has_room, "structures"),
    Construction("block and rest", composed.blocks_and_rest, one_output.has_room, "structures"),
    Construction("search", one_output.searched, one_output.is_searched, "few_units"),
    Construction("product terms", one_output.two_level, one_output.has_terms, "two_level"),
    Construction("output by output", several_outputs.separate, _outputs, "few_units"),
    Construction("samples", conjectured, lambda task: task.table is None, "symmetric", bound=bound),
)
STYLES = (
    Construction("minterms", other_styles.minterms, other_styles.has_fewer_rows, "two_level",
                 wide.minterms),
    Construction("wide", other_styles.two_level, other_styles.may_be_wide, "two_level", _wide),
    Construction("deep", other_styles.trees, other_styles.is_followed, "deep", deep),
    Construction("formula", page="gathering", style=formula),
    Construction("shallow", page="regions", style=_shallow, of_regions=True),
    Construction("one-hidden", page="one_hidden", style=_one_hidden, of_regions=True),
)  # fmt: skip
