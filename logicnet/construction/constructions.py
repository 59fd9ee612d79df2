"""All constructions, in the order in which they are tried: cheap and exact ones first.

To add one: a file with what it accepts and builds, a row here, and its page. "compact" takes the
smallest network that the rows before it build; all other styles are among them.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Literal, TypeAlias

from logicnet.ground.budget import Budget, Effort, factor
from logicnet.ground.workers.parallel import Workers
from logicnet.minimization.minimizing import minimize
from logicnet.network.network import Network

from .along_forms import blocks, courses, forms_by_rows, on_forms, slabs
from .deciding import few_decided
from .formulas import deep, following, gathering
from .limits import Limits
from .mapping import mapped_circuits
from .one_layer import two_levels, wide
from .planes import region_constructions as of_regions
from .reduced import idle, repairs, same_outputs, unlimited
from .registry import Construction, Constructions
from .search.stairs import stairs
from .structure import (
    completed,
    composed,
    one_output,
    sampled,
    several_outputs,
    small_weights,
)
from .target import Target
from .task import Task
from .tries import Efforts, Smallest, best_of
from .votes import votes
from .words import interpolating

# what can be asked for by name; a test compares it with the table
Style: TypeAlias = Literal[
    "minterms", "wide", "deep", "formula", "shallow", "one-hidden", "layered", "compact"
]


def compact(
    function: Target,
    *,
    skip: bool = True,
    max_depth: int | None = None,
    max_fan_in: int | None = None,
    max_weight: int | None = None,
    effort: Effort = "normal",
    time_limit: float | None = None,
    tries: int = 1,
    executor: Workers | None = None,
) -> Network:
    """The network with the fewest units known within the limits, no more than any style has.

    `construction` says how it was made, `lower_bound` how many units are needed at least; with
    `skip=False`, among networks whose wires join neighbouring layers only. `effort` is "low",
    "normal" or "high": how much work the search may do, counted, so that the same call gives the
    same network on any machine. "normal" is about five seconds of one core, one over half-spaces;
    the others are a tenth and ten times of that. `time_limit` (seconds, for all of it) only cuts,
    which the network then says (`cut`). Of so many `tries`, which differ in their seed, the best is
    kept; an `executor` shares them out to its workers.

    >>> from logicnet import compile
    >>> net = compile("a ^ b ^ c ^ d")
    >>> net.units, net.proven_minimal, compile("a ^ b ^ c ^ d", skip=False).units
    (3, True, 5)
    """
    limits = function.within(
        Limits(max_depth=max_depth, max_fan_in=max_fan_in, max_weight=max_weight, skip=skip)
    )
    budget = Budget(time_limit=time_limit, patience=factor(effort))
    look = CONSTRUCTIONS.look(function, limits, budget)
    go_on = partial(_tried, look, limits, budget)
    found = best_of(go_on, look, 1 if look.ended else tries, executor, budget)
    return CONSTRUCTIONS.given(found, function, limits)


def _tried(look: Efforts, limits: Limits, budget: Budget, seed: int) -> Smallest:
    """What the search comes to with a seed, here or at a worker."""
    own = budget.share(1.0)
    own.seed = seed
    found = CONSTRUCTIONS.finished(look.with_seed(seed), limits, own)
    return found.noted(look.function, own.cut)


def _one_output(task: Task) -> bool:
    return task.one_output


def _outputs(task: Task) -> bool:
    return task.table is not None and not task.one_output


def _has_rows(task: Task) -> bool:
    return task.limits.max_depth != 1 and task.all_rows is not None


def _stairs(task: Task) -> Iterator[Network]:
    """Stairs: few units for functions without structure."""
    return stairs(task.rows if task.one_output else task.tabled, task.limits, task.budget)


def _along(task: Task) -> Iterator[Network]:
    """Blocks along the number that the inputs are: few units for any functions of many inputs."""
    table = task.known_rows
    return blocks.digits(table, task.limits, task.budget, task.few)


CONSTRUCTIONS = Constructions((
    Construction("inputs that matter", idle.without_idle, idle.has_idle, "few_units"),
    Construction("least of four inputs", one_output.tabled, one_output.is_tabled,
                 "few_units", once=True),
    Construction("threshold function", one_output.one_unit, _one_output, "threshold", once=True),
    Construction("least of fan-in 2", one_output.narrowed, one_output.is_narrow,
                 "few_units", once=True),
    Construction("parity", one_output.sums_modulo_2, _one_output, "parity", once=True),
    Construction("digits of a number", several_outputs.numbers, _outputs, "arithmetic", once=True),
    Construction("digits of a polynomial", interpolating.words,
                 interpolating.may_be_word, "mapping", once=True),
    Construction("count of many", sampled.counted, sampled.may_count, "symmetric", once=True),
    Construction("stated formula", following.formulas, following.has_formula,
                 "gathering", once=True),
    Construction("form of many inputs", forms_by_rows.along_drawn_forms,
                 forms_by_rows.may_have_form, "few_units", bound=forms_by_rows.bound, once=True),
    Construction("mapped circuit", mapped_circuits.mapped_circuits, mapped_circuits.is_mapped,
                 "mapping"),
    Construction("positions", of_regions.positions, of_regions.is_region, "regions", once=True),
    Construction("tangent sum", of_regions.tangent_sums, of_regions.has_few_sides,
                 "regions", once=True),
    Construction("convex pieces", of_regions.pieces, of_regions.has_few_sides,
                 "regions", once=True),
    Construction("joined units", of_regions.joined_units, of_regions.is_region, "regions"),
    Construction("same outputs", same_outputs.built_once, same_outputs.has_same, "few_units"),
    Construction("function of a count", composed.weighted_counts, _one_output,
                 "symmetric", once=True),
    Construction("sum modulo 2", composed.parts_modulo_2, _one_output, "structures"),
    Construction("stairs", _stairs, lambda task: task.in_layers, "stairs", once=True),
    Construction("blocks along a number", _along, _has_rows, "stairs"),
    Construction("forms", on_forms.along_forms, on_forms.may_have_form, "few_units"),
    Construction("slab", slabs.slabs, slabs.may_be_slab, "few_units", once=True),
    Construction("few changes", courses.courses, courses.may_change_along,
                 "few_units", once=True),
    Construction("repairs", repairs.repaired, repairs.may_have_exceptions, "few_units"),
    Construction("counted groups", composed.counted_groups, one_output.has_room, "structures"),
    Construction("block and rest", composed.blocks_and_rest, one_output.has_room, "structures"),
    Construction("completions", completed.completions, completed.has_room, "few_units"),
    Construction("votes", votes.votes, votes.may_be_vote, "few_units"),
    Construction("heat bath", one_output.heated, lambda task: task.one_output
                 and one_output.is_heated(task), "few_units"),
    Construction("decided", few_decided.decisions, few_decided.is_decidable, "few_units"),
    Construction("small weights", small_weights.stepped, small_weights.is_small, "few_units"),
    Construction("search", one_output.searched, one_output.is_searched, "few_units"),
    Construction("product terms", one_output.two_level, one_output.has_terms, "two_level"),
    Construction("output by output", several_outputs.separate, several_outputs.may_be_apart,
                 "few_units"),
    Construction("joint heat bath", one_output.heated, lambda task: _outputs(task)
                 and not task.merged and one_output.is_heated(task), "few_units"),
    Construction("found without limits", unlimited.freely, unlimited.may_fit, "few_units"),
    Construction("samples", sampled.conjectured, lambda task: task.table is None, "symmetric",
                 bound=sampled.bound, once=True),
    Construction("minterms", two_levels.true_rows, two_levels.has_fewer_rows, "two_level",
                 wide.minterms, once=True),
    Construction("wide", two_levels.terms, two_levels.may_be_wide, "two_level",
                 of_regions.pieces_or_terms, on_to=minimize),
    Construction("deep", following.trees, following.has_trees, "deep", deep.deep),
    Construction("formula", page="gathering", style=gathering.formula),
    Construction("shallow", page="regions", style=of_regions.shallow, of_regions=True),
    Construction("one-hidden", page="one_hidden", style=of_regions.one_layer, of_regions=True),
    Construction("layered", page="few_units", style=compact, given={"skip": False},
                 says="The network with the fewest units known whose wires join neighbouring "
                 "layers only."),
    Construction("compact", page="few_units", style=compact),
))  # fmt: skip
